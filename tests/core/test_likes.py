"""Likes: of a like and its withdrawal the one accepted last counts, whatever happens, and each counter is exact."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.content import likes
from core.maintenance import drift
from core.platform.clock import now_ms
from core.platform.settings import Settings
from core.servers.mongo import collection
from tasks import cleanup
from tests.support.aged import HOUR_MS, deleted_ago, left
from tests.support.journal_writes import (
    ADA,
    carry_out,
    carry_out_together,
    delete,
    insert_user,
    like,
    new_comment,
    new_post,
    stored,
)
from tests.support.orders import in_any_order

PEOPLE = [f"{n:024x}" for n in range(1, 5)]
few = examples(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True)
def people(system: Settings) -> None:
    for person in (ADA, *PEOPLE):
        insert_user(person)


@pytest.fixture(params=["post", "comment"])
def item(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The noun and the id of something that can be liked."""
    post_id = carry_out(new_post()).resource_id
    return request.param, post_id if request.param == "post" else carry_out(new_comment(post_id)).resource_id


def who_likes(item_id: str) -> set[str]:
    return {each["user_id"] for each in likes.who_likes(item_id, 100)}


STEPS = st.lists(st.tuples(st.sampled_from(PEOPLE), st.booleans()), min_size=1, max_size=8)


@pytest.mark.parametrize("is_batch", [True, False], ids=["in batches", "one by one"])
def test_the_one_accepted_last_counts_in_any_order_and_twice(item: tuple[str, str], is_batch: bool) -> None:
    noun, item_id = item

    @few
    @given(in_any_order(STEPS))
    def play(drawn: tuple[list[tuple[str, bool]], list[int]]) -> None:
        steps, numbers = drawn
        writes = [like(noun, item_id, person, is_over=is_over) for person, is_over in steps]
        order = [writes[n] for n in numbers]
        if is_batch:
            carry_out_together(order)
        for write in order:
            assert carry_out(write).state == "applied"
        last = dict(steps)
        expected = (who_likes(item_id) - set(last)) | {person for person, is_over in last.items() if not is_over}
        assert who_likes(item_id) == expected
        assert stored(f"{noun}s", item_id)["like_count"] == len(expected)

    play()


def test_a_batch_says_how_many_like_it_after_each_write(item: tuple[str, str]) -> None:
    noun, item_id = item
    before = stored(f"{noun}s", item_id)["version"]
    carry_out_together(
        [like(noun, item_id, person) for person in PEOPLE] + [like(noun, item_id, PEOPLE[0], is_over=True)]
    )
    outcomes = [
        note["outcome"]["event"] for note in collection("ledger").find({}).sort("seq", 1) if note["outcome"]["event"]
    ]
    told = [(each["type"], each["like_count"]) for each in outcomes if each["type"].startswith("like.")]
    assert told == [*(("like.created", n) for n in range(1, 5)), ("like.deleted", 3)]
    assert stored(f"{noun}s", item_id)["version"] == before + 1


def test_what_changes_nothing_tells_nothing(item: tuple[str, str]) -> None:
    noun, item_id = item
    for is_over in (True, False, False):
        assert carry_out(like(noun, item_id, is_over=is_over)).state == "applied"
    assert collection("ledger").count_documents({"outcome.event.type": {"$regex": "^like"}}) == 1


def test_a_like_of_what_is_deleted_changes_nothing_and_is_refused_if_it_came_later(item: tuple[str, str]) -> None:
    noun, item_id = item
    before, gone, after = like(noun, item_id), delete(noun, item_id), like(noun, item_id)
    assert [carry_out(write).state for write in (gone, before)] == ["applied", "applied"]
    refused = carry_out(after)
    assert refused.state == "rejected" and refused.problem and refused.problem["status"] == 404
    assert who_likes(item_id) == set()


def test_a_wrong_counter_is_found_and_mended(item: tuple[str, str]) -> None:
    noun, item_id = item
    carry_out(like(noun, item_id))
    collection(f"{noun}s").update_one({"_id": item_id}, {"$inc": {"like_count": 5}})
    wrong = [name for _, names in drift.wrong_counters("") for name in names]
    assert wrong == [f"{noun}:{item_id}"] and drift.recount(wrong) == 1
    assert stored(f"{noun}s", item_id)["like_count"] == 1


def test_likes_go_with_what_they_are_of_and_withdrawn_ones_after_their_retention(
    item: tuple[str, str], system: Settings
) -> None:
    noun, item_id = item
    carry_out(like(noun, item_id))
    carry_out(like(noun, item_id, PEOPLE[0], is_over=True))
    over_ms = now_ms() - system.retention_deleted_s * 1000 - HOUR_MS
    collection("likes").update_one({"deleted": True}, {"$set": {"deleted_ms": over_ms}})
    assert cleanup.clean_up("deleted-likes") == 1
    assert left("likes") == {likes.id_of(ADA, item_id)}
    deleted_ago(f"{noun}s", item_id, system.retention_deleted_s * 1000 + HOUR_MS)
    assert cleanup.clean_up(f"deleted-{noun}s") == 1
    assert left("likes") == set()


def test_likes_of_what_never_was_are_orphans() -> None:
    carry_out(like("post", carry_out(new_post()).resource_id))
    collection("posts").delete_many({})
    assert cleanup.clean_up("orphans") == 1 and left("likes") == set()
