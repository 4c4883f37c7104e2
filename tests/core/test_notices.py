"""Notices: who is told of what, once, and what becomes of it."""

import random
from typing import Any

import pytest

from core.content import inbox, inbox_choices, notices
from core.identity import accounts
from core.maintenance import retention
from core.platform.ids import NOBODY
from core.platform.settings import Settings
from core.servers.mongo import collection, db
from core.writes.journal import Write
from tasks import cleanup
from tests.support.journal_writes import (
    ADA,
    BOB,
    accept,
    carry_out,
    carry_out_together,
    delete,
    insert_user,
    like,
    new_comment,
    new_post,
    new_reply,
    stored,
)

EVE = "e" * 24


@pytest.fixture(autouse=True)
def people(system: Settings) -> None:
    for user_id, name in ((ADA, "Ada"), (BOB, "Bob"), (EVE, "Eve")):
        insert_user(user_id, name)


@pytest.fixture
def post_id() -> str:
    """A post of Ada's."""
    return carry_out(new_post()).resource_id


def shown(user_id: str) -> list[dict[str, Any]]:
    return inbox.page(user_id, 100, None)[0]


def told(user_id: str) -> list[tuple[str, list[str], int]]:
    return [(each["kind"], [who["name"] for who in each["actors"]], each["other_count"]) for each in shown(user_id)]


def events_of(write: Write) -> list[str]:
    note = db()["ledger"].find_one({"_id": write.id})
    assert note
    return [each["user_id"] for each in note["outcome"].get("also", ()) if each["type"] == "inbox.updated"]


def test_an_answer_tells_whose_post_or_comment_it_is_and_nobody_else(post_id: str) -> None:
    comment = carry_out(new_comment(post_id, "Hello", actor=BOB))
    reply = carry_out(new_reply(post_id, comment.resource_id, actor=EVE))
    assert told(ADA) == [("reply", ["Bob"], 0)] and told(BOB) == [("reply", ["Eve"], 0)] and told(EVE) == []
    assert (events_of(comment), events_of(reply)) == ([ADA], [BOB])
    assert [(each["comment_id"], each["post_id"], each["excerpt"]) for each in shown(ADA)] == [
        (comment.resource_id, post_id, "Hello")
    ]


def test_nobody_is_told_of_what_they_do_themselves(post_id: str) -> None:
    own = carry_out(new_comment(post_id))
    carry_out(like("post", post_id))
    assert told(ADA) == [] and events_of(own) == []


def test_who_is_answered_and_mentioned_in_one_comment_is_told_once(post_id: str) -> None:
    collection("handles").insert_one({"_id": "ada", "user_id": ADA, "until": None})
    carry_out(new_comment(post_id, "Look, @ada", actor=BOB))
    assert told(ADA) == [("reply", ["Bob"], 0)]
    carry_out(new_reply(post_id, carry_out(new_comment(post_id, actor=BOB)).resource_id, "And @ada", actor=EVE))
    assert [kind for kind, _, _ in told(ADA)] == ["mention", "reply", "reply"]


def test_likes_of_one_item_are_one_notice_that_names_the_latest(post_id: str) -> None:
    crowd = [insert_user(f"{n:024x}", f"Fan {n}") for n in range(1, 6)]
    carry_out_together([like("post", post_id, who) for who in crowd])
    assert told(ADA) == [("like", ["Fan 5", "Fan 4", "Fan 3"], 2)]
    carry_out(like("post", post_id, crowd[4], is_over=True))
    assert told(ADA) == [("like", ["Fan 4", "Fan 3"], 2)]
    carry_out_together([like("post", post_id, who, is_over=True) for who in crowd[:4]])
    assert told(ADA) == [] and collection("notices").count_documents({}) == 0


