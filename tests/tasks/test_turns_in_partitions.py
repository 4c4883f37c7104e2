"""Turns over many partitions: what is tried again comes from one at a time; who begins knows what was known."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.platform.settings import Settings
from core.servers.redis import journal as store
from core.servers.redis import key
from core.servers.scripts import script
from core.writes import attempts, backlog, journal, outbox, turns
from core.writes.journal import Write
from core.writes.turns import Turn
from tasks import endings, writes
from tests.support.journal_writes import carry_out, edit_post, make_due, new_post
from tests.support.waiting import eventually

PARTITIONS = 64


@pytest.fixture(autouse=True, params=["on one server", "on several"])
def one_script_looks(
    request: pytest.FixtureRequest,
    ada: str,
    configure: Callable[..., Settings],
    system: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> bool:
    """Many partitions; whether one script can look into all: it can where there is one server and that is allowed."""
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, partitions=PARTITIONS)
    if request.param == "on several":
        monkeypatch.setattr(turns, "prefix_beside", lambda: "")
        return False
    return bool(outbox.prefix_beside())


def failed(count: int) -> list[Write]:
    """Writes in as many partitions, each of which has failed once and is due."""
    some = [new_post(f"Failed {n}") for n in range(count)]
    attempts.defer(attempts.begin(write.id for write in some), "it failed", delay_ms=0, refund=False)
    make_due(*some)
    return some


def attempts_of(some: list[Write]) -> list[int]:
    return [journal.get(write.id).attempts for write in some]


def test_a_write_that_kills_its_process_takes_no_more_attempts_of_others() -> None:
    some = [new_post(f"Post {n}") for n in range(10)]
    assert len(Turn("posts", "turn").take() or []) == 10
    turn = Turn("posts", "turn")
    assert turn.release() == 10
    (kills,) = turn.take() or []
    others = [write for write in some if write.id != kills.id]
    assert attempts_of([kills]) == [2] and attempts_of(others) == [1] * 9
    # The process is replaced, and its message delivered again.
    turn = Turn("posts", "turn")
    assert turn.release() == 0
    taken = [write.id for _ in others for write in turn.take() or []]
    assert sorted(taken) == sorted(write.id for write in others)
    assert turn.take() is None and attempts_of(some) == [2] * 10


def test_what_is_new_and_what_is_tried_again_take_turns() -> None:
    tried = failed(3)
    fresh = [new_post(f"New {n}") for n in range(5)]
    turn = Turn("posts", "turn")
    batches = [sorted(write.id for write in turn.take() or []) for _ in range(4)]
    assert batches[0] == sorted(write.id for write in fresh)
    assert sorted(batches[1:]) == sorted([write.id] for write in tried)
    assert turn.take() is None


def test_what_a_turn_had_leased_when_its_process_died_is_due_at_once(one_script_looks: bool) -> None:
    tried, fresh = failed(1), [new_post(f"New {n}") for n in range(5)]
    assert len(Turn("posts", "turn").take() or []) == 5
    turn = Turn("posts", "turn")
    # Where one script can look, what is tried again is leased when its turn comes.
    assert turn.release() == (5 if one_script_looks else 6)
    taken = [write.id for _ in range(6) for write in turn.take() or []]
    assert sorted(taken) == sorted(write.id for write in [*tried, *fresh])


@pytest.mark.parametrize("one_script_looks", ["on several"], indirect=True)
def test_a_turn_that_begins_knows_what_one_was_told_whose_process_died() -> None:
    for n in range(5):
        new_post(f"Post {n}")
    # It dies when it has been told.
    script(store(), "hold_turn")("posts", "turn", 1, 1)
    eventually(lambda: not store().exists(key("writes:awake:posts")))
    assert len(Turn("posts", "another").take() or []) == 5


def test_a_turn_that_has_carried_out_everything_leaves_nothing() -> None:
    turn = Turn("posts", "turn")
    for write in [new_post(f"Post {n}") for n in range(5)]:
        carry_out(write)
    assert turn.take() is None
    left = ("known", "told", "tried", "awake")
    assert not store().exists(*(key(f"writes:{each}:posts") for each in left))


def test_a_partition_with_much_to_do_leaves_room_for_others() -> None:
    busy = new_post("Busy")
    carry_out(busy)
    edits = [edit_post(busy.resource_id, title=f"Title {n}") for n in range(150)]
    others = [new_post(f"Other {n}") for n in range(5)]
    batch = Turn("posts", "turn").take() or []
    assert {write.id for write in others} < {write.id for write in batch}
    assert len(batch) > 20 and edits[0].id in {write.id for write in batch}


STEPS = st.lists(st.sampled_from(["accept", "end", "fail", "fail one"]), max_size=8)


@given(steps=STEPS, chosen=st.lists(st.integers(0, 2), min_size=8, max_size=8))
@examples(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_has_to_wait_for_the_sweeper(steps: list[str], chosen: list[int]) -> None:
    """Whatever is accepted, ended or has failed meanwhile: a turn goes on until all has ended, each in its order."""
    posts = [carry_out(new_post()).resource_id for _ in range(3)]
    turn, edits = Turn("posts", "turn"), list[Write]()
    for step, which in zip(steps, chosen, strict=False):
        if step == "accept":
            edits += [edit_post(posts[which], title=f"Title {n}") for n in range(3)]
        elif batch := turn.take():
            come_to_an_end(batch, failed=len(batch) if step == "fail" else int(step == "fail one"))
    while (batch := turn.take()) is not None:
        come_to_an_end(batch, failed=0)
    assert {journal.get(edit.id).state for edit in edits} <= {"applied", "dead"} and not backlog.listed("pending")


def come_to_an_end(batch: list[Write], failed: int) -> None:
    """So many of these writes fail, and the others are carried out, or wait for one that has failed."""
    if failed:
        endings.defer(batch[:failed], "failed", "it failed")
    if batch[failed:]:
        writes.carry_out(batch[failed:])
