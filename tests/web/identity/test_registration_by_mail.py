"""REGISTRATION=by_mail: nobody learns who has an account but who reads the mail (security F14)."""

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import ValidationError
from werkzeug.test import TestResponse

from core.delivery import mails
from core.identity import accounts
from core.platform.settings import Settings, use
from core.servers.mongo import collection
from tests.support.letters import SEND_S, Letters
from tests.support.users import BASE, PASSWORD, sign_in

FINISH, HAS = "Finish your registration", "You have an account already"
EVE = "eve@example.org"


@pytest.fixture(autouse=True)
def letters(system: Settings, tmp_path: Path) -> Letters:
    """The mails of such a system."""
    use(system.model_copy(update={"mail_folder": str(tmp_path), "registration": "by_mail"}))
    return Letters(tmp_path)


def register(client: FlaskClient, **about: Any) -> TestResponse:
    body = {"name": "Eve", "email": EVE, "password": PASSWORD} | about
    return client.post(f"{BASE}/auth/register", json=body)


def confirm(client: FlaskClient, token: str) -> TestResponse:
    return client.post(f"{BASE}/auth/confirm", json={"token": token})


def test_the_link_makes_the_account(client: FlaskClient, letters: Letters) -> None:
    assert register(client, handle="eve").status_code == 202
    assert sign_in(client, EVE).status_code == 401 and collection("users").count_documents({}) == 0
    mails.send_due(SEND_S)
    token = letters.link(EVE, FINISH)
    made = confirm(client, token)
    assert made.status_code == 200 and made.get_json()["handle"] == "eve"
    assert confirm(client, token).status_code == 410
    assert sign_in(client, EVE).status_code == 200
    assert client.get(f"{BASE}/auth/me").get_json()["is_confirmed"]


def test_security_f14_the_answer_is_the_same_for_an_address_with_an_account(
    client: FlaskClient, letters: Letters
) -> None:
    register(client)
    mails.send_due(SEND_S)
    confirm(client, letters.link(EVE, FINISH))
    answers = [register(client, email=each) for each in (EVE, EVE.upper(), "nobody@example.org")]
    assert len({(each.status_code, each.data, *sorted(dict(each.headers))) for each in answers}) == 1
    mails.send_due(SEND_S)
    # The answer is in the mail of who has the address.
    assert letters.subjects(EVE) == [FINISH, HAS, HAS]
    assert letters.subjects("nobody@example.org") == [FINISH]
    assert sign_in(client, EVE).status_code == 200


def test_of_two_links_to_one_address_the_first_that_is_opened_counts(client: FlaskClient, letters: Letters) -> None:
    for name in ("Eve", "Eva"):
        assert register(client, name=name).status_code == 202
        mails.send_due(SEND_S)
    first, second = (letters.to(EVE)[n] for n in range(2))
    assert first["Subject"] == second["Subject"] == FINISH
    tokens = [each.get_content().split("#")[1].split()[0] for mail in (first, second) for each in mail.iter_parts()][
        ::2
    ]
    assert confirm(client, tokens[1]).get_json()["name"] == "Eva"
    assert confirm(client, tokens[0]).status_code == 409
    assert accounts.find(EVE)["name"] == "Eva"


def test_a_handle_that_was_taken_meanwhile_is_replaced(client: FlaskClient, letters: Letters) -> None:
    for email in (EVE, "other@example.org"):
        assert register(client, handle="eve", email=email).status_code == 202
    mails.send_due(SEND_S)
    handles = [confirm(client, letters.link(each, FINISH)).get_json()["handle"] for each in ("other@example.org", EVE)]
    assert handles[0] == "eve" != handles[1]
    assert register(client, handle="eve").status_code == 409


def test_no_password_is_kept_but_as_a_hash(client: FlaskClient, letters: Letters) -> None:
    register(client)
    waiting = str(list(collection("account_mails").find()))
    mails.send_due(SEND_S)
    kept = waiting + str(list(collection("mail_links").find()))
    assert "argon2id" in kept and PASSWORD not in kept and letters.link(EVE, FINISH) not in kept


def test_a_start_without_mails_is_refused(system: Settings) -> None:
    about = system.model_dump() | {"registration": "by_mail", "mail_folder": ""}
    with pytest.raises(ValidationError, match="by_mail needs SMTP_URL"):
        Settings(_env_file=None, **about)
