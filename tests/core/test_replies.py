"""Replies: each stands where it belongs and is counted there, and a deleted comment with replies keeps its place."""

from collections.abc import Callable

import pytest

from core.content import comments
from core.maintenance import drift
from core.platform.problems import Problem
from core.platform.settings import Settings
from core.reads import cache, feeds
from core.reads.indexes import Index
from core.reads.spans import Span
from core.servers.cache_partitions import key as cache_key
from core.servers.mongo import collection
from core.servers.redis import cache_store
from core.writes.journal import Write
from tests.support.journal_writes import (
    ADA,
    BOB,
    carry_out,
    carry_out_together,
    delete,
    insert_user,
    new_comment,
    new_post,
    new_reply,
    states,
    stored,
)
from tests.support.simulation.serial_model import walk


@pytest.fixture(autouse=True)
def people(system: Settings) -> None:
    insert_user(ADA)
    insert_user(BOB, "Bob")


@pytest.fixture
def post_id() -> str:
    return carry_out(new_post()).resource_id


def comment(post_id: str) -> str:
    return carry_out(new_comment(post_id)).resource_id


def reply(post_id: str, to: str) -> str:
    write = carry_out(new_reply(post_id, to))
    assert write.state == "applied", write.problem
    return write.resource_id


def thread(post_id: str) -> list[str]:
    return [each["id"] for each in walk(f"comments:{post_id}", "oldest", 2)]


def replies_to(comment_id: str) -> list[str]:
    return [each["id"] for each in walk(f"replies:{comment_id}", "oldest", 2)]


def remove(comment_id: str) -> None:
    assert carry_out(delete("comment", comment_id)).state == "applied"


def counts(post_id: str, *comment_ids: str) -> list[int]:
    return [
        stored("posts", post_id)["comment_count"],
        *(stored("comments", each)["reply_count"] for each in comment_ids),
    ]


def is_right() -> bool:
    return not [name for _, names in drift.wrong_counters("") for name in names]


def test_a_reply_is_below_what_it_answers_and_counts_for_the_post_as_well(post_id: str) -> None:
    first, second = comment(post_id), comment(post_id)
    answers = [reply(post_id, first) for _ in range(3)]
    deeper = reply(post_id, answers[0])
    assert thread(post_id) == [first, second]
    assert [replies_to(each) for each in (first, second, answers[0], deeper)] == [answers, [], [deeper], []]
    assert counts(post_id, first, answers[0], deeper) == [6, 3, 1, 0] and is_right()
    assert stored("comments", deeper)["path"] == [first, answers[0]]


@pytest.mark.parametrize(("levels", "depths"), [(1, [0, 0, 0, 0]), (3, [0, 1, 2, 2]), (6, [0, 1, 2, 3])])
def test_a_reply_beyond_the_last_level_stands_beside_what_it_answers(
    configure: Callable[..., Settings], system: Settings, levels: int, depths: list[int]
) -> None:
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, reply_levels_max=levels)
    post_id = carry_out(new_post()).resource_id
    branch = [comment(post_id)]
    for _ in range(3):
        branch.append(reply(post_id, branch[-1]))
    assert [len(stored("comments", each)["path"]) for each in branch] == depths
    assert [stored("comments", each)["reply_to_id"] for each in branch] == [None, *branch[:-1]]
    assert counts(post_id)[0] == 4 and is_right()


def test_fewer_levels_later_put_new_replies_on_the_last_one(
    configure: Callable[..., Settings], system: Settings
) -> None:
    post_id = carry_out(new_post()).resource_id
    branch = [comment(post_id)]
    for _ in range(4):
        branch.append(reply(post_id, branch[-1]))
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, reply_levels_max=2)
    late = reply(post_id, branch[-1])
    assert stored("comments", late)["path"] == branch[:1] and late in replies_to(branch[0])


def test_a_deleted_comment_with_replies_keeps_its_place_without_text_and_author(post_id: str) -> None:
    first = comment(post_id)
    answer = reply(post_id, first)
    remove(first)
    (shown,) = walk(f"comments:{post_id}", "oldest", 2)
    assert [shown[name] for name in ("id", "author", "content", "content_html", "is_deleted", "reply_count")] == [
        first, None, "", "", True, 1,
    ]  # fmt: skip
    assert stored("comments", first)["content"] == ""
    assert replies_to(first) == [answer] and counts(post_id) == [1] and is_right()
    with pytest.raises(Problem):
        comments.get_written(first)


