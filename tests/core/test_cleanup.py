"""The clean-up service: exactly the stale things go, whoever runs it how often; each boundary an hour on both sides."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from core.identity import sessions
from core.maintenance import cleanup, cleanup_log
from core.platform.settings import Settings
from core.reads import cache, fills
from core.reads.indexes import Index
from core.servers.cache_partitions import key as cache_key
from core.servers.mongo import collection, db
from core.servers.redis import ask_servers, cache_store, key
from core.servers.redis import journal as store
from tasks import cleanup as tasks
from tasks import sweep
from tests.support.aged import HOUR_MS, a_comment, a_post, a_receipt, a_session, deleted_ago, left
from tests.support.journal_writes import ADA, carry_out, delete, insert_user, new_comment, new_post
from tests.support.keys import keys_like
from tests.support.waiting import eventually


@pytest.fixture(autouse=True)
def ada(system: Settings) -> None:
    insert_user(ADA)


def run(job: str) -> int:
    return int(tasks.clean_up(job))


def test_a_deleted_post_goes_an_hour_after_its_retention_and_not_an_hour_before(system: Settings) -> None:
    retention_ms = system.retention_deleted_s * 1000
    old, new, live = a_post(retention_ms + HOUR_MS), a_post(retention_ms - HOUR_MS), a_post()
    assert [run("deleted-posts"), run("deleted-posts")] == [1, 0]
    assert left("posts") == {new, live} and old not in left("posts")


def test_a_deleted_comment_goes_an_hour_after_its_retention_and_not_an_hour_before(system: Settings) -> None:
    retention_ms = system.retention_deleted_s * 1000
    post = a_post()
    a_comment(post, retention_ms + HOUR_MS)
    stay = {a_comment(post, retention_ms - HOUR_MS), a_comment(post)}
    assert [run("deleted-comments"), run("deleted-comments")] == [1, 0]
    assert left("comments") == stay


def test_the_comments_of_a_purged_post_go_with_it(system: Settings) -> None:
    gone, stays = a_post(), a_post()
    kept = [a_comment(each) for each in (gone, gone, stays)][-1]
    deleted_ago("posts", gone, system.retention_deleted_s * 1000 + HOUR_MS)
    assert run("deleted-posts") == 1
    assert (left("posts"), left("comments")) == ({stays}, {kept})


def test_a_comment_without_a_post_goes_and_one_of_a_deleted_post_stays() -> None:
    gone, deleted = a_post(), a_post(HOUR_MS)
    a_comment(gone)
    collection("posts").delete_one({"_id": gone})
    db()["comments"].insert_one({"_id": "c" * 24, "p": 0xCC, "post_id": deleted, "deleted": False})
    assert [run("orphans"), run("orphans")] == [1, 0]
    assert left("comments") == {"c" * 24}


def test_an_unused_session_ends_after_the_life_of_its_refresh_token(system: Settings) -> None:
    life_ms = system.refresh_ttl_s * 1000
    old, used = a_session(life_ms + HOUR_MS), a_session(life_ms - HOUR_MS)
    assert [run("sessions"), run("sessions")] == [1, 0]
    assert (sessions.user_of(old), sessions.user_of(used)) == (None, ADA)
    assert [each.id for each in sessions.listed(ADA)] == [used]


def test_a_finished_receipt_goes_with_its_key_and_its_history(system: Settings) -> None:
    life_ms = system.receipt_ttl_s * 1000
    old, new = a_receipt(life_ms + HOUR_MS), a_receipt(life_ms - HOUR_MS)
    pending = new_post().id
    assert [run("receipts"), run("receipts")] == [1, 0]
    assert not keys_like(store(), f"*{old}") and store().exists(key("write", new), key("write", pending)) == 2
    assert len(keys_like(store(), "claim:*")) == 1


def test_keys_that_belong_to_nothing_go_and_those_of_pending_writes_stay() -> None:
    waiting = new_comment(new_post().resource_id)
    carry_out(waiting)
    store().sadd(key("waiting", "f" * 24), "x")
    store().rpush(key("story", "f" * 24), "1 announced")
    assert [run("leftovers"), run("leftovers")] == [2, 0]
    assert store().exists(key("waiting", waiting.body["post_id"]), key("write", waiting.id)) == 2


def test_cache_keys_without_an_end_go_and_what_must_not_be_evicted_stays() -> None:
    post = a_post()
    carry_out(delete("post", a_post()))
    cache_store().persist(cache_key("post", post))
    assert [run("cache-keys"), run("cache-keys")] == [1, 0]
    assert cache_store().exists(cache_key("cache:floors"), cache_key("cache:epoch")) == 2


def test_indexes_are_cut_to_their_length(configure: Callable[..., Settings], system: Settings) -> None:
    posts = [a_post() for _ in range(5)]
    fill = fills.begin_fill(Index.feed())
    assert fill and fills.commit_fill(fill, fills.read_fill(fill))
    configure(index_max=3, key_prefix=system.key_prefix)
    assert [run("indexes"), run("indexes")] == [2, 0]
    held = cache_store().zrange(cache_key("feed:all"), 1, -1)
    assert [each.decode() for each in held] == posts[2:]


def test_a_long_run_stops_in_time_and_the_next_goes_on(
    configure: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = configure(purge_batch=1)
    for _ in range(3):
        a_post(chosen.retention_deleted_s * 1000 + HOUR_MS)
    results = [cleanup.run(cleanup.JOBS["deleted-posts"], max_s=0) for _ in range(4)]
    assert [(each.count, each.finished) for each in results] == [(1, False), (1, False), (1, False), (0, True)]
    assert cleanup_log.figures().removed["deleted-posts"] == 3


def test_a_run_over_everything_goes_on_at_the_place_where_the_last_one_stopped(
    configure: Callable[..., Settings],
) -> None:
    configure(purge_batch=1)
    posts = sorted(a_post() for _ in range(3))
    collection("posts").update_many({}, {"$set": {"comment_count": 7}})
    for post_id in posts:
        assert not cleanup.run(cleanup.JOBS["counters"], max_s=0).finished
        assert collection("posts").count_documents({"_id": post_id, "comment_count": 0}) == 1
    # Their author has followers to be counted.
    assert not cleanup.run(cleanup.JOBS["counters"], max_s=0).finished
    assert cleanup.run(cleanup.JOBS["counters"], max_s=0).finished


def test_a_dry_run_counts_shows_examples_and_changes_nothing(system: Settings) -> None:
    old = {a_post(system.retention_deleted_s * 1000 + HOUR_MS) for _ in range(3)}
    result = cleanup.dry_run(cleanup.JOBS["deleted-posts"])
    assert (result.count, set(result.examples), result.dry_run) == (3, old, True)
    assert left("posts") == old


def test_how_far_the_purge_is_behind_is_reported(system: Settings) -> None:
    a_post(system.retention_deleted_s * 1000 + HOUR_MS)
    tasks.report()
    known = cleanup_log.figures()
    assert known.overdue == {
        "posts": 1,
        "comments": 0,
        "messages": 0,
        "held": 0,
        "likes": 0,
        "follows": 0,
        "reports": 0,
        "removals": 0,
    }
    assert 3600 <= known.overdue_s["posts"] < 3700


def test_sweeping_what_is_fresh_removes_nothing() -> None:
    a_post()
    assert sweep.sweep_cache() == 0
    sweep.sweep_all()


def test_security_a36_the_purge_leaves_no_trace_in_the_cache(system: Settings) -> None:
    post = a_post()
    deleted_ago("posts", post, system.retention_deleted_s * 1000 + HOUR_MS)
    assert run("deleted-posts") == 1
    assert cache.get([f"post:{post}"]) == {}


def test_security_f18_what_was_deleted_is_gone_from_the_files_of_the_journal() -> None:
    secret = f"canary {uuid.uuid4().hex}"
    post = carry_out(new_post(secret))
    carry_out(delete("post", post.resource_id, ADA))
    folders = [Path(each) for each in ask_servers(store(), lambda server: str(server.config_get("dir")["dir"]))]

    def is_in_a_file() -> bool:
        return any(secret.encode() in file.read_bytes() for each in folders for file in each.rglob("*.aof"))

    assert is_in_a_file()
    store().hset(key("cleanup:rewritten"), "of a server that is gone", 0)
    assert [run("journal-files"), run("journal-files")] == [len(folders), 0]
    eventually(lambda: not is_in_a_file())
    assert store().hlen(key("cleanup:rewritten")) == len(folders)
