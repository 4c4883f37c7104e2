"""Users of the API, as the tests see them."""

import uuid
from dataclasses import dataclass
from typing import Any

import jwt
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.identity import accounts

PASSWORD = "correct horse battery"
BASE = "/api/v1"
HOME = "192.0.2.1"


@dataclass
class SignedIn:
    """A signed-in user; each call carries the session's cookies and CSRF value."""

    client: FlaskClient
    user: dict[str, Any]

    @property
    def id(self) -> str:
        """The user's id."""
        return str(self.user["id"])

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """One request; header names with underscores instead of hyphens."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        cookie = self.client.get_cookie("csrf_access_token")
        if cookie and method != "GET":
            sent.setdefault("X-CSRF-TOKEN", cookie.value)
        return self.client.open(BASE + path, method=method, json=body, headers=sent)

    def get(self, path: str, **headers: str) -> TestResponse:
        """GET."""
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        """POST."""
        return self.call("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        """PATCH."""
        return self.call("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> TestResponse:
        """DELETE."""
        return self.call("DELETE", path, **headers)


def sign_up_through(client: FlaskClient, name: str = "Ada") -> SignedIn:
    """Register a new user and sign them in."""
    email = f"{uuid.uuid4().hex[:12]}@example.org"
    body = {"name": name, "email": email, "password": PASSWORD}
    registered = client.post(f"{BASE}/auth/register", json=body)
    assert registered.status_code == 201, registered.get_json()
    signed_in = client.post(f"{BASE}/auth/login", json={"email": email, "password": PASSWORD})
    assert signed_in.status_code == 200, signed_in.get_json()
    return SignedIn(client, registered.get_json())


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, address: str = HOME) -> TestResponse:
    """Try to sign in from this address."""
    credentials = {"email": email, "password": password}
    return client.post(f"{BASE}/auth/login", json=credentials, environ_overrides={"REMOTE_ADDR": address})


def come_back_from_a_ban(who: SignedIn) -> None:
    """Ban them, lift the ban, and have them sign in again."""
    accounts.set_banned(who.id, True)
    accounts.set_banned(who.id, False)
    sign_in(who.client, accounts.find(who.id)["email"])


def sign_out(who: SignedIn, csrf: str | None) -> TestResponse:
    """Try to sign out with this CSRF value, or without one."""
    headers = {} if csrf is None else {"X-CSRF-TOKEN": csrf}
    return who.client.post(f"{BASE}/auth/logout", headers=headers)


def cookie(who: SignedIn, name: str = "access_token_cookie") -> str:
    """The value of a cookie that they have: their access token, if none is named."""
    path = f"{BASE}/auth" if name == "refresh_token_cookie" else "/"
    found = who.client.get_cookie(name, path=path)
    assert found, name
    return found.value


def claims_of(who: SignedIn) -> dict[str, Any]:
    """What their access token says."""
    return dict(jwt.decode(cookie(who), options={"verify_signature": False}))
