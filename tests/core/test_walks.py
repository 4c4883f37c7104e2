"""Promise 6: a walk by cursor shows every item that existed throughout exactly once, in order."""

from collections.abc import Callable
from typing import Any

import pytest

from core.platform.problems import Problem
from core.platform.settings import Settings
from core.reads import cache, feeds, spans
from core.reads.cursors import read_cursor
from core.reads.indexes import Index
from core.reads.spans import Span
from core.servers.cache_partitions import key as cache_key
from core.servers.redis import cache_store
from core.writes import journal
from tasks import feeds as feed_tasks
from tests.support.feeds import SAME_MS, insert_posts, pages, walk
from tests.support.journal_writes import ADA, BOB, carry_out, delete, edit_post, insert_user, new_comment, new_post


@pytest.fixture(autouse=True)
def people(system: Settings) -> None:
    insert_user(ADA)
    insert_user(BOB, "Bob")


def test_a_page_has_another_etag_exactly_when_something_in_it_has_changed() -> None:
    post = carry_out(new_post())
    feed_tasks.fill_feed("feed:all")
    seen: dict[str, bytes] = {}

    def etag() -> str:
        page = feeds.page(Index.feed(), Span(limit=3))
        assert page.etag and seen.setdefault(page.etag, page.items) == page.items
        assert feeds.page(Index.feed(), Span(limit=3), page.etag).is_same
        return page.etag

    assert etag() == etag()
    comment = carry_out(new_comment(post.resource_id))
    changes = [
        comment,
        edit_post(post.resource_id, title="Changed"),
        delete("comment", comment.resource_id),
        journal.accept("user.edit", ADA, {"changes": {"name": "Countess"}}, resource_id=ADA),
        new_post(),
        new_post(),
        new_post(),
    ]
    etags = [etag()]
    for change in changes[1:]:
        assert carry_out(change).state == "applied"
        etags.append(etag())
    assert len(set(etags)) == len(etags)


def in_order(ids: list[str], order: str) -> list[str]:
    return ids if order == "oldest" else ids[::-1]


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize("limit", [1, 7, 100])
@pytest.mark.parametrize("index_max", [1000, 333, 0], ids=["whole index", "part of the index", "no index"])
def test_promise_6_a_thousand_items_in_one_millisecond(
    configure: Callable[..., Settings], order: str, limit: int, index_max: int
) -> None:
    configure(index_max=index_max or 1000)
    ids = insert_posts(1000 if limit > 1 else 120)
    if index_max:
        assert feed_tasks.fill_feed("feed:all")
    assert walk(order=order, limit=limit) == in_order(ids, order)


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize("index_max", [1000, 50])
def test_promise_6_with_inserts_and_deletes_during_the_walk(
    configure: Callable[..., Settings], order: str, index_max: int
) -> None:
    configure(index_max=index_max)
    ids = insert_posts(120)
    feed_tasks.fill_feed("feed:all")
    seen: list[str] = []
    deleted = set(ids[::11])
    doomed = iter(sorted(deleted))
    for page in pages(order=order, limit=9):
        seen += page
        carry_out(new_post())
        if victim := next(doomed, None):
            carry_out(delete("post", victim))
    assert [each for each in seen if each in set(ids) - deleted] == [
        each for each in in_order(ids, order) if each not in deleted
    ]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize("disturb", ["flush", "evict index", "evict items", "fill"])
def test_promise_6_with_the_cache_disturbed_during_the_walk(
    configure: Callable[..., Settings], order: str, disturb: str
) -> None:
    configure(index_max=60)
    ids = insert_posts(200, spread_ms=1)
    feed_tasks.fill_feed("feed:all")
    seen: list[str] = []
    for n, page in enumerate(pages(order=order, limit=13)):
        seen += page
        if disturb == "flush" and n % 3 == 0:
            cache_store().flushall()
        elif disturb == "evict index" and n == 2:
            cache_store().delete(cache_key("feed:all"))
        elif disturb == "evict items":
            cache_store().delete(*(cache_key("post", each) for each in ids[::2]))
        elif disturb == "fill":
            cache_store().delete(cache_key("feed:all"))
            feed_tasks.fill_feed("feed:all")
    assert seen == in_order(ids, order)


def test_a_hit_needs_no_mongodb(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = insert_posts(50)
    feed_tasks.fill_feed("feed:all")

    def forbidden(_: str) -> None:
        raise AssertionError("MongoDB was asked")

    monkeypatch.setattr(spans, "collection", forbidden)
    monkeypatch.setattr(cache, "collection", forbidden)
    assert walk(limit=7) == ids[::-1]
    assert walk(limit=7, order="oldest") == ids


def test_the_first_and_the_last_pages_of_a_long_feed_need_no_mongodb(
    configure: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(index_max=40)
    ids = insert_posts(200, spread_ms=1)
    # Whoever reads from the oldest on asks for that index when the other one is there and does not reach so far.
    for expected in ("feed:all", "oldest:feed:all", ""):
        page = feeds.page(Index.feed(), Span(order="oldest"))
        assert page.wants_fills == ((expected,) if expected else ())
        assert not expected or feed_tasks.fill_feed(expected)
    late, early = ids[1], ids[3]
    carry_out(delete("post", early))
    monkeypatch.setattr(spans, "documents", None)
    for order, seen in (("newest", ids[::-1]), ("oldest", [each for each in ids if each != early])):
        taken = [page for _, page in zip(range(3), pages(limit=10, order=order), strict=False)]
        assert [each for page in taken for each in page] == seen[:30]
    assert walk(limit=10, order="oldest", until_ms=SAME_MS + 20) == [each for each in ids[:21] if each != early]
    assert walk(limit=10, order="oldest", since_ms=SAME_MS + 1, until_ms=SAME_MS + 2) == [late, ids[2]]


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize("filled", [True, False])
def test_since_and_until_are_inclusive(order: str, filled: bool) -> None:
    ids = insert_posts(30, spread_ms=10)
    if filled:
        feed_tasks.fill_feed("feed:all")
    bounds: dict[str, Any] = {"since_ms": SAME_MS + 50, "until_ms": SAME_MS + 200}
    assert walk(limit=4, order=order, **bounds) == in_order(ids[5:21], order)
    assert walk(since_ms=SAME_MS + 1_000_000) == []


def test_a_users_posts_and_a_posts_comments_are_feeds_too() -> None:
    mine = [carry_out(new_post()).resource_id for _ in range(5)]
    others = carry_out(new_post(actor=BOB)).resource_id
    comments = [carry_out(new_comment(mine[0])).resource_id for _ in range(5)]
    for _ in range(2):
        assert walk(f"feed:user:{ADA}", limit=2) == mine[::-1]
        assert walk(f"feed:user:{BOB}", limit=2) == [others]
        assert walk(f"comments:{mine[0]}", limit=2, order="oldest") == comments
        for name in (f"feed:user:{ADA}", f"feed:user:{BOB}", f"comments:{mine[0]}"):
            feed_tasks.fill_feed(name)
    more = carry_out(new_comment(mine[0])).resource_id
    assert walk(f"comments:{mine[0]}", order="oldest") == [*comments, more]


@pytest.mark.parametrize("cursor", ["", "x", "MTIz", "\u0000", "MTIzLXh5eg"])
def test_security_a16_a_cursor_that_no_page_gave_is_refused(cursor: str) -> None:
    with pytest.raises(Problem) as refused:
        read_cursor(cursor)
    assert refused.value.status == 400
