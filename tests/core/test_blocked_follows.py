"""A block ends the follows between two people, in whichever order writes are carried out and whoever dies."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.content import follows, inbox
from core.identity import accounts
from core.platform.problems import Problem, ProblemKind
from core.platform.settings import Settings
from core.writes import journal
from core.writes.journal import Write
from tests.support.follows import check_follows
from tests.support.journal_writes import (
    ADA,
    BOB,
    block,
    carry_out,
    carry_out_together,
    consequences_of,
    follow,
    insert_user,
    make_due,
    states,
    stored,
)
from tests.support.orders import in_any_order
from tests.support.simulation.harness import crash

EVE = "e" * 24
PEOPLE = (ADA, BOB, EVE)
few = examples(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
STEP = st.tuples(st.sampled_from(("follow", "unfollow", "block", "unblock")), st.permutations(PEOPLE))


@pytest.fixture(autouse=True)
def people(system: Settings) -> None:
    for person in PEOPLE:
        insert_user(person)


@pytest.fixture
def both_follow(people: None) -> None:
    """Ada and Bob follow each other."""
    for write in (follow(ADA, BOB), follow(BOB, ADA)):
        carry_out(write)


def carry_out_with_consequences(*some: Write) -> list[Write]:
    for each in some:
        carry_out(each)
    return [carry_out(each) for each in consequences_of(each for each in some if each.kind == "user.block")]


def count_of(user_id: str) -> int:
    return int(stored("users", user_id).get("follower_count", 0))


def event_of(write: Write) -> dict[str, object] | None:
    found: dict[str, object] | None = stored("ledger", write.id)["outcome"]["event"]
    return found


@pytest.mark.usefixtures("both_follow")
def test_a_block_ends_the_follows_of_both_as_if_they_had_ended_them() -> None:
    blocked = block(BOB)
    (ended,) = carry_out_with_consequences(blocked)
    assert (count_of(ADA), count_of(BOB)) == (0, 0)
    assert follows.following(ADA, 9) == follows.following(BOB, 9) == []
    told = {"type": "follow.deleted", "follower_count": 0}
    assert event_of(blocked) == told | {"user_id": BOB, "actor_id": ADA}
    assert event_of(ended) == told | {"user_id": ADA, "actor_id": BOB}
    assert [inbox.page(each, 9, None)[0] for each in (ADA, BOB)] == [[], []]


@pytest.mark.usefixtures("both_follow")
def test_the_end_of_a_block_brings_no_follow_back_and_they_may_follow_again() -> None:
    carry_out_with_consequences(block(BOB), block(BOB, is_over=True))
    assert (count_of(ADA), count_of(BOB)) == (0, 0)
    assert carry_out(follow(ADA, BOB)).state == "applied"
    assert consequences_of([]) == [] and count_of(ADA) == 1


def test_a_follow_from_before_the_block_that_is_carried_out_after_it_counts_for_nothing() -> None:
    late = [follow(ADA, BOB), follow(BOB, ADA)]
    carry_out_with_consequences(block(BOB), block(BOB, is_over=True))
    assert [carry_out(each).state for each in late] == ["applied", "applied"]
    assert (count_of(ADA), count_of(BOB)) == (0, 0)


@pytest.mark.usefixtures("both_follow")
@pytest.mark.parametrize(("step", "after"), [("ledger.once", True), ("attempts.finish", False)])
def test_who_dies_before_the_block_has_ended_leaves_it_to_the_next_attempt_and_ends_the_follow_once(
    step: str, after: bool
) -> None:
    blocked = block(BOB)
    crash([blocked], step, after)
    assert journal.get(blocked.id).state == "accepted"
    first = carry_out_with_consequences(blocked)
    assert carry_out_with_consequences(blocked) == first and len(first) == 1
    assert count_of(ADA) == 0 and states([blocked]) == ["applied"]


@pytest.mark.usefixtures("both_follow")
def test_the_follow_of_who_is_banned_ends_as_well() -> None:
    accounts.set_banned(BOB, True)
    assert [each.state for each in carry_out_with_consequences(block(BOB))] == ["applied"]
    assert count_of(ADA) == 0


@pytest.mark.usefixtures("both_follow")
@pytest.mark.parametrize("is_batch", [True, False], ids=["in a batch", "alone"])
def test_while_the_journal_takes_no_more_the_block_waits_and_costs_no_attempt(
    monkeypatch: pytest.MonkeyPatch, is_batch: bool
) -> None:
    blocks = [block(BOB)] + [block(EVE)] * is_batch

    def busy(*_: object, **__: object) -> Write:
        raise Problem(ProblemKind.BUSY, "Too many writes are waiting; nothing was stored.")

    with monkeypatch.context() as patched:
        patched.setattr(journal, "accept", busy)
        assert carry_out_together(blocks) == {"unavailable": len(blocks)}
    assert {journal.get(each.id).attempts for each in blocks} == {0}
    make_due(*blocks)
    assert len(carry_out_with_consequences(*blocks)) == len(blocks) and count_of(ADA) == 0


@pytest.mark.parametrize("is_batch", [True, False], ids=["in batches", "one by one"])
def test_whatever_happens_counters_are_exact_and_nobody_follows_in_spite_of_a_block(is_batch: bool) -> None:
    @few
    @given(in_any_order(st.lists(STEP, min_size=1, max_size=10)))
    def play(drawn: tuple[list[tuple[str, list[str]]], list[int]]) -> None:
        steps, numbers = drawn
        writes = [_accepted(verb, *pair[:2]) for verb, pair in steps]
        order = [writes[n] for n in numbers]
        if is_batch:
            carry_out_together(order)
        # A block may have to wait for one that was accepted before it.
        for write in [*order, *writes]:
            carry_out(write)
        assert "accepted" not in states(writes)
        carry_out_together(consequences_of(each for each in writes if each.kind == "user.block"))
        check_follows()

    play()


def _accepted(verb: str, actor: str, other: str) -> Write:
    return (follow if "follow" in verb else block)(other, actor, is_over=verb.startswith("un"))
