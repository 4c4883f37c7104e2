"""Turns of a worker: who wakes one up, how much it takes at a time, and what becomes of that when it dies."""

import pytest

from core.platform.ids import new_id
from core.servers.redis import journal as store
from core.servers.redis import key
from core.writes import attempts, journal
from core.writes.turns import Turn
from tasks import sweep, writes
from tests.support.journal_writes import (
    ADA,
    accept,
    carry_out,
    edit_post,
    make_due,
    new_comment,
    new_post,
    states,
    stored,
)

POST = {"title": "A title", "content": "Some content"}
pytestmark = pytest.mark.usefixtures("ada")


def test_whoever_accepts_the_first_write_wakes_a_worker_up_and_nobody_else_while_it_is_awake() -> None:
    assert [new_post().is_news for _ in range(3)] == [True, False, False]
    assert len(Turn("posts", "a turn").take() or []) == 3
    assert not new_post().is_news
    assert len(Turn("posts", "a turn").take() or []) == 1
    # Whatever is accepted once the turn has found nothing is not its business any more.
    assert Turn("posts", "a turn").take() is None
    assert new_post().is_news


def test_d3_the_sweeper_wakes_a_worker_up_for_what_is_due_and_for_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[object] = []
    monkeypatch.setattr("tasks.enqueue.publish", lambda *called, **_: bool(woken.append(called)) or True)
    assert not sweep.sweep_writes()
    write = new_post()
    # The message of who accepted it is on its way; when it was lost, the sweeper sends another one.
    assert not sweep.sweep_writes()
    store().delete(key("writes:woken:posts"))
    assert sweep.sweep_writes() and not sweep.sweep_writes()
    assert woken == [(writes.apply_writes, "posts")]
    (taken,) = Turn("posts", "a turn").take() or []
    attempts.defer([taken], "a server is unavailable", delay_ms=60_000, refund=True)
    assert Turn("posts", "a turn").take() is None and not sweep.sweep_writes()
    make_due(write)
    assert sweep.sweep_writes()


def test_a_turn_takes_a_hundred_at_a_time_and_tells_what_it_did(ada: str) -> None:
    post = carry_out(new_post())
    some = [new_comment(post.resource_id) for _ in range(120)]
    some += [edit_post(post.resource_id, title=f"Title {n}") for n in range(5)]
    done = [writes.apply_writes(queue) for queue in ("comments", "posts")]
    assert all(each.pop("ms") >= 0 for each in done)
    assert done[0] == {"batches": 2, "kinds": {"comment.create": 120}, "applied": 120}
    assert done[1] == {"batches": 1, "kinds": {"post.edit": 5}, "applied": 5}
    assert set(states(some)) == {"applied"}
    # One change of the counter for each batch, and one for each edit.
    assert stored("posts", post.resource_id)["version"] == 1 + 2 + 5
    assert "attempt 1 in " in journal.get(some[0].id).history


def test_a_batch_is_bounded_in_bytes(ada: str) -> None:
    for _ in range(5):
        accept("post.create", ADA, POST | {"content": "x" * 100_000})
    sizes, turn = [], Turn("posts", "a turn")
    while batch := turn.take():
        sizes.append(len(batch))
        writes.carry_out(batch)
    assert sizes == [3, 2]


def test_one_turn_at_a_time_takes_batches_and_another_when_that_does_not_come_back(ada: str) -> None:
    new_post()
    assert len(Turn("posts", "one").take() or []) == 1
    new_post()
    assert Turn("posts", "another").take() is None
    store().delete(key("writes:awake:posts"))
    assert len(Turn("posts", "another").take() or []) == 1
    assert Turn("posts", "one").take() is None


def test_what_a_turn_had_in_hand_when_its_process_died_is_due_at_once_in_smaller_batches(ada: str) -> None:
    some = [new_post(f"Post {n}", resource_id=new_id("0" * 24)) for n in range(30)]
    assert len(Turn("posts", "turn").take() or []) == 30
    # Celery delivers the message once more.
    turn = Turn("posts", "turn")
    assert (turn.release(), len(turn.take() or [])) == (30, 10)
    turn = Turn("posts", "turn")
    assert turn.release() == 10
    taken = [len(turn.take() or []) for _ in range(4)]
    assert sorted(taken) == [1, 1, 10, 10]
    # The last one was alone: it may be what kills its process, and has its lease to the end.
    assert Turn("posts", "turn").release() == (0 if taken[-1] == 1 else 10)
    assert set(states(some)) == {"accepted"}
