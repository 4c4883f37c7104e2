"""Codes of an app and recovery codes over HTTP, and what a fresh proof is needed for."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.delivery import mails
from core.identity import sealed
from core.platform.settings import Settings, use
from core.servers.mongo import collection
from core.servers.redis import journal, key
from core.servers.sharding.filters import by_id
from deploy.make_env import factor_key
from tests.support.factors import code_of, log_in, offer, turn_on
from tests.support.letters import SEND_S, Letters
from tests.support.recovery import forgotten, post, title
from tests.support.users import PASSWORD, SignedIn, claims_of

NEEDED, WRONG = (401, "Second factor needed"), (403, "Wrong code")
PROOF_NEEDED = (403, "Proof needed")
NEW = "another good password"


@pytest.fixture
def chosen(system: Settings, letters: Letters) -> Settings:
    """A system that offers second factors, and sends mails."""
    return offer(system.model_copy(update={"mail_folder": str(letters.folder)}))


@pytest.fixture
def secret(ada: SignedIn, chosen: Settings) -> str:
    """That of Ada's app; her second factor is on."""
    return turn_on(ada)[0]


def let_proof_age(person: SignedIn) -> None:
    """Their session was proven long ago."""
    journal().hset(key("session", claims_of(person)["sid"]), "proven_ms", 1)


def test_signing_in_needs_a_code_once_it_is_on(ada: SignedIn, address: str, secret: str, client: FlaskClient) -> None:
    assert title(log_in(client, address)) == NEEDED
    assert title(log_in(client, address, code="123456")) == WRONG
    assert title(log_in(client, address, code="")) == NEEDED
    assert not client.get_cookie("access_token_cookie")
    assert log_in(client, address, code=code_of(secret)).status_code == 200
    assert client.get_cookie("access_token_cookie")


def test_a_wrong_password_is_told_first_and_a_code_alone_opens_nothing(
    address: str, secret: str, client: FlaskClient
) -> None:
    assert title(log_in(client, address, password="wrong", code=code_of(secret))) == (401, "Wrong credentials")
    assert log_in(client, address, code=code_of(secret)).status_code == 200, "that try has not used the code up"


@pytest.mark.parametrize("steps", [-2, 2, 10])
def test_codes_of_other_times_are_wrong(address: str, secret: str, client: FlaskClient, steps: int) -> None:
    # The clock may go on by a step meanwhile, so those at the border are left out.
    steps += -1 if steps == -2 else 1
    assert title(log_in(client, address, code=code_of(secret, steps))) == WRONG


def test_a_code_works_once_also_at_the_same_time(app: Flask, address: str, secret: str) -> None:
    code = code_of(secret)
    with ThreadPoolExecutor(8) as pool:
        tries = [pool.submit(lambda: log_in(app.test_client(), address, code=code).status_code) for _ in range(8)]
    assert sorted(each.result() for each in tries) == [200] + [403] * 7


def test_each_recovery_code_works_once_in_any_spelling(
    ada: SignedIn, address: str, chosen: Settings, client: FlaskClient
) -> None:
    _, codes = turn_on(ada)
    assert len(set(codes)) == 10
    assert log_in(client, address, code=codes[0]).status_code == 200
    assert title(log_in(client, address, code=codes[0])) == WRONG
    assert log_in(client, address, code=codes[1].replace("-", " ").lower()).status_code == 200
    assert ada.get("/auth/factors").get_json()["second_factor"]["recovery_codes_left"] == 8


def test_new_recovery_codes_end_the_former_ones(
    ada: SignedIn, address: str, chosen: Settings, client: FlaskClient
) -> None:
    _, former = turn_on(ada)
    fresh = ada.post("/auth/recovery-codes").get_json()["recovery_codes"]
    assert title(log_in(client, address, code=former[0])) == WRONG
    assert log_in(client, address, code=fresh[0]).status_code == 200


def test_neither_the_secret_nor_a_recovery_code_is_in_the_database(
    ada: SignedIn, chosen: Settings, letters: Letters
) -> None:
    secret, codes = turn_on(ada)
    mails.send_due(SEND_S)
    stored = str(collection("users").find_one(by_id(ada.id)))
    assert "second_factor" in stored and secret not in stored
    assert not [each for each in codes if each in stored or each.replace("-", "") in stored]


def test_a_secret_whose_code_never_came_counts_for_nothing(
    ada: SignedIn, address: str, chosen: Settings, client: FlaskClient
) -> None:
    begun = ada.post("/auth/totp").get_json()
    assert begun["uri"].startswith("otpauth://totp/") and begun["secret"] in begun["uri"]
    assert title(ada.post("/auth/totp/confirm", {"code": "000000"})) == WRONG
    assert log_in(client, address).status_code == 200
    again = ada.post("/auth/totp").get_json()
    assert title(ada.post("/auth/totp/confirm", {"code": code_of(begun["secret"])})) == WRONG
    assert ada.post("/auth/totp/confirm", {"code": code_of(again["secret"])}).status_code == 200


