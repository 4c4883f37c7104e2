"""Signing up, in and out; cookies; the caller's sessions; passwords."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from flask import Flask
from flask.testing import FlaskClient

from core.identity import passwords, sessions
from core.identity.hasher_process import HasherProcess
from core.platform.settings import Settings
from core.servers.mongo import collection
from tests.support.users import BASE, PASSWORD, SignedIn, sign_up_through

SignUp = Callable[..., SignedIn]
NEW = {"name": "Ada", "email": "Ada@Example.org", "password": PASSWORD}

PUBLIC = {"id", "name", "handle", "profile_img", "created_at", "follower_count"}


def register(client: FlaskClient, **changes: Any) -> Any:
    return client.post(f"{BASE}/auth/register", json=NEW | changes)


def login(client: FlaskClient, email: str = "ada@example.org", password: str = PASSWORD) -> Any:
    return client.post(f"{BASE}/auth/login", json={"email": email, "password": password})


def test_a_registered_user_is_stored_at_once_without_their_password(client: FlaskClient) -> None:
    answer = register(client)
    user = answer.get_json()
    assert answer.status_code == 201 and set(user) == {
        "id",
        "name",
        "handle",
        "profile_img",
        "created_at",
        "follower_count",
    }
    stored = collection("users").find_one({"_id": user["id"]})
    assert stored and stored["email"] == "ada@example.org"
    assert stored["password"].startswith("$argon2id$v=19$m=19456,t=2,p=1$") and PASSWORD not in str(stored)


def test_an_address_is_taken_in_any_case(client: FlaskClient) -> None:
    assert register(client).status_code == 201
    again = register(client, email="ADA@example.ORG")
    assert (again.status_code, again.get_json()["title"]) == (409, "Address taken")
    assert collection("users").count_documents({}) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "\u200b\u200b"),
        ("name", "x" * 81),
        ("name", "a\0b"),
        ("name", {"$ne": ""}),
        ("email", "nobody"),
        ("email", {"$gt": ""}),
        ("email", "a b@example.org"),
        ("password", "short"),
        ("password", "x" * 2000),
        ("profile_img", "javascript:alert(1)"),
        ("profile_img", "https://example.org/ a.png"),
        ("roles", ["admin"]),
        ("_id", "0" * 24),
    ],
)
def test_a_registration_that_does_not_fit_names_the_field(client: FlaskClient, field: str, value: Any) -> None:
    answer = register(client, **{field: value})
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.get_json()["errors"]] == [f"/{field}"]
    assert collection("users").count_documents({}) == 0


def test_wrong_credentials_do_not_tell_who_has_an_account(client: FlaskClient) -> None:
    register(client)
    answers = [login(client, password="not the password").get_json(), login(client, "bob@example.org").get_json()]
    for answer in answers:
        answer.pop("request_id")
    assert answers[0] == answers[1] and answers[0]["status"] == 401


def test_security_a20_an_unknown_address_costs_a_hash_too(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []
    real = HasherProcess.ask

    def counting(process: HasherProcess, password: str, stored: str | None) -> str:
        asked.append(stored)
        return real(process, password, stored)

    # What a hash of nobody's password is held against is made once.
    assert login(client, "nobody@example.org").status_code == 401
    monkeypatch.setattr(HasherProcess, "ask", counting)
    assert login(client, "nobody@example.org").status_code == 401
    assert len(asked) == 1 and asked[0] and asked[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_security_a11_a_sign_in_gives_the_four_cookies_and_remembers_the_device(client: FlaskClient) -> None:
    register(client)
    cookies = login(client).headers.getlist("Set-Cookie")
    flags = {each.split("=")[0]: each for each in cookies}
    tokens = {"access_token_cookie", "refresh_token_cookie", "device"}
    assert set(flags) == tokens | {"csrf_access_token", "csrf_refresh_token"}
    assert all("SameSite=Lax" in each and len(each) < 4096 for each in cookies)
    assert {name for name, each in flags.items() if "HttpOnly" in each} == tokens
    assert all("Path=/api/v1/auth" in flags[name] for name in ("refresh_token_cookie", "device"))
    assert all("Path=/;" in flags[name] + ";" for name in ("csrf_access_token", "csrf_refresh_token"))
    assert all("Secure" not in each for each in cookies)


def test_cookies_are_secure_unless_switched_off(configure: Callable[..., Settings], system: Settings) -> None:
    from web.app import create_app

    configure(cookie_secure=True)
    client = create_app().test_client()
    register(client)
    answer = login(client)
    assert all("Secure" in each for each in answer.headers.getlist("Set-Cookie"))
    assert "Strict-Transport-Security" in answer.headers


def test_me_is_what_only_i_may_see(sign_up: SignUp) -> None:
    ada = sign_up("Ada")
    me = ada.get("/auth/me").get_json()
    assert set(me) == PUBLIC | {"email", "roles", "is_confirmed", "suspension", "leaving"} and me["roles"] == []
    public = sign_up("Bob").get(f"/users/{ada.id}").get_json()
    assert set(public) == PUBLIC


def test_a_signed_out_session_opens_nothing(sign_up: SignUp) -> None:
    ada = sign_up()
    kept = ada.client.get_cookie("access_token_cookie")
    answer = ada.post("/auth/logout")
    assert answer.status_code == 204
    assert ada.client.get_cookie("access_token_cookie") is None
    assert kept
    ada.client.set_cookie("access_token_cookie", kept.value)
    assert ada.get("/auth/me").status_code == 401


def test_sessions_are_listed_and_ended_by_their_owner(app: Flask, sign_up: SignUp) -> None:
    ada = sign_up()
    email = ada.get("/auth/me").get_json()["email"]
    phone = app.test_client()
    phone.post(
        f"{BASE}/auth/login", json={"email": email, "password": PASSWORD}, headers={"User-Agent": "Ph\xf6ne" * 99}
    )
    listed = ada.get("/auth/sessions").get_json()["items"]
    assert len(listed) == 2 and max(len(each["user_agent"]) for each in listed) <= 200
    other = next(each["id"] for each in listed if not each["is_current"])
    assert phone.get(f"{BASE}/auth/me").status_code == 200
    assert ada.delete(f"/auth/sessions/{other}").status_code == 204
    assert phone.get(f"{BASE}/auth/me").status_code == 401
    assert ada.delete(f"/auth/sessions/{other}").status_code == 404
    assert len(ada.get("/auth/sessions").get_json()["items"]) == 1


def test_another_users_session_is_not_found(sign_up: SignUp) -> None:
    ada, bob = sign_up("Ada"), sign_up("Bob")
    own = bob.get("/auth/sessions").get_json()["items"][0]["id"]
    assert ada.delete(f"/auth/sessions/{own}").status_code == 404
    assert bob.get("/auth/me").status_code == 200


def test_all_other_sessions_end_together(app: Flask, sign_up: SignUp) -> None:
    ada, bob = sign_up("Ada"), sign_up("Bob")
    email = ada.get("/auth/me").get_json()["email"]
    others = [app.test_client() for _ in range(3)]
    for each in others:
        each.post(f"{BASE}/auth/login", json={"email": email, "password": PASSWORD})
    assert ada.delete("/auth/sessions").status_code == 204
    assert [each.get(f"{BASE}/auth/me").status_code for each in others] == [401] * 3
    assert (ada.get("/auth/me").status_code, bob.get("/auth/me").status_code) == (200, 200)


def test_sign_ins_do_not_pile_up_for_ever(system: Settings) -> None:
    first = sessions.start("a" * 24, "", "")
    made = [sessions.start("a" * 24, "", "") for _ in range(60)]
    assert len(sessions.listed("a" * 24)) == 50
    assert sessions.user_of(first.session_id) is None and sessions.user_of(made[-1].session_id)


def test_an_unused_session_ends_by_itself(configure: Callable[..., Settings], system: Settings) -> None:
    from core.servers.redis import journal, key

    session = sessions.start("a" * 24, "", "").session_id
    assert 0 < journal().ttl(key("session", session)) <= system.refresh_ttl_s
    journal().delete(key("session", session))
    assert sessions.listed("a" * 24) == []


def test_an_old_hash_is_made_anew_at_sign_in(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    user = register(client).get_json()
    weak = Argon2id(salt=b"s" * 16, length=32, iterations=1, lanes=1, memory_cost=64)
    old = weak.derive_phc_encoded(PASSWORD.encode())
    collection("users").update_one({"_id": user["id"]}, {"$set": {"password": old}})
    assert login(client).status_code == 200
    stored = collection("users").find_one({"_id": user["id"]})
    assert stored and not passwords.is_outdated(stored["password"])
    assert login(client).status_code == 200


def test_security_a21_a_flood_of_sign_ins_is_refused_while_readers_go_on(app: Flask, sign_up: SignUp) -> None:
    ada = sign_up()
    barrier, statuses = Barrier(41), []

    def attempt() -> None:
        mine = app.test_client()
        barrier.wait()
        statuses.append(login(mine, "nobody@example.org").status_code)

    threads = [Thread(target=attempt) for _ in range(40)]
    for each in threads:
        each.start()
    barrier.wait()
    reads = [ada.get("/posts").status_code for _ in range(10)]
    for each in threads:
        each.join()
    assert set(statuses) <= {401, 429, 503} and 401 in statuses
    assert reads == [200] * 10


def test_a_session_of_another_browser_is_another_session(app: Flask) -> None:
    ada, bob = (sign_up_through(app.test_client(), name) for name in ("Ada", "Bob"))
    bobs = bob.client.get_cookie("csrf_access_token")
    assert bobs
    assert ada.post("/auth/logout", X_CSRF_TOKEN=bobs.value).status_code == 403
    assert ada.get("/auth/me").status_code == 200
