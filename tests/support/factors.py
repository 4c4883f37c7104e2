"""Second factors over HTTP."""

import time
from typing import Any

import pyotp
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.identity.second_factor import STEP_S
from core.platform.settings import Settings, use
from deploy.make_env import factor_key
from tests.support.authenticator import Authenticator
from tests.support.users import BASE, PASSWORD, SignedIn


def offer(system: Settings) -> Settings:
    """Give the system a key, so that second factors are offered."""
    chosen = system.model_copy(update={"factor_key": type(system.factor_key)(factor_key())})
    use(chosen)
    return chosen


def code_of(secret: str, steps: int = 0) -> str:
    """What the app shows, or has shown or will show so many steps from now."""
    return pyotp.TOTP(secret).generate_otp(int(time.time()) // STEP_S + steps)


def turn_on(person: SignedIn) -> tuple[str, list[str]]:
    """Turn the second factor of somebody on, with the code of a step ago; return its secret and recovery codes."""
    secret = person.post("/auth/totp").get_json()["secret"]
    confirmed = person.post("/auth/totp/confirm", {"code": code_of(secret, -1)})
    assert confirmed.status_code == 200, confirmed.get_json()
    return secret, confirmed.get_json()["recovery_codes"]


def log_in(client: FlaskClient, email: str, **more: Any) -> TestResponse:
    """Try to sign in."""
    return client.post(f"{BASE}/auth/login", json={"email": email, "password": PASSWORD} | more)


def add_passkey(person: SignedIn, device: Authenticator, name: str = "My phone") -> TestResponse:
    """Have this device make a passkey of this person, and add it."""
    options = person.post("/auth/passkey/options").get_json()["options"]
    return person.post("/auth/passkeys", {"name": name, "credential": device.make(options)})


def challenge(client: FlaskClient) -> dict[str, Any]:
    """What a browser is asked for to use a passkey."""
    return dict(client.post(f"{BASE}/auth/passkey/challenge").get_json()["options"])
