"""Kept pages that are answered before Flask: as Flask would have, and only to those to whom Flask would."""

from collections.abc import Callable

import pytest
from flask import Flask

from core.identity import session_memory, sessions
from core.identity.cookie_names import cookie_names
from core.platform.settings import Settings
from core.servers.redis import breakers, cache_store
from tests.support.early_pages import headers_of, read
from tests.support.journal_writes import carry_out, new_post
from tests.support.keys import keys_like
from tests.support.servers import ServerAddresses
from tests.support.users import BASE, SignedIn, cookie
from tests.support.waiting import eventually
from web.http import kept_pages

Configure = Callable[..., Settings]


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize(
    "path", ["/posts?limit=1", "/posts", "/users/{user}/posts", "/posts/{post}/comments?order=newest"]
)
def test_an_answer_before_flask_is_as_by_flask(
    path: str,
    secure: bool,
    ada: SignedIn,
    post_id: str,
    before_flask: list[bool],
    app: Flask,
    configure: Configure,
    system: Settings,
) -> None:
    carry_out(new_post(actor=ada.id))
    address = path.format(user=ada.id, post=post_id)
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, cookie_secure=secure)
    ada.client.set_cookie(cookie_names().access, cookie(ada))
    for headers in ({}, {"If_None_Match": ada.get(address).headers["ETag"]}, {"If_None_Match": f'W/"{"0" * 40}"'}):
        early = read(ada, address, before_flask, **headers)
        kept_pages._plans.clear()
        late = ada.get(address, **headers)
        assert (early.status_code, early.data) == (late.status_code, late.data)
        assert headers_of(early) == headers_of(late)
        assert early.headers["RateLimit"].startswith('"reads";r=') and len(early.headers["X-Request-Id"]) == 24


def test_the_id_of_the_request_is_kept(ada: SignedIn, post_id: str, before_flask: list[bool]) -> None:
    answer = read(ada, "/posts", before_flask, X_Request_Id="seen-by-a-proxy")
    assert answer.headers["X-Request-Id"] == "seen-by-a-proxy"
    assert len(read(ada, "/posts", before_flask, X_Request_Id="no\\id").headers["X-Request-Id"]) == 24


@pytest.mark.parametrize(
    "headers",
    [{"If_None_Match": "*"}, {"If_None_Match": '"a", "b"'}, {"X_CSRF_TOKEN": "é"}, {"Transfer_Encoding": "chunked"}],
    ids=str,
)
def test_what_is_not_plain_is_for_flask(
    headers: dict[str, str], ada: SignedIn, post_id: str, before_flask: list[bool]
) -> None:
    read(ada, "/posts", before_flask)
    before_flask.clear()
    ada.get("/posts", **headers)
    ada.call("GET", "/posts", {"a": "body"})
    ada.call("HEAD", "/posts")
    assert before_flask == []


def test_an_ended_session_reads_nothing_before_flask(ada: SignedIn, post_id: str, before_flask: list[bool]) -> None:
    read(ada, "/posts", before_flask)
    for each in sessions.listed(ada.id):
        sessions.end(each.id)
    assert ada.get("/posts").status_code == 401


def test_a_stranger_reads_before_flask_what_is_public(
    ada: SignedIn, post_id: str, before_flask: list[bool], app: Flask, configure: Configure, system: Settings
) -> None:
    read(ada, "/posts", before_flask)
    outsider = SignedIn(app.test_client(), {})
    assert read(outsider, "/posts", before_flask).status_code == 200
    outsider.client.set_cookie("access_token_cookie", "a.b.c")
    assert outsider.get("/posts").status_code == 401
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, public_reads=False)
    assert outsider.get("/posts").status_code == 401
    outsider.client.delete_cookie("access_token_cookie")
    assert outsider.get("/posts").status_code == 401


def test_the_limit_counts_what_is_answered_before_flask_once(
    ada: SignedIn, post_id: str, before_flask: list[bool], configure: Configure, system: Settings
) -> None:
    read(ada, "/posts", before_flask)
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, rate_reads="5/hour")
    eventually(session_memory.current().is_fresh)
    cache_store().delete(*keys_like(cache_store(), "*rate*"))
    answers = [ada.get("/posts") for _ in range(6)]
    assert [each.status_code for each in answers] == [200] * 5 + [429]
    left = [each.headers["RateLimit"].partition("r=")[2].partition(";")[0] for each in answers]
    assert left == ["4", "3", "2", "1", "0", "0"] and before_flask[-2:] == [True, False]


def test_without_the_cache_flask_answers(
    ada: SignedIn, post_id: str, before_flask: list[bool], configure: Configure, system: Settings
) -> None:
    expected = read(ada, "/posts", before_flask).get_json()
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, cache_url="redis://127.0.0.1:1/0")
    answer = ada.get("/posts")
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db)
    assert (answer.status_code, answer.get_json()) == (200, expected) and before_flask[-1] is False


def test_a_cache_that_forgot_the_scripts_is_told_again(ada: SignedIn, post_id: str, before_flask: list[bool]) -> None:
    read(ada, "/posts", before_flask)
    cache_store().script_flush()
    assert ada.get("/posts").status_code == 200 and before_flask[-1]


def test_a_connection_that_the_cache_has_closed_is_no_outage(
    ada: SignedIn, post_id: str, before_flask: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    read(ada, "/posts", before_flask)
    monkeypatch.setattr("core.servers.redis_pool.IDLE_S", 0.0)
    cache_store().execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    assert ada.get("/posts").status_code == 200 and before_flask[-1]
    assert not any(each.is_open for each in breakers(cache_store()))


def test_while_the_cache_hangs_flask_answers_and_soon_the_pages_are_early_again(
    ada: SignedIn, post_id: str, before_flask: list[bool], paused: Callable[[str], None], servers: ServerAddresses
) -> None:
    read(ada, "/posts", before_flask)
    paused("cache")
    assert [ada.get("/posts").status_code for _ in range(3)] == [200] * 3 and not any(before_flask[-3:])
    assert all(each.is_open for each in breakers(cache_store()))
    servers.resume("cache")
    assert read(ada, "/posts", before_flask).status_code == 200


def test_plans_are_bounded(ada: SignedIn, post_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_pages, "PLANS_MAX", 3)
    for limit in range(1, 9):
        assert ada.get(f"/posts?limit={limit}").status_code == 200
    assert 0 < len(kept_pages._plans) <= 3
    assert BASE + "/posts" in {path for path, _ in kept_pages._plans}


def test_a_refused_page_leaves_no_plan(ada: SignedIn, post_id: str) -> None:
    kept_pages._plans.clear()
    for path in ("/posts?limit=nonsense", "/posts?cursor=nonsense", f"/posts/{'f' * 24}/comments"):
        assert ada.get(path).status_code in (400, 404, 422)
    assert not kept_pages._plans
