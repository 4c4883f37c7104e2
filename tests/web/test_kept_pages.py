"""Pages that the cache keeps as they were made last: never older than what they show, and answered as by Flask."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from core.identity import session_memory, sessions
from core.maintenance import drift
from core.platform.settings import Settings
from core.reads import cache, feeds, indexes
from core.reads.cursors import read_cursor
from core.reads.feeds import Page, Span
from core.servers.redis import cache_breaker, cache_store, key
from core.servers.scripts import script
from core.writes import journal
from tasks import feeds as feed_tasks
from tests.support.journal_writes import carry_out, delete, edit_post, new_comment, new_post
from tests.support.servers import ServerAddresses
from tests.support.users import BASE, SignedIn
from tests.support.waiting import eventually
from web.http import kept_pages

SignUp = Callable[..., SignedIn]
Configure = Callable[..., Settings]
FEED = "feed:all"
# Each answer has its own; the server adds a Date to those that have none.
OF_EACH = ("X-Request-Id", "RateLimit", "Date")


@pytest.fixture
def ada(sign_up: SignUp) -> SignedIn:
    return sign_up()


@pytest.fixture
def post_id(ada: SignedIn) -> str:
    """The one post of the feed, whose index is filled."""
    found = carry_out(new_post(actor=ada.id)).resource_id
    for name in (FEED, f"feed:user:{ada.id}", f"comments:{found}"):
        feed_tasks.fill_feed(name)
    return found


def page(name: str = FEED, etag: str = "", **span: object) -> Page:
    return feeds.page(indexes.named(name), Span(**span), etag)  # type: ignore[arg-type]


def is_kept(name: str = FEED) -> bool:
    return bool(cache_store().exists(key("pages", name)))


CHANGES: dict[str, Callable[[SignedIn, str], object]] = {
    "a post is edited": lambda ada, post_id: carry_out(edit_post(post_id, actor=ada.id, title="Changed")),
    "a post is deleted": lambda ada, post_id: carry_out(delete("post", post_id, actor=ada.id)),
    "a post is written": lambda ada, _: carry_out(new_post(actor=ada.id)),
    "a comment is counted": lambda ada, post_id: carry_out(new_comment(post_id, actor=ada.id)),
    "an author has another name": lambda ada, _: carry_out(
        journal.accept("user.edit", ada.id, {"changes": {"name": "Countess"}}, resource_id=ada.id)
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_kept_page_ends_when(change: str, ada: SignedIn, post_id: str) -> None:
    before = page()
    assert is_kept() and page().items == before.items
    CHANGES[change](ada, post_id)
    after = page()
    assert after.items != before.items and after.etag != before.etag
    assert page() == after and page(etag=after.etag).is_same


def test_a_kept_page_ends_with_an_item_that_was_wrong(ada: SignedIn, post_id: str) -> None:
    true = page()
    cache_store().hset(key("post", post_id), "body", b'{"title":"wrong"}')
    cache_store().delete(key("pages", FEED))
    assert b"wrong" in page().items and is_kept()
    assert drift.mend_cache([f"post:{post_id}"]) == 1
    assert page().items == true.items


def test_a_kept_page_ends_with_an_index_that_was_wrong(post_id: str) -> None:
    true = page()
    cache_store().zrem(key(FEED), post_id)
    cache_store().delete(key("pages", FEED))
    assert page().items == b"[]" and is_kept()
    assert drift.mend_cache([FEED]) == 1
    assert page().items == true.items


def test_a_kept_page_ends_with_everything_else(ada: SignedIn, post_id: str) -> None:
    page()
    cache_store().flushdb()
    assert not is_kept() and page().items != b"[]"


def test_a_post_that_is_gone_has_no_page_though_one_was_kept(ada: SignedIn, post_id: str) -> None:
    path = f"/posts/{post_id}/comments"
    assert [ada.get(path).status_code for _ in range(3)] == [200] * 3 and is_kept(f"comments:{post_id}")
    carry_out(delete("post", post_id, actor=ada.id))
    assert ada.get(path).status_code == 404


def test_a_page_is_kept_for_each_part_of_a_feed(ada: SignedIn, post_id: str) -> None:
    carry_out(new_post(actor=ada.id))
    spans: list[dict[str, Any]] = [{}, {"limit": 1}, {"limit": 1, "order": "oldest"}, {"since_ms": 1}, {"until_ms": 1}]
    for _ in range(2):
        seen = [orjson.loads(page(**span).items) for span in spans]
        assert [len(each) for each in seen] == [2, 1, 1, 2, 0] and seen[1] != seen[2]


def test_few_pages_of_a_feed_are_kept_and_no_large_one(ada: SignedIn, post_id: str) -> None:
    for since_ms in range(100):
        page(since_ms=since_ms)
        assert 0 < cache_store().hlen(key("pages", FEED)) <= 64
    assert 0 < cache_store().ttl(key("pages", FEED)) <= 60
    cache_store().delete(key("pages", FEED))
    for _ in range(12):
        carry_out(journal.accept("post.create", ada.id, {"title": "t", "content": "c" * 19_000}))
    assert len(page(limit=100).items) > 262_144 and not is_kept()
    assert page(limit=1).items and is_kept()


# From here on: the answer before Flask.


@pytest.fixture
def before_flask(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each request that may be answered before Flask, whether it was."""
    seen: list[bool] = []
    real = kept_pages._answer

    def answer(*args: object) -> bytes | None:
        body = real(*args)  # type: ignore[arg-type]
        seen.append(body is not None)
        return body

    monkeypatch.setattr(kept_pages, "_answer", answer)
    kept_pages._plans.clear()
    return seen