def test_placeholders_go_with_their_last_reply_up_to_the_top(post_id: str) -> None:
    branch = [comment(post_id)]
    for _ in range(3):
        branch.append(reply(post_id, branch[-1]))
    other = comment(post_id)
    for each in branch[:3]:
        remove(each)
    assert thread(post_id) == [branch[0], other] and counts(post_id, *branch[:3]) == [2, 1, 1, 1]
    remove(branch[3])
    assert thread(post_id) == [other] and counts(post_id) == [1] and is_right()
    assert all(stored("comments", each)["deleted"] for each in branch)
    with pytest.raises(Problem):
        feeds.page(Index.replies(branch[0]), Span())


def test_a_placeholder_stays_for_the_other_reply(post_id: str) -> None:
    first = comment(post_id)
    answers = [reply(post_id, first) for _ in range(2)]
    remove(first)
    remove(answers[0])
    assert thread(post_id) == [first] and replies_to(first) == answers[1:] and is_right()


@pytest.mark.parametrize("is_second_time", [False, True])
def test_who_deletes_a_comment_twice_is_told_that_it_is_gone(post_id: str, is_second_time: bool) -> None:
    first = comment(post_id)
    reply(post_id, first)
    both = [delete("comment", first), delete("comment", first)]
    for write in reversed(both) if is_second_time else both:
        carry_out(write)
    assert counts(post_id, first) == [1, 1] and is_right()


@pytest.mark.parametrize("state", ["deleted", "placeholder"])
def test_what_is_deleted_cannot_be_answered(post_id: str, state: str) -> None:
    first = comment(post_id)
    if state == "placeholder":
        reply(post_id, first)
    remove(first)
    refused = carry_out(new_reply(post_id, first))
    assert refused.state == "rejected" and refused.problem and refused.problem["status"] == 404
    assert is_right()


def test_a_comment_on_another_post_cannot_be_answered_here(post_id: str) -> None:
    elsewhere = comment(carry_out(new_post()).resource_id)
    refused = carry_out(new_reply(post_id, elsewhere))
    assert refused.state == "rejected" and refused.problem
    assert [refused.problem["status"], refused.problem["errors"][0]["pointer"]] == [422, "/parent_id"]
    assert counts(post_id) == [0] and is_right()


def test_a_thread_in_one_batch_in_any_order(post_id: str) -> None:
    writes: list[Write] = [new_comment(post_id)]
    for _ in range(4):
        writes.append(new_reply(post_id, writes[-1].resource_id))
    for _ in range(6):
        carry_out_together(list(reversed(writes)))
    assert states(writes) == ["applied"] * 5
    assert counts(post_id, *(each.resource_id for each in writes)) == [5, 1, 1, 1, 1, 0] and is_right()


def test_replies_to_a_refused_comment_are_refused_and_the_rest_of_the_batch_is_not(post_id: str) -> None:
    gone = carry_out(new_post()).resource_id
    carry_out(delete("post", gone))
    lost, kept = new_comment(gone), new_comment(post_id)
    writes = [lost, kept, new_reply(gone, lost.resource_id), new_reply(post_id, kept.resource_id)]
    for _ in range(3):
        carry_out_together(writes)
    assert states(writes) == ["rejected", "applied", "rejected", "applied"] and is_right()


def test_replies_are_out_of_sight_with_their_post(post_id: str) -> None:
    first = comment(post_id)
    reply(post_id, first)
    assert replies_to(first)
    carry_out(delete("post", post_id))
    for _ in range(2):
        with pytest.raises(Problem):
            feeds.page(Index.replies(first), Span())
        cache_store().flushdb()


def test_comments_from_before_there_were_replies_can_be_answered(post_id: str) -> None:
    first = comment(post_id)
    new = dict.fromkeys(("path", "parent_id", "reply_to_id", "reply_count", "removed"), "")
    collection("comments").update_one({"_id": first}, {"$unset": new})
    cache_store().flushdb()
    assert thread(post_id) == [first] and is_right()
    answer = reply(post_id, first)
    assert replies_to(first) == [answer] and counts(post_id, first) == [2, 1] and is_right()


def test_a_wrong_count_of_replies_is_found_and_mended(post_id: str) -> None:
    first = comment(post_id)
    reply(post_id, first)
    collection("comments").update_one({"_id": first}, {"$set": {"reply_count": 7}})
    assert drift.recount([f"comment:{first}"]) == 1 and counts(post_id, first) == [2, 1] and is_right()


def test_an_item_that_another_version_has_put_in_another_shape_is_not_shown(post_id: str) -> None:
    first = comment(post_id)
    assert cache.cached([f"comment:{first}"])
    cache_store().hset(cache_key("comment", first), mapping={"shape": "1", "body": "{}"})
    assert not cache.cached([f"comment:{first}"])
    assert thread(post_id) == [first] and comments.get(first).path() == []
