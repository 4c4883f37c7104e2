"""A queue for each noun: none of them waits for another, but for what it needs (docs/decisions/0024)."""

from collections.abc import Callable

import pytest

from core.platform.problems import Problem
from core.platform.settings import Settings
from core.servers.mongo import db
from core.servers.redis import journal as store
from core.servers.redis import key
from core.writes import journal, journal_room
from core.writes.journal import Write
from core.writes.kinds import QUEUE_OF, WRITE_QUEUES, WriteKind
from core.writes.turns import Turn
from tasks import sweep, writes
from tests.support.journal_writes import ADA, BOB, accept, carry_out, insert_user, new_comment, new_post, states

Configure = Callable[..., Settings]


def new_room() -> Write:
    return accept("conversation.create", ADA, {"kind": "room", "name": "A room", "members": []})


def pending() -> dict[str, int]:
    return {queue: count for queue, count in journal_room.pending().items() if count}


def test_a_turn_of_one_queue_takes_nothing_of_another_and_is_not_in_its_way(ada: str) -> None:
    post = carry_out(new_post())
    some = [*(new_comment(post.resource_id, f"Comment {n}") for n in range(30)), new_room()]
    assert pending() == {"comments": 30, "conversations": 1}
    under_way = Turn("comments", "a turn").take() or []
    assert len(under_way) == 30 and Turn("comments", "another").take() is None
    assert writes.apply_writes("conversations")["applied"] == 1
    assert states(some) == ["accepted"] * 30 + ["applied"]


def test_a_full_backlog_of_one_queue_refuses_the_writes_of_that_queue(
    ada: str, configure: Configure, system: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_room, "LOOK_EVERY_S", 0)
    post = carry_out(new_post())
    configure(backlog_max=3, key_prefix=system.key_prefix, mongo_db=system.mongo_db)
    for n in range(3):
        new_comment(post.resource_id, f"Comment {n}")
    with pytest.raises(Problem, match="Too many writes"):
        new_comment(post.resource_id, "One too many")
    assert new_room().state == new_post().state == "accepted"


def test_a_comment_on_a_post_that_is_coming_waits_for_it_and_is_due_then(
    ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = new_post()
    comment = new_comment(post.resource_id)
    assert writes.apply_writes("comments")["batches"] == 0
    woken: list[object] = []
    monkeypatch.setattr("tasks.enqueue.publish", lambda *called: bool(woken.append(called)) or True)
    assert writes.apply_writes("posts")["applied"] == 1
    # Nobody has to wait for the sweeper.
    assert (writes.apply_writes, "comments") in woken
    assert writes.apply_writes("comments")["applied"] == 1
    assert (journal.get(comment.id).state, journal.get(comment.id).attempts) == ("applied", 1)


def test_a_comment_on_a_post_that_comes_to_nothing_is_refused(ada: str) -> None:
    db()["users"].update_one({"_id": insert_user(BOB)}, {"$set": {"banned": True}})
    post = new_post(actor=BOB)
    comment = new_comment(post.resource_id)
    assert writes.apply_writes("posts")["rejected"] == 1
    assert writes.apply_writes("comments")["rejected"] == 1
    assert states([post, comment]) == ["rejected", "rejected"]


def test_what_waits_for_another_queue_is_taken_by_its_own_sweep_only(ada: str) -> None:
    post, room = new_post(), new_room()
    store().delete(*(key("writes:woken", queue) for queue in WRITE_QUEUES))
    assert sweep.sweep_writes() == ["posts", "conversations"]
    assert states([post, room]) == ["accepted", "accepted"]


def test_a_dead_write_is_replayed_in_its_queue(ada: str, monkeypatch: pytest.MonkeyPatch, system: Settings) -> None:
    comment = new_comment(carry_out(new_post()).resource_id)
    with monkeypatch.context() as broken:
        broken.setattr("core.content.comments.insert", lambda *_: 1 / 0)
        for _ in range(system.attempts_max + 1):
            carry_out(comment)
    assert journal.get(comment.id).state == "dead" and pending() == {}
    assert writes.replay(comment.id)[0] == "comment.create" and pending() == {"comments": 1}
    assert writes.apply_writes("comments")["applied"] == 1


@pytest.mark.parametrize("noun", QUEUE_OF)
def test_every_kind_knows_its_queue(noun: str) -> None:
    assert WriteKind(f"{noun}.create").queue in WRITE_QUEUES
