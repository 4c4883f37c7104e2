"""Signing out, wrong passwords and bans mean what they say, whatever happens at the same time."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.identity import accounts, mqtt_credentials, passwords, sessions
from core.platform.settings import Settings
from core.servers.mongo import collection
from core.writes import journal
from core.writes.canary import NOBODY
from tasks.effects.kinds import KINDS
from tests.support.users import BASE, PASSWORD, SignedIn, sign_up_through

SignUp = Callable[..., SignedIn]
Configure = Callable[..., Settings]
COOKIES = ("access_token_cookie", "csrf_access_token", "refresh_token_cookie", "csrf_refresh_token")
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.1"


def cookie(who: SignedIn, name: str) -> str:
    path = f"{BASE}/auth" if name == "refresh_token_cookie" else "/"
    found = who.client.get_cookie(name, path=path)
    assert found, name
    return found.value


def pause(who: SignedIn) -> None:
    """The access token has run out; the refresh cookies are left."""
    for name in COOKIES[:2]:
        who.client.delete_cookie(name)


def sign_out(who: SignedIn, csrf: str | None) -> TestResponse:
    headers = {} if csrf is None else {"X-CSRF-TOKEN": csrf}
    return who.client.post(f"{BASE}/auth/logout", headers=headers)


def cleared(answer: TestResponse) -> set[str]:
    return {each.split("=")[0] for each in answer.headers.getlist("Set-Cookie") if "=;" in each}


@pytest.mark.parametrize("name", ["csrf_access_token", "csrf_refresh_token"])
def test_security_f3_either_csrf_value_ends_the_session(sign_up: SignUp, name: str) -> None:
    ada = sign_up()
    answer = sign_out(ada, cookie(ada, name))
    assert answer.status_code == 204 and cleared(answer) == set(COOKIES)
    assert sessions.listed(ada.id) == []


def test_security_f3_a_paused_session_is_signed_out(app: Flask, sign_up: SignUp) -> None:
    ada = sign_up()
    csrf, token = cookie(ada, "csrf_refresh_token"), cookie(ada, "refresh_token_cookie")
    pause(ada)
    answer = sign_out(ada, csrf)
    assert answer.status_code == 204 and cleared(answer) == set(COOKIES)
    assert sessions.listed(ada.id) == []
    thief = app.test_client()
    thief.set_cookie("refresh_token_cookie", token, path=f"{BASE}/auth")
    assert thief.post(f"{BASE}/auth/refresh", headers={"X-CSRF-TOKEN": csrf}).status_code == 401


@pytest.mark.parametrize("is_paused", [False, True])
@pytest.mark.parametrize("csrf", [None, "", "wrong", "w\xf6rong"])
def test_security_f3_another_site_signs_nobody_out(sign_up: SignUp, csrf: str | None, is_paused: bool) -> None:
    ada = sign_up()
    if is_paused:
        pause(ada)
    answer = sign_out(ada, csrf)
    assert answer.status_code == 403 and cleared(answer) == set()
    assert len(sessions.listed(ada.id)) == 1


@pytest.mark.parametrize("csrf", [None, "wrong"])
def test_security_f3_who_has_no_live_session_is_signed_out_and_has_no_cookies_left(
    client: FlaskClient, sign_up: SignUp, csrf: str | None
) -> None:
    ada = sign_up()
    sessions.end(sessions.listed(ada.id)[0].id)
    for answer in (sign_out(ada, csrf), client.post(f"{BASE}/auth/logout")):
        assert answer.status_code == 204 and cleared(answer) == set(COOKIES)


@pytest.fixture
def limited(configure: Configure, system: Settings) -> Configure:
    return lambda **changes: configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, **changes)


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, address: str = HOME) -> TestResponse:
    credentials = {"email": email, "password": password}
    return client.post(f"{BASE}/auth/login", json=credentials, environ_overrides={"REMOTE_ADDR": address})


def wrong(client: FlaskClient, email: str, address: str, times: int) -> list[int]:
    return [sign_in(client, email, "wrong wrong", address).status_code for _ in range(times)]


@pytest.fixture
def email(client: FlaskClient) -> str:
    """The address of an account."""
    body = {"name": "Ada", "email": "ada@example.org", "password": PASSWORD}
    assert client.post(f"{BASE}/auth/register", json=body).status_code == 201
    return "ada@example.org"


def test_field_5_who_knows_an_address_cannot_keep_its_owner_out(app: Flask, email: str, limited: Configure) -> None:
    limited(rate_sign_in_network="3/minute")
    assert wrong(app.test_client(), email, ELSEWHERE, 5) == [401, 401, 401, 429, 429]
    assert wrong(app.test_client(), email.upper(), ELSEWHERE, 1) == [429]
    assert sign_in(app.test_client(), email).status_code == 200


def test_security_f4_a_network_is_a_64_of_ipv6(app: Flask, email: str, limited: Configure) -> None:
    limited(rate_sign_in_network="2/minute")
    answers = [wrong(app.test_client(), email, f"2001:db8::{n}", 1)[0] for n in range(1, 4)]
    assert answers == [401, 401, 429]
    assert sign_in(app.test_client(), email, address="2001:db8:0:1::1").status_code == 200


def test_security_f4_the_right_password_counts_for_nothing(app: Flask, email: str, limited: Configure) -> None:
    limited(rate_sign_in_network="3/hour", rate_sign_in_account="3/hour", rate_sign_in_device="3/hour")
    assert [sign_in(app.test_client(), email).status_code for _ in range(6)] == [200] * 6
    known = app.test_client()
    assert [sign_in(known, email).status_code for _ in range(6)] == [200] * 6
    assert wrong(app.test_client(), email, HOME, 4) == [401, 401, 401, 429]


def test_security_f4_guesses_from_many_networks_are_limited_but_not_for_a_known_device(
    app: Flask, email: str, limited: Configure
) -> None:
    known = app.test_client()
    assert sign_in(known, email).status_code == 200
    limited(rate_sign_in_account="4/hour")
    answers = [wrong(app.test_client(), email, f"198.51.100.{n}", 1)[0] for n in range(6)]
    assert answers == [401] * 4 + [429] * 2
    assert sign_in(app.test_client(), email, address="203.0.113.9").status_code == 429
    assert sign_in(known, email, address="203.0.113.9").status_code == 200


def test_security_f4_a_known_device_has_a_budget_of_its_own(app: Flask, email: str, limited: Configure) -> None:
    known = app.test_client()
    sign_in(known, email)
    limited(rate_sign_in_device="2/hour", rate_sign_in_network="2/hour")
    assert wrong(app.test_client(), email, HOME, 3) == [401, 401, 429]
    assert wrong(known, email, HOME, 3) == [401, 401, 429]


def test_security_f4_a_device_cookie_survives_the_sign_out_and_is_for_one_account(
    app: Flask, email: str, limited: Configure
) -> None:
    eve = sign_up_through(app.test_client(), "Eve")
    assert sign_out(eve, cookie(eve, "csrf_access_token")).status_code == 204
    device = eve.client.get_cookie("device", path=f"{BASE}/auth")
    assert device
    limited(rate_sign_in_network="2/hour")
    assert wrong(eve.client, email, ELSEWHERE, 3) == [401, 401, 429]
    forger = app.test_client()
    for value in (device.value[:-4] + "AAAA", "x", cookie(sign_up_through(app.test_client()), "access_token_cookie")):
        forger.set_cookie("device", value, path=f"{BASE}/auth")
        assert wrong(forger, email, ELSEWHERE, 1) == [429]


def test_security_f4_a_device_cookie_opens_nothing(app: Flask, email: str) -> None:
    known, thief = app.test_client(), app.test_client()
    made = next(each for each in sign_in(known, email).headers.getlist("Set-Cookie") if each.startswith("device="))
    assert "HttpOnly" in made and "SameSite=Lax" in made and "Path=/api/v1/auth" in made and email not in made
    device = known.get_cookie("device", path=f"{BASE}/auth")
    assert device
    thief.set_cookie("access_token_cookie", device.value)
    assert thief.get(f"{BASE}/auth/me").status_code == 401


def test_security_f4_nobody_is_told_how_often_others_tried(app: Flask, email: str) -> None:
    headers = []
    for n in range(3):
        answer = sign_in(app.test_client(), email, "wrong wrong", f"198.51.100.{n}")
        headers.append((answer.headers["RateLimit-Policy"], answer.headers["RateLimit"].split(";t=")[0]))
    assert len(set(headers)) == 1 and "account" not in str(headers) and "network" not in str(headers)


def refresh(who: SignedIn) -> TestResponse:
    return who.post("/auth/refresh", X_CSRF_TOKEN=cookie(who, "csrf_refresh_token"))


def test_security_f6_a_ban_between_the_password_and_the_session_leaves_no_session(
    app: Flask, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = accounts.find(email)
    real = passwords.verify

    def slow(password: str, stored: str | None) -> bool:
        # The user has been read, without a ban; the session is not there yet, so the ban does not find it.
        accounts.set_banned(user["_id"], True)
        return real(password, stored)

    monkeypatch.setattr(accounts, "verify", slow)
    answer = sign_in(app.test_client(), email)
    assert (answer.status_code, answer.get_json()["title"]) == (403, "Banned")
    assert answer.headers.getlist("Set-Cookie") == [] and sessions.listed(user["_id"]) == []


@pytest.mark.parametrize("is_stored", [False, True])
def test_security_f6_a_ban_around_the_start_of_the_session_leaves_no_session(
    app: Flask, email: str, monkeypatch: pytest.MonkeyPatch, is_stored: bool
) -> None:
    user, real = accounts.find(email), sessions.start

    def start(*about: str) -> sessions.Refresh:
        first = real(*about) if is_stored else None
        accounts.set_banned(user["_id"], True)
        return first or real(*about)

    monkeypatch.setattr(sessions, "start", start)
    assert sign_in(app.test_client(), email).status_code == 403
    assert sessions.listed(user["_id"]) == []


def test_security_f6_a_session_that_slipped_through_ends_at_its_refresh(sign_up: SignUp) -> None:
    ada = sign_up()
    collection("users").update_one({"_id": ada.id}, {"$set": {"banned": True}})
    assert refresh(ada).status_code == 403
    assert sessions.listed(ada.id) == []
    assert refresh(ada).status_code == 401


def test_security_f6_no_mqtt_credentials_outlive_a_session_that_ends_in_that_moment(
    sign_up: SignUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, real = sign_up(), mqtt_credentials.request
    made: list[mqtt_credentials.Credentials] = []

    def late(user_id: str, session_id: str) -> mqtt_credentials.Credentials:
        accounts.set_banned(ada.id, True)
        made.append(real(user_id, session_id))
        return made[0]

    monkeypatch.setattr(mqtt_credentials, "request", late)
    assert ada.post("/auth/mqtt-ticket").status_code == 401
    assert mqtt_credentials.find(made[0].username) is None and mqtt_credentials.over() == [made[0].username]


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"canary"}))
def test_security_f6_no_write_of_the_banned_takes_effect(sign_up: SignUp, drain: Callable[[], None], kind: str) -> None:
    ada, bob = sign_up("Ada"), sign_up("Bob")
    accounts.set_banned(ada.id, True)
    body: dict[str, Any] = {"changes": {"name": "Still here"}, "title": "t", "content": "c"}
    write = journal.accept(kind, ada.id, body, resource_id=bob.id if "block" in kind else ada.id)
    drain()
    refused = journal.get(write.id)
    assert refused.state == "rejected" and refused.problem and refused.problem["title"] == "Banned"


def test_security_f6_the_canary_is_nobodys_and_still_sings(drain: Callable[[], None], system: Settings) -> None:
    write = journal.accept("canary", NOBODY, {}, resource_id=NOBODY)
    drain()
    assert journal.get(write.id).state == "applied"
