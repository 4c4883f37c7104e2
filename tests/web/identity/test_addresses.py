"""Addresses over HTTP: confirmed, and changed, by the link of a mail."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from core.delivery import mails
from tests.support.letters import SEND_S, Letters, text_of
from tests.support.recovery import CONFIRM, forgotten, post, title
from tests.support.users import PASSWORD, SignedIn, sign_in

pytestmark = pytest.mark.usefixtures("letters")
SignUp = Callable[..., SignedIn]
NEW = "another good password"


def test_an_address_is_confirmed_by_its_link(
    ada: SignedIn, address: str, letters: Letters, client: FlaskClient
) -> None:
    mails.send_due(SEND_S)
    assert not ada.get("/auth/me").get_json()["is_confirmed"]
    assert ada.post("/auth/confirmation").status_code == 202
    mails.send_due(SEND_S)
    assert letters.subjects(address) == [CONFIRM, CONFIRM]
    token = letters.link(address, CONFIRM)
    assert post(client, "confirm", token=token).get_json()["id"] == ada.id
    assert ada.get("/auth/me").get_json()["is_confirmed"]
    assert post(client, "confirm", token=token).status_code == 410
    # There is nothing to be confirmed any more.
    assert ada.post("/auth/confirmation").status_code == 202
    mails.send_due(SEND_S)
    assert letters.subjects(address) == [CONFIRM, CONFIRM]


def test_another_address_counts_once_its_link_is_opened(
    ada: SignedIn, address: str, letters: Letters, client: FlaskClient
) -> None:
    reset = forgotten(client, letters, address)
    change = {"password": PASSWORD, "email": "New@example.org"}
    assert ada.post("/auth/address", change).status_code == 202
    mails.send_due(SEND_S)
    assert ada.get("/auth/me").get_json()["email"] == address
    assert post(client, "confirm", token=letters.link("new@example.org", CONFIRM)).status_code == 200
    me = ada.get("/auth/me").get_json()
    assert (me["email"], me["is_confirmed"]) == ("new@example.org", True)
    assert sign_in(client, "new@example.org").status_code == 200 and sign_in(client, address).status_code == 401
    # The former address opens nothing any more, and is told.
    assert post(client, "reset", token=reset, new_password=NEW).status_code == 410
    mails.send_due(SEND_S)
    told = letters.to(address)[-1]
    assert told["Subject"] == "Your address was changed" and "new@example.org" in text_of(told)
    assert post(client, "register", name="Eve", email=address, password=PASSWORD).status_code == 201


def test_nobody_gets_the_address_of_another_account(
    ada: SignedIn, address: str, letters: Letters, sign_up: SignUp
) -> None:
    bob = sign_up("Bob")
    assert bob.post("/auth/address", {"password": PASSWORD, "email": address}).status_code == 202
    mails.send_due(SEND_S)
    # Only who reads the mail learns that the address is taken.
    answer = post(bob.client, "confirm", token=letters.link(address, CONFIRM))
    assert title(answer) == (409, "Address taken")
    assert bob.get("/auth/me").get_json()["email"] != address