def test_whatever_comes_of_likes_and_withdrawals_the_notice_names_who_likes(post_id: str) -> None:
    crowd, chosen = [insert_user(f"{n:024x}", f"Fan {n}") for n in range(1, 4)], random.Random(7)
    writes = [like("post", post_id, chosen.choice(crowd), is_over=chosen.random() < 0.5) for _ in range(40)]
    for start in range(0, 40, 5):
        carry_out_together(writes[start : start + 5])
    likers = {each["user_id"] for each in collection("likes").find({"item_id": post_id, "deleted": False})}
    stored = collection("notices").find_one({"user_id": ADA})
    assert set(stored["actor_ids"] if stored else ()) == likers


def test_who_has_blocked_somebody_hears_nothing_of_them(post_id: str) -> None:
    carry_out(accept("user.block", ADA, {}, resource_id=BOB))
    carry_out(new_comment(post_id, actor=BOB))
    carry_out(like("post", post_id, BOB))
    assert told(ADA) == []


def test_carried_out_twice_it_is_told_once(post_id: str) -> None:
    comment = new_comment(post_id, actor=BOB)
    for _ in range(2):
        carry_out(comment)
    assert told(ADA) == [("reply", ["Bob"], 0)]


def test_what_is_gone_is_not_told_of_any_more(post_id: str) -> None:
    comment = carry_out(new_comment(post_id, actor=BOB)).resource_id
    carry_out(new_reply(post_id, comment, actor=EVE))
    carry_out(delete("comment", comment, actor=BOB))
    assert told(ADA) == []
    carry_out(new_comment(post_id, actor=BOB))
    carry_out(delete("post", post_id))
    assert told(ADA) == [] and told(BOB) == []
    collection("posts").update_one({"_id": post_id}, {"$set": {"deleted_ms": 1}})
    for name in ("comments", "posts"):
        retention.purge(name, [post_id, comment])
    assert collection("notices").count_documents({"item_id": post_id}) == 0


def test_unread_is_what_came_after_the_mark_which_only_goes_up(post_id: str) -> None:
    carry_out(new_comment(post_id, actor=BOB))
    carry_out(like("post", post_id, EVE))
    latest_ms, first_ms = (each["at_ms"] for each in notices.told(inbox_choices.choices_of(ADA), 2))
    assert notices.unread_count(inbox_choices.choices_of(ADA)) == 2
    for until_ms in (latest_ms, first_ms):
        carry_out(accept("user.read_inbox", ADA, {"until_ms": until_ms}, resource_id=ADA))
    assert notices.unread_count(inbox_choices.choices_of(ADA)) == 0 and not any(
        each["is_unread"] for each in shown(ADA)
    )
    carry_out(like("post", post_id, BOB))
    assert [each["is_unread"] for each in shown(ADA)] == [True, False]


def test_of_two_choices_the_one_accepted_last_counts(post_id: str) -> None:
    carry_out(new_comment(post_id, actor=BOB))
    off, on = (accept("user.set_inbox", ADA, {"kinds": {"reply": is_on}}, resource_id=ADA) for is_on in (False, True))
    carry_out(on)
    carry_out(off)
    assert inbox_choices.choices_of(ADA).kinds["reply"] and len(told(ADA)) == 1
    carry_out(accept("user.set_inbox", ADA, {"kinds": {"reply": False}}, resource_id=ADA))
    assert told(ADA) == [] and notices.unread_count(inbox_choices.choices_of(ADA)) == 0


def test_pages_skip_and_repeat_nothing(post_id: str) -> None:
    for n in range(7):
        carry_out(new_comment(post_id, f"Comment {n}", actor=BOB))
    found, before = list[str](), None
    while True:
        items, before = inbox.page(ADA, 3, before)
        found += [each["excerpt"] for each in items]
        if before is None:
            break
    assert found == [f"Comment {n}" for n in reversed(range(7))]


@pytest.fixture
def comment_id(post_id: str) -> str:
    """A comment of Bob's on that; Eve is a moderator."""
    accounts.set_role(EVE, accounts.MODERATOR, has=True)
    return carry_out(new_comment(post_id, "$actor_ids " + "x" * 300, actor=BOB)).resource_id


