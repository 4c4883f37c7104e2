"""Locked discussions: of a lock and its end the one accepted last counts, and no comment from before it is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.content import posts
from core.platform.ids import NOBODY
from core.platform.settings import Settings
from core.servers.mongo import collection
from core.writes import events, journal
from core.writes.journal import Write
from tests.support.held import MODERATOR, approve, insert_moderator
from tests.support.journal_writes import (
    ADA,
    BOB,
    accept,
    carry_out,
    carry_out_together,
    delete,
    edit_comment,
    insert_user,
    like,
    new_comment,
    new_post,
    new_reply,
    states,
    stored,
)
from tests.support.orders import in_any_order
from tests.support.removals import check_all_counts

few = examples(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True)
def people(system: Settings) -> None:
    """Ada writes posts, Bob comments; there is a moderator."""
    for each in (ADA, BOB):
        insert_user(each)
    insert_moderator()


@pytest.fixture
def post_id() -> str:
    return carry_out(new_post()).resource_id


def lock(post_id: str, actor: str = MODERATOR, *, is_over: bool = False) -> Write:
    """An accepted lock, or its end."""
    body = {} if is_over else {"note": "Too hot"}
    return accept(f"post.{'unlock' if is_over else 'lock'}", actor, body, resource_id=post_id)


def comment(post_id: str, actor: str = BOB) -> Write:
    return new_comment(post_id, actor=actor)


def title_of(write: Write) -> str:
    """Why this write was refused."""
    problem = journal.get(write.id).problem
    return str(problem["title"]) if problem else ""


STEPS = st.lists(st.sampled_from(["lock", "unlock", "comment", "comment of a moderator"]), min_size=2, max_size=8)
MAKE: dict[str, Callable[[str], Write]] = {
    "lock": lock,
    "unlock": lambda post_id: lock(post_id, is_over=True),
    "comment": comment,
    "comment of a moderator": lambda post_id: comment(post_id, MODERATOR),
}
Accepted = list[tuple[str, Write]]


def check(post_id: str, accepted: Accepted) -> None:
    """The lock is what was accepted last; whoever came before the first lock, or moderates, has commented; the counter
    is exact."""
    locks = [(step, write) for step, write in accepted if step in ("lock", "unlock")]
    post = stored("posts", post_id)
    last = locks[-1] if locks else ("unlock", None)
    assert post.get("locked", False) == posts.get(post_id).is_locked() == (last[0] == "lock")
    assert post["seqs"].get("locked") == (last[1].seq if last[1] else None)
    first_seq = next((write.seq for step, write in locks if step == "lock"), None)
    for step, write in accepted:
        if step == "comment of a moderator" or (step == "comment" and (first_seq is None or write.seq < first_seq)):
            assert journal.get(write.id).state == "applied"
    there = collection("comments").count_documents({"post_id": post_id})
    applied = [write for step, write in accepted if step.startswith("comment") and states([write]) == ["applied"]]
    assert post["comment_count"] == there == len(applied)


@pytest.mark.parametrize("is_batch", [True, False], ids=["in batches", "one by one"])
def test_the_lock_accepted_last_counts_and_comments_from_before_stand_in_any_order(is_batch: bool) -> None:
    @few
    @given(in_any_order(STEPS))
    def play(drawn: tuple[list[str], list[int]]) -> None:
        steps, at = drawn
        post_id = carry_out(new_post()).resource_id
        accepted = [(step, MAKE[step](post_id)) for step in steps]
        order = [accepted[n] for n in at]
        if is_batch:
            carry_out_together([write for _, write in order])
        locked_seq, is_locked = 0, False
        for n, (step, write) in enumerate(order):
            done = carry_out(write)
            if is_batch or (step, write) in order[:n]:
                continue
            is_late = step == "comment" and is_locked and locked_seq < write.seq
            assert (done.state, title_of(write)) == (("rejected", "Thread locked") if is_late else ("applied", ""))
            if step in ("lock", "unlock") and write.seq > locked_seq:
                locked_seq, is_locked = write.seq, step == "lock"
        check(post_id, accepted)
        check_all_counts()

    play()


def test_a_batch_counts_what_may_stand_and_nothing_else(post_id: str) -> None:
    other_id, gone_id = (carry_out(new_post()).resource_id for _ in range(2))
    before, closing, after = comment(post_id), lock(post_id), comment(post_id)
    carry_out(delete("post", gone_id))
    batch = [before, after, comment(other_id), comment(gone_id), comment(other_id), comment(post_id, MODERATOR)]
    carry_out(closing)
    carry_out_together(batch)
    assert [title_of(each) for each in batch] == ["", "Thread locked", "", "Not found", "", ""]
    assert [stored("posts", each)["comment_count"] for each in (post_id, other_id, gone_id)] == [2, 2, 0]


def test_replies_are_refused_and_so_is_an_answer_to_what_was_refused(post_id: str) -> None:
    top = carry_out(comment(post_id)).resource_id
    carry_out(lock(post_id))
    reply, late = new_reply(post_id, top, actor=BOB), comment(post_id)
    answer = new_reply(post_id, late.resource_id, actor=MODERATOR)
    carry_out_together([reply, late, answer])
    assert [title_of(each) for each in (reply, late, answer)] == ["Thread locked", "Thread locked", "Not found"]
    assert (stored("posts", post_id)["comment_count"], stored("comments", top)["reply_count"]) == (1, 0)
    assert carry_out(new_reply(post_id, top, actor=MODERATOR)).state == "applied"
    assert stored("comments", top)["reply_count"] == 1


def test_what_there_is_goes_on_being_liked_edited_and_deleted(post_id: str) -> None:
    mine, other = (carry_out(comment(post_id)).resource_id for _ in range(2))
    carry_out(lock(post_id))
    done = [like("post", post_id, BOB), like("comment", mine), edit_comment(mine, "Edited", BOB)]
    done.append(delete("comment", other, BOB))
    assert [carry_out(each).state for each in done] == ["applied"] * 4
    assert stored("comments", mine)["content"] == "Edited" and stored("posts", post_id)["comment_count"] == 1


def test_each_change_is_told_and_in_the_audit_log_once(post_id: str) -> None:
    since = events.bounds()[1]
    changes = [lock(post_id), lock(post_id), lock(post_id, is_over=True)]
    for write in [*changes, changes[0]]:
        assert carry_out(write).state == "applied"
    told = [(each.kind, each.body["actor_id"]) for each in events.since(since)]
    assert told == [("post.locked", NOBODY), ("post.unlocked", NOBODY)]
    noted = [(each["act"], each["who"], each["why"], each["after"]) for each in collection("audit").find({})]
    assert noted == [
        ("post.lock", MODERATOR, "Too hot", {"is_locked": True}),
        ("post.unlock", MODERATOR, "", {"is_locked": False}),
    ]


@pytest.mark.parametrize("is_over", [False, True], ids=["lock", "unlock"])
def test_only_moderators_lock(post_id: str, is_over: bool) -> None:
    carry_out(lock(post_id, is_over=not is_over))
    write = lock(post_id, ADA, is_over=is_over)
    assert carry_out(write).state == "rejected" and title_of(write) == "Not a moderator"
    assert stored("posts", post_id)["locked"] != (not is_over)


def test_a_deleted_post_is_not_locked(post_id: str) -> None:
    before, gone, after = lock(post_id), delete("post", post_id), lock(post_id)
    assert [carry_out(each).state for each in (gone, before, after)] == ["applied", "applied", "rejected"]
    assert title_of(after) == "Not found" and "locked" not in stored("posts", post_id)


def test_a_moderator_shows_what_was_held_also_where_it_is_locked(
    post_id: str, configure: Callable[..., Settings]
) -> None:
    configure(hold="first")
    waiting = carry_out(comment(post_id))
    assert waiting.held == ("first",)
    closing, late = lock(post_id), comment(post_id)
    early_body: dict[str, Any] = stored("held", waiting.resource_id)["body"]
    carry_out(closing)
    assert carry_out(late).state == "rejected" and title_of(late) == "Thread locked"
    assert carry_out(approve("comment", waiting.resource_id)).state == "applied"
    assert stored("comments", waiting.resource_id)["content"] == early_body["content"]
    assert stored("posts", post_id)["comment_count"] == 1


def test_posts_from_before_are_not_locked(post_id: str) -> None:
    assert "locked" not in stored("posts", post_id) and not posts.get(post_id).is_locked()