def test_what_is_on_cannot_be_begun_again_and_what_is_off_not_ended(ada: SignedIn, chosen: Settings) -> None:
    assert title(ada.delete("/auth/totp")) == (409, "Second factor not begun")
    assert title(ada.post("/auth/recovery-codes")) == (409, "Second factor not begun")
    assert title(ada.post("/auth/totp/confirm", {"code": "000000"})) == (409, "Second factor not begun")
    turn_on(ada)
    assert title(ada.post("/auth/totp")) == (409, "Second factor is on")


def test_turning_it_off_is_told_and_the_password_is_enough_again(
    ada: SignedIn, address: str, secret: str, client: FlaskClient, letters: Letters
) -> None:
    assert ada.delete("/auth/totp").status_code == 204
    assert log_in(client, address).status_code == 200
    mails.send_due(SEND_S)
    assert {"Your second factor is on", "Your second factor is off"} <= set(letters.subjects(address))


def test_a_reset_by_mail_does_not_turn_it_off(address: str, secret: str, client: FlaskClient, letters: Letters) -> None:
    link = forgotten(client, letters, address)
    assert post(client, "reset", token=link, new_password=NEW).status_code == 204
    assert title(log_in(client, address, password=NEW)) == NEEDED
    assert log_in(client, address, password=NEW, code=code_of(secret)).status_code == 200


CHANGES: dict[str, Callable[[SignedIn], TestResponse]] = {
    "secret": lambda who: who.post("/auth/totp"),
    "confirm": lambda who: who.post("/auth/totp/confirm", {"code": "000000"}),
    "off": lambda who: who.delete("/auth/totp"),
    "recovery": lambda who: who.post("/auth/recovery-codes"),
    "options": lambda who: who.post("/auth/passkey/options"),
    "remove": lambda who: who.delete("/auth/passkeys/abc"),
    "password": lambda who: who.post("/auth/password", {"password": PASSWORD, "new_password": NEW}),
    "address": lambda who: who.post("/auth/address", {"password": PASSWORD, "email": "new@example.org"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_one_signs_in_with_is_changed_only_after_a_fresh_proof(ada: SignedIn, secret: str, change: str) -> None:
    let_proof_age(ada)
    refused = CHANGES[change](ada)
    assert title(refused) == PROOF_NEEDED
    assert not ada.get("/auth/factors").get_json()["is_proven"]
    assert title(ada.post("/auth/prove", {"password": PASSWORD})) == NEEDED
    assert title(ada.post("/auth/prove", {"password": "wrong"})) == (403, "Wrong password")
    assert ada.post("/auth/prove", {"password": PASSWORD, "code": code_of(secret)}).status_code == 204
    assert CHANGES[change](ada).status_code != 403
    assert ada.get("/auth/factors").get_json()["is_proven"]


def test_a_session_that_was_proven_without_the_factor_has_to_prove_it(
    ada: SignedIn, address: str, chosen: Settings, app: Flask
) -> None:
    other = SignedIn(app.test_client(), ada.user)
    assert log_in(other.client, address).status_code == 200
    assert other.get("/auth/factors").get_json()["is_proven"]
    turn_on(ada)
    assert title(other.delete("/auth/totp")) == PROOF_NEEDED
    assert ada.delete("/auth/totp").status_code == 204


def test_wrong_codes_are_limited_from_everywhere_and_right_ones_are_not(
    ada: SignedIn, address: str, secret: str, chosen: Settings, app: Flask, configure: Callable[..., Settings]
) -> None:
    use(chosen.model_copy(update={"rate_codes": "3/hour"}))
    statuses = [log_in(app.test_client(), address, code=str(n)).status_code for n in range(111_111, 111_115)]
    assert statuses == [403, 403, 403, 429]
    assert title(log_in(app.test_client(), address)) == NEEDED, "who has no code yet is asked for one"


def test_another_key_decrypts_beside_the_first_and_without_one_nothing_is_offered(
    ada: SignedIn, address: str, secret: str, chosen: Settings, client: FlaskClient
) -> None:
    former = chosen.factor_key.get_secret_value()
    kind = type(chosen.factor_key)
    use(chosen.model_copy(update={"factor_key": kind(f"{factor_key()},{former}")}))
    assert log_in(client, address, code=code_of(secret)).status_code == 200
    use(chosen.model_copy(update={"factor_key": kind("")}))
    assert title(log_in(client, address, code=code_of(secret, 1))) == WRONG, "it is asked for all the same"
    assert not ada.get("/auth/factors").get_json()["is_offered"]
    assert title(ada.post("/auth/passkey/options")) == (409, "No second factors")


def test_a_text_that_was_sealed_with_another_key_or_long_ago_is_not_opened(chosen: Settings) -> None:
    text = sealed.seal("a secret")
    assert sealed.opened(text) == "a secret" and sealed.opened(text, 60) == "a secret"
    assert sealed.opened(text[:-4] + "AAA=") is None and sealed.opened("") is None and sealed.opened("\u00e4") is None
    assert sealed.opened(text, -1) is None
    use(chosen.model_copy(update={"factor_key": type(chosen.factor_key)(factor_key())}))
    assert sealed.opened(text) is None
