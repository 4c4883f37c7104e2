"""A write is applied although the cache is unavailable, and a cache that comes back shows nothing older than that."""

from collections.abc import Callable
from unittest.mock import Mock

import orjson
import pytest

from core.content import posts
from core.platform.settings import Settings
from core.reads import cache, cache_debts, feeds, fills
from core.reads.indexes import Index
from core.reads.spans import Span
from core.servers.cache_partitions import key as cache_key
from core.servers.redis import cache_store, key
from core.servers.redis import journal as store
from core.writes import attempts, backlog
from tasks import sweep
from tests.support.journal_writes import ADA, carry_out, delete, edit_post, insert_user, new_post
from tests.support.keys import keys_like
from tests.support.servers import ServerAddresses
from tests.support.waiting import eventually

WAIT_MS = cache_debts.TRUST_MS + cache_debts.MARGIN_MS


@pytest.fixture(autouse=True)
def ada(system: Settings) -> None:
    insert_user(ADA)


def shown(post_id: str) -> str | None:
    post = posts.find(post_id)
    return str(orjson.loads(post.body)["title"]) if post else None


def feed() -> list[str]:
    return [item["title"] for item in orjson.loads(feeds.page(Index.feed(), Span()).items)]


def cached_feed() -> None:
    """Let the cache know the feed and everything in it."""
    fill = fills.begin_fill(Index.feed())
    if fill:
        docs = fills.read_fill(fill)
        assert fills.commit_fill(fill, docs) and fills.warm(fill, docs)
    feed()


def test_d10_a_write_is_applied_while_the_cache_hangs_and_nobody_reads_what_it_knew(
    paused: Callable[[str], None], servers: ServerAddresses
) -> None:
    post, gone = carry_out(new_post("Old")), carry_out(new_post("Gone"))
    cached_feed()
    assert feed() == ["Gone", "Old"]
    paused("cache")
    writes = [edit_post(post.resource_id, title="New"), delete("post", gone.resource_id), new_post("Third")]
    for write in writes:
        assert carry_out(write).state == "accepted"
    for write in writes:
        eventually(lambda write=write: carry_out(write).state == "applied")  # type: ignore[misc]
    assert backlog.totals()["pending"] == 0
    servers.resume("cache")
    eventually(lambda: cache.cached([f"post:{post.resource_id}"]))
    assert (shown(post.resource_id), shown(gone.resource_id)) == ("New", None)
    assert feed() == ["Third", "New"]
    assert cache_debts.owed() == {}
    # And it answers by itself again.
    assert cache.cached([f"post:{post.resource_id}"]) and cache_store().exists(cache_key("cache:trusted"))


def test_d10_a_write_waits_until_no_trust_that_was_given_before_can_last(monkeypatch: pytest.MonkeyPatch) -> None:
    write = new_post()
    (begun,) = attempts.begin([write.id])
    assert begun
    first_ms = cache_debts.owe(write.id, ["post:a"])
    again_ms = cache_debts.owe(write.id, ["post:a"])
    assert 0 < again_ms <= first_ms == WAIT_MS
    assert list(cache_debts.owed()) == ["post:a"]
    store().hincrby(key("write", write.id), "owed_ms", -WAIT_MS)
    assert cache_debts.owe(write.id, ["post:a"]) == 0


def test_d10_trust_ends_by_the_clock_that_told_the_time_before_anybody_looked_for_debts() -> None:
    carry_out(new_post())
    feed()
    left_ms = cache_store().pttl(cache_key("cache:trusted"))
    assert 0 < left_ms <= cache_debts.TRUST_MS
    cache_store().delete(cache_key("cache:trusted"))
    assert cache._settle({key(""): 1})
    # Given so late that it was over already.
    assert not cache_store().exists(cache_key("cache:trusted"))


def test_trust_that_ends_soon_is_renewed_by_who_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    carry_out(new_post())
    feed()
    for left_ms, is_renewed in ((400, True), (900, False)):
        cache_store().pexpire(cache_key("cache:trusted"), left_ms)
        monkeypatch.setattr(cache._renewed, "due_s", 0.0)
        settled = Mock(wraps=cache._settle)
        monkeypatch.setattr(cache, "_settle", settled)
        feed()
        assert settled.called is is_renewed
        # Nobody looks again for a while.
        cache_store().pexpire(cache_key("cache:trusted"), left_ms)
        feed()
        assert settled.call_count == is_renewed


def test_d10_a_debt_that_is_made_again_meanwhile_stays() -> None:
    first, second = new_post(), new_post()
    cache_debts.owe(first.id, ["post:a", "post:b"])
    marks = cache_debts.owed()
    cache_debts.owe(second.id, ["post:a"])
    cache_debts.settle(marks)
    assert cache_debts.owed() == {"post:a": 2}


def test_d10_nobody_believes_the_cache_while_the_journal_cannot_say_what_is_owed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    post = carry_out(new_post("Old"))
    cached_feed()
    cache_store().hset(cache_key("post", post.resource_id), "body", b'{"title":"Wrong"}')
    assert shown(post.resource_id) == "Wrong"
    cache_store().delete(*keys_like(cache_store(), "cache:trusted"))

    def unavailable() -> None:
        raise ConnectionError

    monkeypatch.setattr(cache_debts, "owed", unavailable)
    monkeypatch.setattr(cache, "UNAVAILABLE", (ConnectionError,))
    assert shown(post.resource_id) == "Old"
    assert not keys_like(cache_store(), "cache:trusted")


def test_d10_a_cache_that_is_owed_too_much_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    post = carry_out(new_post("Old"))
    cached_feed()
    monkeypatch.setattr(cache, "DEBTS_MAX", 1)
    write = new_post("Second")
    cache_debts.owe(write.id, [f"post:{post.resource_id}", f"user:{ADA}"])
    cache_store().delete(cache_key("cache:trusted"))
    assert feed() == ["Old"]
    assert cache_debts.owed() == {}
    assert not cache_store().exists(cache_key("feed:all"))


def test_d10_the_sweeper_settles_what_nobody_reads() -> None:
    post = carry_out(new_post("Old"))
    write = new_post()
    cache_debts.owe(write.id, [f"post:{post.resource_id}"])
    sweep.sweep_cache()
    assert cache_debts.owed() == {}
