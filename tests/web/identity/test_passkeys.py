"""Passkeys over HTTP, with a device that does what a browser's does."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.delivery import mails
from core.identity import accounts, passkeys, sealed
from core.platform.settings import Settings
from tests.support.authenticator import PRESENT, Authenticator, coded
from tests.support.factors import add_passkey, challenge, offer, turn_on
from tests.support.letters import SEND_S, Letters
from tests.support.recovery import title
from tests.support.users import BASE, SignedIn
from tests.web.identity.test_second_factor import let_proof_age

WRONG = (403, "Wrong passkey")
SignUp = Callable[..., SignedIn]
pytestmark = pytest.mark.usefixtures("chosen")


@pytest.fixture
def chosen(system: Settings, letters: Letters) -> Settings:
    """A system that offers passkeys, and sends mails."""
    return offer(system.model_copy(update={"mail_folder": str(letters.folder)}))


@pytest.fixture
def device(ada: SignedIn, chosen: Settings) -> Authenticator:
    """Ada's phone."""
    phone = Authenticator()
    assert add_passkey(ada, phone).status_code == 201
    return phone


def log_in_with(client: FlaskClient, credential: dict[str, Any]) -> TestResponse:
    return client.post(f"{BASE}/auth/passkey/login", json={"credential": credential})


def test_a_passkey_signs_in_without_a_password_and_without_a_code(
    ada: SignedIn, address: str, device: Authenticator, client: FlaskClient, letters: Letters
) -> None:
    turn_on(ada)
    answer = log_in_with(client, device.use(challenge(client)))
    assert answer.status_code == 200 and answer.get_json()["id"] == ada.id
    assert SignedIn(client, ada.user).get("/auth/me").status_code == 200
    [shown] = ada.get("/auth/factors").get_json()["passkeys"]
    assert shown["name"] == "My phone" and shown["last_used_at"]
    mails.send_due(SEND_S)
    assert "You have a new passkey" in letters.subjects(address)


def test_each_answer_of_a_device_works_once(device: Authenticator, app: Flask, client: FlaskClient) -> None:
    used = device.use(challenge(client))
    assert log_in_with(client, used).status_code == 200
    assert title(log_in_with(app.test_client(), used)) == WRONG


def wrong_answers(device: Authenticator, client: FlaskClient, bob: SignedIn) -> dict[str, dict[str, Any]]:
    """What no device with this key would say here."""
    other_page = Authenticator(origin="https://example.org", key=device.key, user=device.user, count=5)
    unverified = Authenticator(flags=PRESENT, key=device.key, user=device.user, count=6)
    options = challenge(client)
    made_up = {"challenge": coded(b"x" * 100), "rpId": "localhost"}
    for_adding = {"challenge": coded(sealed.seal(f"{passkeys.ADD}:{bob.id}:1").encode()), "rpId": "localhost"}
    elsewhere = device.use(options | {"rpId": "example.org"})
    return {
        "another site": other_page.use(options),
        "nobody was verified": unverified.use(options),
        "a challenge of nobody": device.use(made_up),
        "a challenge for adding": device.use(for_adding),
        "another host": elsewhere,
        "another key": Authenticator(user=device.user).use(options) | {"id": coded(device.id)},
        "a key that nobody has": Authenticator(user=device.user).use(options),
        "another person": device.use(options, userHandle=coded(bob.id.encode())),
        "no person": device.use(options, userHandle=coded(b"\xff\xfe")),
        "another signature": device.use(options, signature=coded(b"0" * 70)),
        "no data": device.use(options, authenticatorData=coded(b"0")),
        "no JSON": device.use(options, clientDataJSON=coded(b"{")),
        "not base64url": device.use(options, clientDataJSON="A"),
        "an older count": Authenticator(key=device.key, user=device.user, count=-1).use(options),
    }


def test_answers_that_do_not_fit_are_refused_and_change_nothing(
    device: Authenticator, app: Flask, client: FlaskClient, sign_up: SignUp
) -> None:
    assert log_in_with(app.test_client(), device.use(challenge(client))).status_code == 200
    for name, answer in wrong_answers(device, client, sign_up("Bob")).items():
        assert title(log_in_with(client, answer)) == WRONG, name
    assert not client.get_cookie("access_token_cookie")
    device.count = 50
    assert log_in_with(client, device.use(challenge(client))).status_code == 200


def test_a_challenge_of_long_ago_is_refused(
    device: Authenticator, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = challenge(client)
    monkeypatch.setattr(passkeys, "CHALLENGE_TTL_S", -1)
    assert title(log_in_with(client, device.use(options))) == WRONG


def test_a_passkey_that_was_made_for_somebody_else_or_elsewhere_is_refused(ada: SignedIn, sign_up: SignUp) -> None:
    bob = sign_up("Bob")
    options = bob.post("/auth/passkey/options").get_json()["options"]
    stolen = Authenticator().make(options)
    assert title(ada.post("/auth/passkeys", {"name": "Mine", "credential": stolen})) == WRONG
    assert title(add_passkey(ada, Authenticator(origin="https://example.org"))) == WRONG
    assert title(add_passkey(ada, Authenticator(flags=PRESENT))) == WRONG
    used = Authenticator()
    made = used.make(ada.post("/auth/passkey/options").get_json()["options"])
    assert ada.post("/auth/passkeys", {"name": "Mine", "credential": made}).status_code == 201
    assert title(ada.post("/auth/passkeys", {"name": "Mine", "credential": made})) == WRONG


def test_so_many_passkeys_and_no_more(ada: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passkeys, "PASSKEYS_MAX", 2)
    spare = ada.post("/auth/passkey/options").get_json()["options"]
    assert [add_passkey(ada, Authenticator()).status_code for _ in range(2)] == [201, 201]
    assert title(ada.post("/auth/passkey/options")) == (409, "Too many passkeys")
    late = Authenticator().make(spare)
    assert title(ada.post("/auth/passkeys", {"name": "Third", "credential": late})) == (409, "Too many passkeys")


def test_a_removed_passkey_works_no_more(
    ada: SignedIn, address: str, device: Authenticator, client: FlaskClient, letters: Letters
) -> None:
    [shown] = ada.get("/auth/factors").get_json()["passkeys"]
    assert ada.delete(f"/auth/passkeys/{shown['id']}").status_code == 204
    assert title(log_in_with(client, device.use(challenge(client)))) == WRONG
    assert ada.delete(f"/auth/passkeys/{shown['id']}").status_code == 404
    mails.send_due(SEND_S)
    assert "A passkey was removed" in letters.subjects(address)


def test_somebody_who_is_banned_does_not_come_in_by_a_passkey(
    ada: SignedIn, device: Authenticator, client: FlaskClient
) -> None:
    accounts.set_banned(ada.id, True)
    assert title(log_in_with(client, device.use(challenge(client)))) == (403, "Banned")


def test_a_passkey_is_a_fresh_proof_of_its_owner_alone(ada: SignedIn, device: Authenticator, sign_up: SignUp) -> None:
    bob = sign_up("Bob")
    for each in (ada, bob):
        let_proof_age(each)
    answer = device.use(challenge(ada.client))
    assert title(bob.post("/auth/prove/passkey", {"credential": answer})) == WRONG
    answer = device.use(challenge(ada.client))
    assert ada.post("/auth/prove/passkey", {"credential": answer}).status_code == 204
    assert ada.get("/auth/factors").get_json()["is_proven"]
    assert not bob.get("/auth/factors").get_json()["is_proven"]
