"""`flask admin users` and `audit`: making accounts, getting people in again, and the log of who did what."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from core.platform.settings import Settings
from core.servers.mongo import collection
from tests.conftest import carry_out_pending
from tests.support.authenticator import Authenticator
from tests.support.factors import add_passkey, offer, turn_on
from tests.support.users import BASE, PASSWORD, SignedIn, sign_in

Run = Callable[..., Result]
SignUp = Callable[..., SignedIn]
POST = {"title": "A title", "content": "Some content"}
NEW = "another good password"


@pytest.fixture
def run(app: Flask) -> Run:
    return lambda *words, **about: app.test_cli_runner().invoke(args=["admin", *words], **about)


def entries(run: Run, *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("audit", "list", "--json", *words).output.splitlines()]


def create(run: Run, **about: str) -> Result:
    chosen = {"name": "Eve", "email": "eve@example.org", "password": PASSWORD} | about
    return run("users", "create", "--json", *(word for name, value in chosen.items() for word in (f"--{name}", value)))


def test_an_operator_makes_an_account_that_is_confirmed(run: Run, client: FlaskClient, system: Settings) -> None:
    made = json.loads(create(run, handle="eve").output)
    assert (made["name"], made["unconfirmed"]) == ("Eve", False)
    assert sign_in(client, "eve@example.org").status_code == 200
    assert client.get(f"{BASE}/auth/me").get_json()["is_confirmed"]
    assert create(run).exit_code == 1


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"email": "nobody"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "password1"}, "guessed first"),
        ({"handle": "a b"}, "handle"),
        ({"name": " "}, "name"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_made(
    run: Run, system: Settings, about: dict[str, str], told: str
) -> None:
    refused = create(run, **about)
    assert refused.exit_code == 1 and told in refused.output
    assert collection("users").count_documents({}) == 0 and entries(run) == []


def test_the_password_is_asked_for_when_it_is_left_out(run: Run, client: FlaskClient, sign_up: SignUp) -> None:
    ada = sign_up()
    email = str(ada.get("/auth/me").get_json()["email"])
    done = run("users", "password", email, input=f"{NEW}\n{NEW}\n")
    assert done.exit_code == 0 and NEW not in done.output
    assert ada.get("/auth/me").status_code == 401
    assert sign_in(client, email).status_code == 401 and sign_in(client, email, NEW).status_code == 200


def test_a_confirmed_address_is_so_at_once(run: Run, sign_up: SignUp) -> None:
    ada = sign_up()
    assert "unconfirmed" in run("users", "list").output
    assert run("users", "confirm", ada.id).exit_code == 0
    assert "unconfirmed" not in run("users", "list").output and ada.get("/auth/me").get_json()["is_confirmed"]


def test_security_f21_what_operators_do_to_people_is_in_the_audit_log(run: Run, sign_up: SignUp) -> None:
    ada = sign_up()
    run("users", "ban", ada.id, "--why", "Spam")
    run("users", "ban", ada.id, "--undo")
    run("users", "promote", ada.id)
    run("users", "password", ada.id, "--password", NEW)
    found = entries(run, "--about", ada.id)
    assert [each["act"] for each in found] == ["user.password", "user.promote", "user.unban", "user.ban"]
    assert {each["who"].partition(":")[0] for each in found} == {"operator"}
    assert found[-1]["why"] == "Spam"
    assert (found[-1]["before"], found[-1]["after"]) == ({"banned": False}, {"banned": True})
    assert NEW not in str(found) and "argon2" not in str(found)
    assert "Spam" in run("audit", "list", "--limit", "10").output


def test_security_f21_what_moderators_remove_is_in_the_audit_log(run: Run, sign_up: SignUp) -> None:
    ada, bob = sign_up("Ada"), sign_up("Bob")
    run("users", "promote", bob.id)
    paths = [ada.post("/posts", POST).get_json()["resource"]["href"].removeprefix(BASE) for _ in range(2)]
    carry_out_pending()
    assert bob.delete(paths[0]).status_code == ada.delete(paths[1]).status_code == 202
    carry_out_pending()
    (removal,) = entries(run, "--who", bob.id)
    assert (removal["act"], removal["subject"]) == ("post.remove", paths[0].rpartition("/")[2])


def test_what_came_to_nothing_is_not_in_the_audit_log(run: Run, system: Settings) -> None:
    assert run("users", "ban", "0" * 24).exit_code == 1
    assert entries(run) == []


def test_somebody_who_has_lost_their_factors_is_let_in_by_the_password_alone(
    run: Run, client: FlaskClient, sign_up: SignUp, system: Settings
) -> None:
    offer(system)
    ada = sign_up("Ada")
    address = str(ada.get("/auth/me").get_json()["email"])
    turn_on(ada)
    assert add_passkey(ada, Authenticator()).status_code == 201
    assert sign_in(client, address).status_code == 401
    shown = json.loads(run("users", "reset-factors", "--json", "--why", "lost her phone", address).output)
    assert shown["email"] == address and sign_in(client, address).status_code == 200
    factors = ada.get("/auth/factors").get_json()
    assert (factors["second_factor"], factors["passkeys"]) == (None, [])
    [entry] = entries(run, "--about", ada.id)
    assert (entry["act"], entry["why"]) == ("user.reset_factors", "lost her phone")
    assert entry["before"] == {"second_factor": True, "passkeys": 1}
    assert run("users", "reset-factors", "nobody@example.org").exit_code == 1
