"""Follows: of a follow and its withdrawal the one accepted last counts, and who has how many followers is exact."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.content import follows
from core.maintenance import drift
from core.platform.clock import now_ms
from core.platform.settings import Settings, settings, use
from core.servers.mongo import collection
from core.writes.journal import Write
from tasks import cleanup
from tests.support.aged import HOUR_MS, left
from tests.support.journal_writes import ADA, BOB, accept, carry_out, carry_out_together, follow, insert_user, stored
from tests.support.orders import in_any_order

PEOPLE = [f"{n:024x}" for n in range(1, 5)]
few = examples(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
STEPS = st.lists(st.tuples(st.sampled_from(PEOPLE), st.booleans()), min_size=1, max_size=8)


@pytest.fixture(autouse=True)
def people(system: Settings) -> None:
    for person in (ADA, BOB, *PEOPLE):
        insert_user(person)


def who_follows(user_id: str) -> set[str]:
    return {each["follower_id"] for each in follows.followers(user_id, 100)}


def refused_with(write: Write) -> int:
    ended = carry_out(write)
    assert ended.state == "rejected" and ended.problem
    return int(ended.problem["status"])


@pytest.mark.parametrize("is_batch", [True, False], ids=["in batches", "one by one"])
def test_the_one_accepted_last_counts_in_any_order_and_twice(is_batch: bool) -> None:
    @few
    @given(in_any_order(STEPS))
    def play(drawn: tuple[list[tuple[str, bool]], list[int]]) -> None:
        steps, numbers = drawn
        writes = [follow(ADA, person, is_over=is_over) for person, is_over in steps]
        order = [writes[n] for n in numbers]
        if is_batch:
            carry_out_together(order)
        for write in order:
            assert carry_out(write).state == "applied"
        last = dict(steps)
        expected = (who_follows(ADA) - set(last)) | {person for person, is_over in last.items() if not is_over}
        assert who_follows(ADA) == expected
        assert stored("users", ADA)["follower_count"] == len(expected)

    play()


def test_a_batch_says_how_many_followers_there_are_after_each_write() -> None:
    carry_out_together([follow(ADA, person) for person in PEOPLE] + [follow(ADA, PEOPLE[0], is_over=True)])
    notes = collection("ledger").find({"outcome.event": {"$ne": None}}).sort("seq", 1)
    told = [note["outcome"]["event"] for note in notes]
    counts = [(each["type"], each["user_id"], each["follower_count"]) for each in told]
    assert counts == [*(("follow.created", ADA, n) for n in range(1, 5)), ("follow.deleted", ADA, 3)]


def test_what_changes_nothing_tells_nothing() -> None:
    for is_over in (True, False, False):
        assert carry_out(follow(ADA, BOB, is_over=is_over)).state == "applied"
    assert collection("ledger").count_documents({"outcome.event.type": {"$regex": "^follow"}}) == 1


def test_who_is_blocked_cannot_follow_and_who_was_following_can_stop() -> None:
    carry_out(follow(ADA, BOB))
    carry_out(accept("user.block", ADA, {}, resource_id=BOB))
    assert refused_with(follow(ADA, BOB)) == 403
    assert carry_out(follow(BOB, ADA)).state == "applied"
    assert carry_out(follow(ADA, BOB, is_over=True)).state == "applied"
    assert stored("users", ADA)["follower_count"] == 0


def test_a_block_in_the_same_batch_comes_first() -> None:
    block, late = accept("user.block", ADA, {}, resource_id=BOB), follow(ADA, BOB)
    assert carry_out_together([block, late]) == {"applied": 1, "rejected": 1}


def test_one_follows_at_most_so_many_and_the_others_of_a_batch_are_carried_out() -> None:
    use(settings().model_copy(update={"following_max": 2}))
    writes = [follow(each, ADA) for each in PEOPLE[:3]] + [follow(PEOPLE[3], BOB)]
    assert carry_out_together(writes) == {"applied": 3, "rejected": 1}
    # Whom they follow already, and after one has gone another one, they may.
    assert carry_out(follow(PEOPLE[0], ADA)).state == "applied"
    assert refused_with(follow(PEOPLE[2], ADA)) == 422
    exchange = [follow(PEOPLE[0], ADA, is_over=True), follow(PEOPLE[2], ADA)]
    assert carry_out_together(exchange) == {"applied": 2}
    assert [each["followed_id"] for each in follows.following(ADA, 10)] == [PEOPLE[2], PEOPLE[1]]


def test_who_does_not_exist_cannot_be_followed() -> None:
    assert refused_with(follow("0" * 24, ADA)) == 404


def test_a_wrong_counter_is_found_and_mended() -> None:
    carry_out(follow(ADA, BOB))
    collection("users").update_one({"_id": ADA}, {"$inc": {"follower_count": 5}})
    wrong = [name for _, names in drift.wrong_counters("") for name in names]
    assert wrong == [f"user:{ADA}"] and drift.recount(wrong) == 1
    assert stored("users", ADA)["follower_count"] == 1
    assert [name for _, names in drift.wrong_counters_sample("") for name in names] == []


def test_withdrawn_ones_go_after_their_retention_and_those_of_nobody_are_orphans(system: Settings) -> None:
    carry_out(follow(ADA, BOB))
    carry_out(follow(ADA, PEOPLE[0], is_over=True))
    over_ms = now_ms() - system.retention_deleted_s * 1000 - HOUR_MS
    collection("follows").update_one({"deleted": True}, {"$set": {"deleted_ms": over_ms}})
    assert cleanup.clean_up("deleted-follows") == 1
    assert left("follows") == {f"{BOB}:{ADA}"}
    collection("users").delete_one({"_id": ADA})
    # With the notice of it.
    assert cleanup.clean_up("orphans") == 2 and left("follows") == set()