def read(reader: SignedIn, path: str, seen: list[bool], **headers: str) -> TestResponse:
    """The answer from before Flask, which comes as soon as Flask has answered the same and a page is kept."""
    answers: list[TestResponse] = []

    def comes() -> bool:
        seen.clear()
        answers.append(reader.get(path, **headers))
        return seen == [True]

    assert eventually(comes)
    return answers[-1]


def headers_of(answer: TestResponse) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in OF_EACH}


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


def test_a_stranger_reads_nothing_before_flask(
    ada: SignedIn, post_id: str, before_flask: list[bool], app: Flask, configure: Configure, system: Settings
) -> None:
    read(ada, "/posts", before_flask)
    outsider = SignedIn(app.test_client(), {})
    assert outsider.get("/posts").status_code == 401
    outsider.client.set_cookie("access_token_cookie", "a.b.c")
    assert outsider.get("/posts").status_code == 401
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, public_reads=True)
    assert outsider.get("/posts").status_code == 401
    outsider.client.delete_cookie("access_token_cookie")
    assert read(outsider, "/posts", before_flask).status_code == 200


def test_the_limit_counts_what_is_answered_before_flask_once(
    ada: SignedIn, post_id: str, before_flask: list[bool], configure: Configure, system: Settings
) -> None:
    read(ada, "/posts", before_flask)
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, rate_reads="5/hour")
    eventually(session_memory.current().is_fresh)
    cache_store().delete(*cache_store().keys(f"{system.key_prefix}rate*"))
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
    assert not cache_breaker().is_open


def test_while_the_cache_hangs_flask_answers_and_soon_the_pages_are_early_again(
    ada: SignedIn, post_id: str, before_flask: list[bool], paused: Callable[[str], None], servers: ServerAddresses
) -> None:
    read(ada, "/posts", before_flask)
    paused("cache")
    assert [ada.get("/posts").status_code for _ in range(3)] == [200] * 3 and not any(before_flask[-3:])
    assert cache_breaker().is_open
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


def test_a_new_generation_needs_another_author(ada: SignedIn, post_id: str) -> None:
    def generation() -> bytes | None:
        return cache_store().get(key("cache:generation"))  # type: ignore[no-any-return]

    page()
    before = generation()
    cache.refresh([f"user:{ada.id}", f"post:{post_id}"])
    assert generation() == before
    script(cache_store(), "forget_item")(f"user:{ada.id}", "epoch")
    assert generation() != before


def test_a_page_from_mongodb_is_kept_as_well(
    ada: SignedIn, post_id: str, configure: Configure, system: Settings
) -> None:
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, index_max=1)
    posts = [post_id, *(carry_out(new_post(f"Post {n}", actor=ada.id)).resource_id for n in range(5))]
    first = page(limit=2)
    assert first.next_cursor
    deep: dict[str, Any] = {"limit": 2, "cursor": read_cursor(first.next_cursor)}
    for each in posts:
        cache_store().delete(key("post", each))
    # At first its items are put, which is a change; then it is kept.
    seen = [page(**deep) for _ in range(3)]
    assert [item["id"] for item in orjson.loads(seen[0].items)] == posts[3:1:-1]
    assert seen[0] == seen[1] == seen[2] and page(etag=seen[0].etag, **deep).is_same
    assert any(field.startswith(b"items newest 2") for field in cache_store().hkeys(key("pages", FEED)))
    carry_out(edit_post(posts[3], actor=ada.id, title="Changed"))
    assert b"Changed" in page(**deep).items


@pytest.mark.parametrize("change", CHANGES)
def test_a_page_from_mongodb_is_not_kept_when_it_changes_meanwhile(
    change: str, ada: SignedIn, post_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache_store().delete(key(FEED), key("pages", FEED))
    page()
    cache_store().delete(key(FEED), key("pages", FEED))
    real = feeds.documents

    def then_changed(*args: object) -> object:
        found = real(*args)  # type: ignore[arg-type]
        monkeypatch.setattr(feeds, "documents", real)
        CHANGES[change](ada, post_id)
        return found

    monkeypatch.setattr(feeds, "documents", then_changed)
    page()
    assert feeds.documents is real
    after = orjson.loads(page().items)
    cache_store().flushdb()
    assert after == orjson.loads(page().items)