def removed(user_id: str) -> list[dict[str, Any]]:
    return [each for each in shown(user_id) if each["kind"] == "moderation"]


@pytest.mark.parametrize("is_batch", [True, False], ids=["in a batch", "one by one"])
def test_what_a_moderator_removes_is_told_to_its_author_once_with_its_beginning(
    post_id: str, comment_id: str, is_batch: bool
) -> None:
    writes = [delete("comment", comment_id, EVE), delete("post", post_id, EVE)]
    if is_batch:
        carry_out_together(writes)
    for write in (*writes, *writes):
        assert carry_out(write).state == "applied"
    assert [events_of(each) for each in writes] == [[BOB], [ADA]]
    assert [(each["post_id"], each["comment_id"], each["excerpt"]) for each in removed(ADA)] == [
        (None, None, "A title")
    ]
    assert [(each["comment_id"], each["excerpt"]) for each in removed(BOB)] == [(comment_id, "$actor_ids " + "x" * 189)]
    assert notices.unread_count(inbox_choices.choices_of(BOB)) == 1


def test_nobody_hears_which_moderator_it_was(post_id: str, comment_id: str) -> None:
    write = carry_out(delete("comment", comment_id, EVE))
    assert told(BOB) == [("moderation", [], 0)]
    assert EVE not in str(collection("notices").find_one({"user_id": BOB}))
    note = collection("ledger").find_one({"_id": write.id})
    assert note and {each["actor_id"] for each in (note["outcome"]["event"], *note["outcome"]["also"])} == {NOBODY}


def test_a_removed_comment_leads_to_its_post_while_that_is_there(post_id: str, comment_id: str) -> None:
    reply_id = carry_out(new_reply(post_id, comment_id, actor=ADA)).resource_id
    for each in (comment_id, reply_id):
        carry_out(delete("comment", each, EVE))
    for reader in (ADA, BOB):
        assert [each["post_id"] for each in removed(reader)] == [post_id]
    carry_out(delete("post", post_id))
    assert [each["post_id"] for each in removed(ADA)] == [None]


def test_what_one_deletes_oneself_is_nothing_to_be_told_of(post_id: str, comment_id: str) -> None:
    theirs = carry_out(new_comment(post_id, actor=EVE)).resource_id
    for item_id, who in ((theirs, EVE), (comment_id, BOB)):
        note = stored("ledger", carry_out(delete("comment", item_id, who)).id)
        assert note["outcome"]["event"]["actor_id"] == who
    assert removed(BOB) == [] and removed(EVE) == []


@pytest.mark.parametrize("first", [BOB, EVE])
def test_of_two_who_delete_it_the_first_decides(post_id: str, comment_id: str, first: str) -> None:
    writes = {who: delete("comment", comment_id, who) for who in (BOB, EVE)}
    for who in (first, BOB, EVE):
        carry_out(writes[who])
    assert len(removed(BOB)) == (first == EVE)


def test_a_block_does_not_hide_what_a_moderator_does_and_a_choice_does(post_id: str, comment_id: str) -> None:
    carry_out(accept("user.block", BOB, {}, resource_id=EVE))
    carry_out(delete("comment", comment_id, EVE))
    assert len(removed(BOB)) == 1
    carry_out(accept("user.set_inbox", BOB, {"kinds": {"moderation": False}}, resource_id=BOB))
    assert told(BOB) == []


def test_the_beginning_goes_with_what_was_removed_and_with_whom_it_was_kept_for(post_id: str, comment_id: str) -> None:
    for noun, item_id in (("comment", comment_id), ("post", post_id)):
        carry_out(delete(noun, item_id, EVE))
    collection("comments").update_one({"_id": comment_id}, {"$set": {"deleted_ms": 1}})
    retention.purge("comments", [comment_id])
    assert removed(BOB) == [] and len(removed(ADA)) == 1
    collection("users").delete_one({"_id": ADA})
    cleanup.clean_up("orphans")
    assert collection("notices").count_documents({"excerpt": {"$exists": True}}) == 0
