"""How an index is filled: once, with what is written meanwhile, and no further down than it says."""

from collections.abc import Callable

import pytest

from core.platform.settings import Settings
from core.reads import feeds, fills
from core.reads.indexes import Index
from core.reads.spans import Span
from core.servers.cache_partitions import key as cache_key
from core.servers.redis import cache_store
from tasks import feeds as feed_tasks
from tests.support.feeds import insert_posts, walk
from tests.support.journal_writes import ADA, BOB, carry_out, delete, insert_user, new_post


@pytest.fixture(autouse=True)
def people(system: Settings) -> None:
    insert_user(ADA)
    insert_user(BOB, "Bob")


def test_a_miss_is_told_to_one_reader_only() -> None:
    insert_posts(3)
    wants = [feeds.page(Index.feed(), Span()).wants_fills for _ in range(3)]
    assert wants == [("feed:all",), (), ()]


def test_a_fill_that_was_overtaken_by_a_flush_is_refused() -> None:
    insert_posts(3)
    fill = fills.begin_fill(Index.feed())
    assert fill
    docs = fills.read_fill(fill)
    cache_store().flushall()
    assert not fills.commit_fill(fill, docs)
    assert feed_tasks.fill_feed("feed:all")
    assert fills.begin_fill(Index.feed()) is None


def test_what_is_written_while_a_fill_runs_is_in_the_index() -> None:
    ids = insert_posts(3)
    fill = fills.begin_fill(Index.feed())
    assert fill
    docs = fills.read_fill(fill)
    added = carry_out(new_post()).resource_id
    carry_out(delete("post", ids[1]))
    assert fills.commit_fill(fill, docs)
    assert walk() == [added, ids[2], ids[0]]


def test_an_index_keeps_its_newest_and_says_so(configure: Callable[..., Settings]) -> None:
    configure(index_max=10)
    feed_tasks.fill_feed("feed:all")
    made = [carry_out(new_post()).resource_id for _ in range(25)]
    kept = [each.decode() for each in cache_store().zrange(cache_key("feed:all"), 0, -1)]
    assert kept == [f"!{made[-10]}", *made[-10:]]
    assert walk(limit=4) == made[::-1]
    assert walk(limit=4, order="oldest") == made
