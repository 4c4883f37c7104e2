"""Refreshing a session: new cookies that work, and what becomes of refresh tokens that are spent."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jwt
from flask import Flask
from flask.testing import FlaskClient

from core.platform.settings import Settings
from core.servers.redis import journal, key
from tests.support.users import BASE, SignedIn, claims_of, cookie
from tests.support.waiting import eventually

REFRESH = f"{BASE}/auth/refresh"


def refresh(app: Flask, token: str, csrf: str = "") -> Any:
    client = app.test_client()
    client.set_cookie("refresh_token_cookie", token, path="/api/v1/auth")
    own = csrf or jwt.decode(token, options={"verify_signature": False})["csrf"]
    return client, client.post(REFRESH, headers={"X-CSRF-TOKEN": own})


def successor(client: FlaskClient) -> str:
    cookie = client.get_cookie("refresh_token_cookie", path="/api/v1/auth")
    assert cookie
    return cookie.value


def test_a_refresh_gives_new_cookies_that_work(app: Flask, ada: SignedIn) -> None:
    first = cookie(ada, "refresh_token_cookie")
    client, answer = refresh(app, first)
    assert answer.status_code == 200 and successor(client) != first
    assert client.get(f"{BASE}/auth/me").status_code == 200
    again, answer = refresh(app, successor(client))
    assert answer.status_code == 200


def test_a_refresh_asks_for_its_own_csrf_value(app: Flask, ada: SignedIn) -> None:
    access_csrf = claims_of(ada)["csrf"]
    assert refresh(app, cookie(ada, "refresh_token_cookie"), access_csrf)[1].status_code == 403


def test_a_spent_token_gets_the_very_same_successor(app: Flask, ada: SignedIn) -> None:
    spent = cookie(ada, "refresh_token_cookie")
    first, _ = refresh(app, spent)
    # A token made now would have another `iat`.
    made_s = int(time.time())
    eventually(lambda: int(time.time()) > made_s)
    second, answer = refresh(app, spent)
    assert answer.status_code == 200 and successor(first) == successor(second)


def test_a_spent_token_gets_its_own_successor_also_when_that_is_spent(app: Flask, ada: SignedIn) -> None:
    spent = cookie(ada, "refresh_token_cookie")
    first, _ = refresh(app, spent)
    refresh(app, successor(first))
    late, answer = refresh(app, spent)
    assert answer.status_code == 200 and successor(late) == successor(first)


def test_security_a9_twenty_parallel_refreshes_have_one_successor(app: Flask, ada: SignedIn) -> None:
    spent = cookie(ada, "refresh_token_cookie")
    with ThreadPoolExecutor(20) as pool:
        made = list(pool.map(lambda _: refresh(app, spent), range(20)))
    assert {answer.status_code for _, answer in made} == {200}
    assert len({successor(client) for client, _ in made}) == 1


def test_security_a9_a_token_spent_long_ago_ends_the_session(
    app: Flask, ada: SignedIn, configure: Callable[..., Settings], system: Settings
) -> None:
    configure(refresh_grace_s=1, key_prefix=system.key_prefix, mongo_db=system.mongo_db)
    spent = cookie(ada, "refresh_token_cookie")
    client, _ = refresh(app, spent)
    remembered = key("spent", claims_of(ada)["sid"], jwt.decode(spent, options={"verify_signature": False})["jti"])
    assert journal().exists(remembered)
    eventually(lambda: not journal().exists(remembered))
    stolen, answer = refresh(app, spent)
    assert answer.status_code == 401 and stolen.get_cookie("access_token_cookie") is None
    assert client.get(f"{BASE}/auth/me").status_code == 401
    assert refresh(app, successor(client))[1].status_code == 401
