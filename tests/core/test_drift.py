"""Counters and cached things that were broken on purpose are found, repaired and counted; sound ones stay."""

import threading
from collections.abc import Callable

import pytest

from core.content import posts
from core.maintenance import cleanup_log, drift
from core.platform.settings import Settings
from core.reads import cache, fills
from core.reads.indexes import Index
from core.servers.cache_partitions import key as cache_key
from core.servers.mongo import collection
from core.servers.redis import cache_store, key
from tasks import cleanup
from tests.support.journal_writes import ADA, carry_out, delete, insert_user, new_comment, new_post
from tests.support.simulation.serial_model import walk


@pytest.fixture(autouse=True)
def at_once(system: Settings, configure: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drift, "SETTLE_S", 0)
    # Each partition has keys of its own, besides what is checked: so many are drawn that none is left out.
    more = system.check_sample if system.partitions == 1 else 40 * system.partitions
    configure(check_sample=more, key_prefix=system.key_prefix, mongo_db=system.mongo_db)
    insert_user(ADA)


@pytest.fixture
def made() -> list[str]:
    """Five posts with a comment each, in a warm cache."""
    ids = [carry_out(new_post(f"Post {n}")).resource_id for n in range(5)]
    for each in ids:
        carry_out(new_comment(each))
    fill = fills.begin_fill(Index.feed())
    assert fill and fills.commit_fill(fill, fills.read_fill(fill))
    cache.refresh([f"user:{ADA}"])
    return ids


def healthy() -> bool:
    """Whether a check of everything finds nothing."""
    return not [name for _, names in drift.wrong_cache("") for name in names]


def test_a_healthy_system_shows_no_drift(made: list[str]) -> None:
    for job in ("counters", "counters-sample", "cache", "cache-sample"):
        assert cleanup.clean_up(job) == 0
    assert cleanup_log.figures().drift == {}


@pytest.mark.parametrize("job", ["counters", "counters-sample"])
def test_a_wrong_counter_is_recounted_also_in_the_cache(made: list[str], job: str) -> None:
    collection("posts").update_one({"_id": made[1]}, {"$set": {"comment_count": 7}})
    collection("posts").update_one({"_id": made[3]}, {"$set": {"comment_count": 0}})
    assert [cleanup.clean_up(job), cleanup.clean_up(job)] == [2, 0]
    assert cleanup_log.figures().drift == {"comment_count": 2}
    assert all(b'"comment_count":1' in posts.get(each).body for each in made)
    assert healthy()


def test_a_recount_beside_writers_counts_right(made: list[str]) -> None:
    stop = threading.Event()

    def recount_all_the_time() -> None:
        while not stop.is_set():
            drift.recount([f"post:{each}" for each in made])

    thread = threading.Thread(target=recount_all_the_time)
    thread.start()
    for _ in range(10):
        carry_out(new_comment(made[0]))
    stop.set()
    thread.join()
    stored = collection("posts").find_one({"_id": made[0]})
    assert stored and stored["comment_count"] == 11
    assert cleanup_log.figures().drift == {}


def spoil_body(post_id: str) -> None:
    cache_store().hset(cache_key("post", post_id), "body", b'{"title":"Spoilt"}')


def spoil_version(post_id: str) -> None:
    """As if MongoDB had been restored from a backup: the cache is ahead."""
    cache_store().hset(cache_key("post", post_id), "version", 99)
    cache_store().hset(cache_key("cache:floors"), f"post:{post_id}", 99)
    spoil_body(post_id)


def spoil_tombstone(post_id: str) -> None:
    """The cache shows what MongoDB has not."""
    collection("posts").delete_one({"_id": post_id})


@pytest.mark.parametrize("spoil", [spoil_body, spoil_version, spoil_tombstone])
@pytest.mark.parametrize("job", ["cache", "cache-sample"])
def test_a_wrong_item_is_repaired(made: list[str], spoil: Callable[[str], None], job: str) -> None:
    spoil(made[2])
    assert cleanup.clean_up(job) >= 1
    assert cleanup_log.figures().drift["cached_item"] == 1
    item = posts.find(made[2])
    assert (item is None) == (spoil is spoil_tombstone)
    assert item is None or b'"title":"Post 2"' in item.body
    assert healthy()


def spoil_ghost(made: list[str]) -> None:
    cache_store().zadd(cache_key("feed:all"), {"e" * 24: 1})


def spoil_gap(made: list[str]) -> None:
    cache_store().zrem(cache_key("feed:all"), made[2])


def spoil_score(made: list[str]) -> None:
    cache_store().zadd(cache_key("feed:all"), {made[2]: 5})


def spoil_mark(made: list[str]) -> None:
    cache_store().zrem(cache_key("feed:all"), "!")


@pytest.mark.parametrize("spoil", [spoil_ghost, spoil_gap, spoil_score, spoil_mark])
@pytest.mark.parametrize("job", ["cache", "cache-sample"])
def test_a_wrong_index_is_repaired(made: list[str], spoil: Callable[[list[str]], None], job: str) -> None:
    spoil(made)
    assert cleanup.clean_up(job) == 1
    assert cleanup_log.figures().drift == {"cached_index": 1}
    assert [each["id"] for each in walk("feed:all", "oldest", 2)] == made
    assert healthy()


def test_an_index_that_ends_early_is_not_drift(made: list[str], configure: Callable[..., Settings]) -> None:
    configure(index_max=3, key_prefix=key(""))
    cache_store().delete(cache_key("feed:all"))
    fill = fills.begin_fill(Index.feed())
    assert fill and fills.commit_fill(fill, fills.read_fill(fill))
    assert healthy()
    carry_out(delete("post", made[4]))
    assert healthy()


def test_a_write_on_its_way_to_the_cache_is_not_drift(made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    collection("posts").update_one({"_id": made[0]}, {"$set": {"title": "New"}, "$inc": {"version": 1}})
    # While the check waits, the worker gets on.
    monkeypatch.setattr("core.maintenance.drift.sleep", lambda _: cache.refresh([f"post:{made[0]}"]))
    assert cleanup.clean_up("cache") == 0
    assert cleanup_log.figures().drift == {}
