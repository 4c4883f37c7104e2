"""Kept pages of home feeds: shown as they were made, until something that they show has changed."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from core.platform.settings import Settings, settings, use
from core.reads import home_feed
from core.reads.cursors import read_cursor
from core.reads.feeds import Page
from core.reads.spans import Span
from core.servers.cache_partitions import are_together, key
from core.servers.redis import cache_store
from core.writes.journal import Write
from tasks import feeds as feed_tasks
from tests.support.journal_writes import (
    ADA,
    BOB,
    accept,
    carry_out,
    delete,
    edit_post,
    follow,
    insert_user,
    like,
    new_post,
)
from tests.support.redis_cluster import HAS_CLUSTERS

STAR = "c" * 24
FANS = [f"{n:024x}" for n in range(1, 4)]
for_one_server = pytest.mark.skipif(HAS_CLUSTERS, reason="Items are in other partitions there, and no page is kept")


@pytest.fixture(autouse=True)
def posts(system: Settings) -> dict[str, str]:
    """Bob follows Ada, whose posts are pushed, and a star, whose posts are merged; a post of each, by author."""
    use(settings().model_copy(update={"home_push_max": 2}))
    for person in (ADA, BOB, STAR, *FANS):
        insert_user(person)
    for who, whom in ((BOB, ADA), (BOB, STAR), *((fan, STAR) for fan in FANS)):
        assert carry_out(follow(whom, who)).state == "applied"
    made = {each: carry_out(new_post(actor=each)).resource_id for each in (BOB, ADA, STAR)}
    for name in (f"home:{BOB}", f"feed:user:{STAR}"):
        assert feed_tasks.fill_feed(name)
    return made


def page(limit: int = 20, known_etag: str = "") -> Page:
    return home_feed.page(BOB, Span(limit=limit), known_etag)


def shown(limit: int = 20) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = orjson.loads(page(limit).items)
    return found


def pages() -> str:
    return key("pages", f"home:{BOB}")


def spoil_kept() -> None:
    """Make it visible that a page is shown as it was kept."""
    for field, value in cache_store().hgetall(pages()).items():
        if field.startswith(b"items "):
            cache_store().hset(pages(), field, value.replace(b"A title", b"As kept"))


def titles() -> set[str]:
    return {each["title"] for each in shown()}


@for_one_server
def test_a_page_is_kept_and_shown_as_it_was_made() -> None:
    assert are_together() and titles() == {"A title"}
    spoil_kept()
    assert titles() == {"As kept"}
    etag = page().etag
    assert page(known_etag=etag).is_same and not page(known_etag="0" * 40).is_same


@for_one_server
def test_it_is_not_kept_longer_than_the_watermarks_that_it_remembers() -> None:
    shown()
    spoil_kept()
    for field, value in cache_store().hgetall(pages()).items():
        if not field.startswith(b"items "):
            about = orjson.loads(value)
            about[7] -= 61_000
            cache_store().hset(pages(), field, orjson.dumps(about))
    assert titles() == {"A title"}


def of_ada(posts: dict[str, str]) -> Write:
    return edit_post(posts[ADA], ADA, title="Changed")


def of_the_star(posts: dict[str, str]) -> Write:
    return edit_post(posts[STAR], STAR, title="Changed")


def new_by_ada(_: dict[str, str]) -> Write:
    return new_post("Changed", ADA)


def new_by_the_star(_: dict[str, str]) -> Write:
    return new_post("Changed", STAR)


def own(_: dict[str, str]) -> Write:
    return new_post("Changed", BOB)


@pytest.mark.parametrize("change", [of_ada, of_the_star, new_by_ada, new_by_the_star, own])
def test_what_changes_is_shown_at_once(posts: dict[str, str], change: Callable[[dict[str, str]], Write]) -> None:
    before = page()
    assert carry_out(change(posts)).state == "applied"
    assert "Changed" in titles()
    after = page(known_etag=before.etag)
    assert not after.is_same and (not after.etag or after.etag != before.etag)


@pytest.mark.parametrize("author", [ADA, BOB, STAR])
def test_what_is_deleted_is_shown_no_more(posts: dict[str, str], author: str) -> None:
    assert posts[author] in {each["id"] for each in shown()}
    carry_out(delete("post", posts[author], author))
    assert {each["id"] for each in shown()} == set(posts.values()) - {posts[author]}


@pytest.mark.parametrize("author", [ADA, STAR])
def test_who_is_followed_no_more_is_shown_no_more(posts: dict[str, str], author: str) -> None:
    assert len(shown()) == 3
    carry_out(follow(author, BOB, is_over=True))
    assert {each["id"] for each in shown()} == set(posts.values()) - {posts[author]}
    carry_out(follow(author, BOB))
    assert len(shown()) == 3


def test_counters_and_names_are_as_they_are_now(posts: dict[str, str]) -> None:
    shown()
    carry_out(like("post", posts[STAR], ADA))
    assert {each["id"]: each["like_count"] for each in shown()}[posts[STAR]] == 1
    carry_out(accept("user.edit", STAR, {"changes": {"name": "Nova"}}, resource_id=STAR))
    assert "Nova" in {each["author"]["name"] for each in shown()}


def test_a_page_behind_a_cursor_changes_with_what_it_shows(posts: dict[str, str]) -> None:
    cursor = read_cursor(page(limit=1).next_cursor or "")

    def rest() -> list[str]:
        return [each["id"] for each in orjson.loads(home_feed.page(BOB, Span(cursor=cursor)).items)]

    before = rest()
    assert len(before) == 2
    carry_out(new_post("Newer", STAR))
    assert rest() == before
    author = next(author for author, each in posts.items() if each == before[0])
    carry_out(delete("post", before[0], author))
    assert rest() == before[1:]
