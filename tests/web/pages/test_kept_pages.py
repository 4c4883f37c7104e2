"""Pages that the cache keeps as they were made last: never older than what they show."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from core.maintenance import drift
from core.platform.settings import Settings
from core.reads import cache, feeds, indexes, spans
from core.reads.cursors import read_cursor
from core.reads.feeds import Page
from core.reads.spans import Span
from core.servers.cache_partitions import key as cache_key
from core.servers.redis import cache_store, key
from core.servers.scripts import script
from core.writes import journal
from tests.support.journal_writes import carry_out, delete, edit_post, new_comment, new_post
from tests.support.users import SignedIn

Configure = Callable[..., Settings]
FEED = "feed:all"


def page(name: str = FEED, etag: str = "", **span: object) -> Page:
    return feeds.page(indexes.named(name), Span(**span), etag)  # type: ignore[arg-type]


def is_kept(name: str = FEED) -> bool:
    return bool(cache_store().exists(cache_key("pages", name)))


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
    cache_store().hset(cache_key("post", post_id), "body", b'{"title":"wrong"}')
    cache_store().delete(cache_key("pages", FEED))
    assert b"wrong" in page().items and is_kept()
    assert drift.mend_cache([f"post:{post_id}"]) == 1
    assert page().items == true.items


def test_a_kept_page_ends_with_an_index_that_was_wrong(post_id: str) -> None:
    true = page()
    cache_store().zrem(cache_key(FEED), post_id)
    cache_store().delete(cache_key("pages", FEED))
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
        assert 0 < cache_store().hlen(cache_key("pages", FEED)) <= 64
    assert 0 < cache_store().ttl(cache_key("pages", FEED)) <= 60
    cache_store().delete(cache_key("pages", FEED))
    for _ in range(12):
        carry_out(journal.accept("post.create", ada.id, {"title": "t", "content": "c" * 19_000}))
    assert len(page(limit=100).items) > 262_144 and not is_kept()
    assert page(limit=1).items and is_kept()


def test_a_new_generation_needs_another_author(ada: SignedIn, post_id: str) -> None:
    def generation() -> bytes | None:
        return cache_store().get(cache_key("cache:generation"))  # type: ignore[no-any-return]

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
        cache_store().delete(cache_key("post", each))
    # At first its items are put, which is a change; then it is kept.
    seen = [page(**deep) for _ in range(3)]
    assert [item["id"] for item in orjson.loads(seen[0].items)] == posts[3:1:-1]
    assert seen[0] == seen[1] == seen[2] and page(etag=seen[0].etag, **deep).is_same
    assert any(field.startswith(b"items newest 2") for field in cache_store().hkeys(cache_key("pages", FEED)))
    carry_out(edit_post(posts[3], actor=ada.id, title="Changed"))
    assert b"Changed" in page(**deep).items


@pytest.mark.parametrize("change", CHANGES)
def test_a_page_from_mongodb_is_not_kept_when_it_changes_meanwhile(
    change: str, ada: SignedIn, post_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache_store().delete(cache_key(FEED), key("pages", FEED))
    page()
    cache_store().delete(cache_key(FEED), key("pages", FEED))
    real = spans.documents

    def then_changed(*args: object) -> object:
        found = real(*args)  # type: ignore[arg-type]
        monkeypatch.setattr(spans, "documents", real)
        CHANGES[change](ada, post_id)
        return found

    monkeypatch.setattr(spans, "documents", then_changed)
    page()
    assert spans.documents is real
    after = orjson.loads(page().items)
    cache_store().flushdb()
    assert after == orjson.loads(page().items)


@pytest.fixture(params=[1, 16])
def cached_posts(request: pytest.FixtureRequest, ada: SignedIn, configure: Configure, system: Settings) -> None:
    """Posts in the cache whose index is not there, in one partition and in many."""
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, partitions=request.param)
    for number in range(5):
        carry_out(new_post(f"Post {number}", actor=ada.id))
    page()


@pytest.mark.usefixtures("cached_posts")
def test_a_page_is_kept_although_others_ask_for_it_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    cache_store().delete(cache_key("pages", FEED))
    real = spans.documents

    def while_others_ask(*args: object) -> object:
        asked = [feeds._args(indexes.named(FEED), Span(), "") for _ in range(3)]
        states = [script(cache_store(), "page")(*each, of=FEED)[2] for each in asked]
        assert set(states) <= {b"miss", b"fill"}
        return real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(spans, "documents", while_others_ask)
    page()
    assert any(field.startswith(b"items newest") for field in cache_store().hkeys(cache_key("pages", FEED)))


@pytest.mark.usefixtures("cached_posts")
def test_to_read_what_is_cached_already_ends_no_other_page() -> None:
    before = set(cache_store().hkeys(cache_key("pages", FEED)))
    assert before
    page(limit=2)
    assert before < set(cache_store().hkeys(cache_key("pages", FEED)))
