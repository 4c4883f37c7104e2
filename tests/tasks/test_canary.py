"""Signs of life: the canary's way through the journal, and what the health check says when something stands still."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.platform.settings import Settings
from core.servers.mongo import collection
from core.servers.redis import journal as store
from core.servers.redis import key
from core.writes import backlog, journal, journal_room
from core.writes import canary as signs
from core.writes.canary import PARTS
from tasks import canary
from tasks.app import app as celery
from tests.support.journal_writes import ADA, carry_out, insert_user, new_post
from tests.support.processes import Processes, environment
from tests.support.waiting import eventually
from workers import health

Configure = Callable[..., Settings]


def only_pending() -> journal.Write:
    (write,) = backlog.listed("pending")
    return write


def done_s_ago(part: str, seconds: float) -> None:
    now, _ = store().time()
    store().hset(key("progress"), part, int((now - seconds) * 1000))


def test_a_canary_is_applied_as_every_write_is(system: Settings, drain: Callable[[], None]) -> None:
    canary.send_canary("posts")
    sent = only_pending()
    assert (sent.kind, sent.actor_id, sent.body) == ("canary.posts", "0" * 24, {})
    assert health.main(["posts"]) == 1
    drain()
    assert journal.get(sent.id).state == "applied" and health.main(["posts"]) == 0
    assert collection("canary").find_one()["write_id"] == sent.id  # type: ignore[index]


def test_nobody_is_told_of_a_canary(system: Settings, drain: Callable[[], None]) -> None:
    canary.send_canary("posts")
    drain()
    assert store().zcard(key("events:pending")) == 0


def test_a_canary_waits_for_the_one_before(system: Settings, drain: Callable[[], None]) -> None:
    assert canary.send_canary("posts") is True
    assert canary.send_canary("posts") is False
    assert only_pending()
    drain()
    assert canary.send_canary("posts") is True


def test_carried_out_twice_it_is_applied_once(system: Settings) -> None:
    canary.send_canary("posts")
    sent = only_pending()
    for _ in range(2):
        assert carry_out(sent).state == "applied"
    assert backlog.totals() == {"accepted": 1, "applied": 1, "rejected": 0, "pending": 0, "dead": 0}


def test_canaries_do_not_add_up_in_mongodb(system: Settings, drain: Callable[[], None]) -> None:
    insert_user(ADA)
    post = carry_out(new_post())
    for _ in range(5):
        canary.send_canary("posts")
        drain()
    last = collection("canary").find_one()
    assert last and collection("canary").count_documents({}) == 1
    assert {each["_id"] for each in collection("ledger").find()} == {post.id, last["write_id"]}
    totals = backlog.totals()
    assert totals["accepted"] == totals["applied"] == 6


def test_a_canary_cut_off_after_its_commit_is_found_done(system: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    canary.send_canary("posts")
    sent = only_pending()
    with monkeypatch.context() as patched:
        patched.setattr("core.reads.cache.refresh", lambda *_: exit())
        with pytest.raises(SystemExit):
            carry_out(sent)
    store().hdel(key("write", sent.id), "lease_ms")
    assert canary.send_canary("posts") is False
    assert carry_out(sent).state == "applied"


def test_a_full_backlog_is_left_to_people(
    configure: Configure, system: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_room, "LOOK_EVERY_S", 0)
    configure(backlog_max=1, key_prefix=system.key_prefix, mongo_db=system.mongo_db)
    insert_user(ADA)
    new_post()
    assert canary.send_canary("posts") is False
    assert backlog.totals()["accepted"] == 1


def test_a_dead_canary_is_tried_again_and_stays_the_only_one(
    system: Settings, monkeypatch: pytest.MonkeyPatch, drain: Callable[[], None]
) -> None:
    canary.send_canary("posts")
    dead = only_pending()
    with monkeypatch.context() as patched:
        patched.setattr("core.writes.canary.keep", lambda *_: 1 / 0)
        for _ in range(system.attempts_max):
            carry_out(dead)
    assert journal.get(dead.id).state == "dead"
    assert canary.send_canary("posts") is True
    assert canary.send_canary("posts") is False
    drain()
    assert journal.get(dead.id).state == "applied" and backlog.totals()["dead"] == 0
    assert backlog.totals()["accepted"] == 1


@pytest.mark.parametrize("queue", ["cache", "events", "maintenance"])
def test_a_note_makes_its_queue_healthy(system: Settings, queue: str) -> None:
    assert health.main([queue]) == 1
    for _ in range(2):
        canary.note_progress(queue)
        assert health.main([queue]) == 0
    assert store().hlen(key("progress")) == 1


def test_beat_is_healthy_when_it_has_sent_a_canary(system: Settings) -> None:
    assert health.main(["beat"]) == 1
    celery.tasks["tasks.canary.send_canary"].apply_async(("posts",))
    assert health.main(["beat"]) == 0


def test_what_stands_still_turns_unhealthy(system: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    done_s_ago("posts", system.unhealthy_after_s - 10)
    assert health.main(["posts"]) == 0
    done_s_ago("posts", system.unhealthy_after_s + 10)
    assert health.main(["posts"]) == 1
    assert capsys.readouterr().out.splitlines()[-1].startswith("posts: something was done 2")


def test_people_s_writes_are_signs_of_life_too(system: Settings) -> None:
    insert_user(ADA)
    carry_out(new_post())
    assert health.main(["posts"]) == 0


def test_without_the_journal_nothing_is_healthy(configure: Configure, capsys: pytest.CaptureFixture[str]) -> None:
    configure(journal_url="redis://127.0.0.1:1/0")
    assert health.main(["posts"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "posts: unknown, the journal is unavailable"


@pytest.mark.parametrize("words", [[], ["nonsense"], ["posts", "cache"], ["posts,nonsense"], [""]])
def test_an_unknown_part_is_an_error_of_the_caller(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert health.main(words) == 2
    assert (
        "posts, comments, people, conversations, pictures, cache, events, maintenance, mail, beat"
        in capsys.readouterr().out
    )


@pytest.fixture
def processes(configure: Configure, system: Settings, tmp_path: Path) -> Iterator[Processes]:
    chosen = configure(canary_every_s=0.5, key_prefix=system.key_prefix, mongo_db=system.mongo_db)
    started = Processes(environment(chosen), tmp_path / "log")
    yield started
    started.stop()


def test_beat_and_a_worker_keep_every_part_healthy_by_themselves(processes: Processes) -> None:
    processes.start_worker()
    processes.start_beat()
    for part in PARTS:
        eventually(lambda part=part: health.main([part]) == 0)  # type: ignore[misc]
    # As a container asks: in a process of its own, by the exit status.
    assert processes.start("python", "-m", "workers.health", "posts,comments,people,conversations").wait(20) == 0
    done_s_ago("posts", 1000)
    eventually(lambda: health.main(["posts"]) == 0)


def test_asking_does_not_touch_what_the_worker_has_counted(processes: Processes, tmp_path: Path) -> None:
    # The process that asks shares the worker's environment, and so the folder of its counters.
    (tmp_path / "counter_1.db").write_bytes(b"counted")
    before = sorted(tmp_path.iterdir())
    asked = processes.start("python", "-m", "workers.health", "posts", PROMETHEUS_MULTIPROC_DIR=str(tmp_path))
    assert asked.wait(20) == 1
    assert [path for path in sorted(tmp_path.iterdir()) if path.name != "log"] == before


def test_every_part_that_is_watched_is_in_the_schedule(system: Settings) -> None:
    noted = {json.dumps(entry.get("args", ())) for entry in celery.conf.beat_schedule.values()}
    assert {json.dumps([part]) for part in PARTS if part != "beat"} <= noted


def test_o3_a_worker_that_is_paused_is_seen_within_twenty_seconds(system: Settings, tmp_path: Path) -> None:
    insert_user(ADA)
    # As it is shipped: the intervals are what is tested.
    assert system.canary_every_s + system.unhealthy_after_s <= 20
    processes = Processes(environment(system), tmp_path / "log")
    try:
        worker = processes.start_worker()
        processes.start_beat()
        eventually(lambda: all(health.main([part]) == 0 for part in signs.PARTS))
        os.killpg(worker.pid, signal.SIGSTOP)
        paused = time.monotonic()
        eventually(lambda: all(health.main([part]) == 1 for part in signs.PARTS if part != "beat"))
        # Long before the minute that it was.
        assert time.monotonic() - paused < 40
        os.killpg(worker.pid, signal.SIGCONT)
        eventually(lambda: all(health.main([part]) == 0 for part in signs.PARTS))
    finally:
        processes.stop()
