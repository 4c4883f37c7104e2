"""What is held: nobody else reads it or is told of it until a moderator approves it; then everybody is, once."""

from collections.abc import Callable
from typing import Any

import pytest

from core.content import posts
from core.platform.problems import Problem
from core.platform.settings import Settings
from core.reads import feeds
from core.reads.indexes import Index
from core.reads.spans import Span
from core.servers.mongo import db
from core.writes import events, journal
from core.writes.journal import Write
from tasks import writes as write_tasks
from tests.support.held import approve, insert_moderator, reject
from tests.support.journal_writes import (
    ADA,
    BOB,
    accept,
    carry_out,
    carry_out_together,
    delete,
    edit_post,
    insert_user,
    like,
    new_comment,
    new_post,
    new_reply,
    states,
    stored,
)


@pytest.fixture(autouse=True)
def people(configure: Callable[..., Settings], system: Settings) -> None:
    for each in (ADA, BOB):
        insert_user(each)
    insert_moderator()
    configure(hold="first")


def held_post(**more: Any) -> Write:
    """A post that waits."""
    return carry_out(new_post(**more))


def feed() -> list[str]:
    """What the feed shows, as JSON."""
    return [feeds.page(Index.feed(), Span()).items.decode()]


def heard(since: int) -> list[str]:
    """The kinds of the events since then."""
    return [event.kind for event in events.since(since)]


def test_a_held_post_is_stored_nowhere_else_and_nobody_hears_of_it() -> None:
    before = events.bounds()[1]
    write = held_post()
    assert (write.state, write.held) == ("applied", ("first",))
    assert stored("held", write.resource_id)["body"] == {"title": "A title", "content": "Some content"}
    assert db()["posts"].count_documents({}) == 0
    assert feed() == ["[]"]
    assert heard(before) == []
    with pytest.raises(Problem):
        posts.get(write.resource_id)


def test_an_approved_post_appears_with_its_event_and_as_new() -> None:
    write, since = held_post(), events.bounds()[1]
    shown = carry_out(approve("post", write.resource_id))
    assert shown.state == "applied"
    post = stored("posts", write.resource_id)
    assert (post["author_id"], post["created_ms"], post["rev"]) == (ADA, shown.at_ms, 1)
    assert write.resource_id in feed()[0]
    assert [(each.kind, each.body["actor_id"]) for each in events.since(since)] == [("post.created", ADA)]
    assert db()["held"].count_documents({}) == 0
    entry = db()["audit"].find_one({"act": "post.approve"})
    assert entry and entry["subject"] == write.resource_id


def test_who_has_something_shown_is_held_no_more() -> None:
    first, second = held_post(), held_post()
    assert second.held == ("first",)
    carry_out(approve("post", first.resource_id))
    assert carry_out(new_post()).held == ()
    assert carry_out(new_post(actor=BOB)).held == ("first",)


def test_an_approval_takes_effect_once() -> None:
    write, since = held_post(), events.bounds()[1]
    both = [approve("post", write.resource_id) for _ in range(2)]
    carry_out_together(both)
    for each in both:
        write_tasks.carry_out([each])
    assert states(both) == ["applied", "rejected"]
    assert heard(since) == ["post.created"]
    assert db()["posts"].count_documents({}) == 1


def test_an_approval_is_of_what_the_moderator_has_read() -> None:
    write = held_post()
    decision = approve("post", write.resource_id)
    carry_out(edit_post(write.resource_id, content="Buy this"))
    refused = carry_out(decision)
    assert refused.problem and refused.problem["status"] == 412
    assert db()["posts"].count_documents({}) == 0


def test_only_moderators_decide() -> None:
    write = held_post()
    for decision in (approve("post", write.resource_id, actor=ADA), reject("post", write.resource_id, actor=BOB)):
        problem = carry_out(decision).problem
        assert problem and problem["status"] == 403
    problem = carry_out(approve("comment", write.resource_id)).problem
    assert problem and problem["status"] == 404


def test_its_author_edits_and_deletes_it_while_it_waits() -> None:
    write = held_post()
    edited = carry_out(edit_post(write.resource_id, title="Better"))
    assert edited.held == ("first",)
    assert stored("held", write.resource_id)["body"]["title"] == "Better"
    assert carry_out(edit_post(write.resource_id, actor=BOB, title="Mine")).state == "rejected"
    assert carry_out(delete("post", write.resource_id, actor=BOB)).state == "rejected"
    assert carry_out(delete("post", write.resource_id)).state == "applied"
    assert db()["held"].count_documents({}) == 0
    assert carry_out(approve("post", write.resource_id)).state == "rejected"


def test_the_last_accepted_edit_wins_in_any_order() -> None:
    write = held_post()
    older, newer = edit_post(write.resource_id, title="Older"), edit_post(write.resource_id, title="Newer")
    carry_out(newer)
    late = edit_post(write.resource_id, title="Latest")
    carry_out(approve("post", write.resource_id))
    carry_out(older)
    assert stored("posts", write.resource_id)["title"] == "Newer"
    carry_out(late)
    assert stored("posts", write.resource_id)["title"] == "Latest"


def test_a_write_and_the_edit_of_what_it_creates_are_held_in_one_batch() -> None:
    write = new_post()
    edit = edit_post(write.resource_id, title="Better")
    carry_out_together([write, edit])
    assert [journal.get(each.id).held for each in (write, edit)] == [("first",)] * 2
    assert stored("held", write.resource_id)["body"]["title"] == "Better"


def test_nobody_comments_on_likes_or_answers_what_is_held(configure: Callable[..., Settings]) -> None:
    write = held_post()
    for each in (new_comment(write.resource_id), like("post", write.resource_id, actor=BOB)):
        problem = carry_out(each).problem
        assert problem and problem["status"] == 404
    configure(hold="none")
    post = carry_out(new_post())
    configure(hold="all")
    comment = carry_out(new_comment(post.resource_id, actor=BOB))
    answer = carry_out(new_reply(post.resource_id, comment.resource_id))
    assert answer.problem and answer.problem["status"] == 404
    assert stored("posts", post.resource_id)["comment_count"] == 0


def test_a_held_comment_counts_and_is_told_of_when_it_is_approved(configure: Callable[..., Settings]) -> None:
    configure(hold="none")
    post = carry_out(new_post())
    configure(hold="first")
    comment = carry_out(new_comment(post.resource_id, actor=BOB))
    assert comment.held == ("first",)
    assert db()["notices"].count_documents({}) == 0
    since = events.bounds()[1]
    carry_out(approve("comment", comment.resource_id))
    assert heard(since) == ["comment.created", "inbox.updated"]
    assert stored("posts", post.resource_id)["comment_count"] == 1
    notice = db()["notices"].find_one({})
    assert notice and (notice["user_id"], notice["actor_ids"]) == (ADA, [BOB])


def test_a_comment_on_a_post_that_is_gone_is_not_shown_any_more(configure: Callable[..., Settings]) -> None:
    configure(hold="none")
    post = carry_out(new_post())
    configure(hold="first")
    comment = carry_out(new_comment(post.resource_id, actor=BOB))
    carry_out(delete("post", post.resource_id))
    problem = carry_out(approve("comment", comment.resource_id)).problem
    assert problem and problem["status"] == 404
    assert carry_out(new_comment(post.resource_id, actor=BOB)).state == "rejected"
    assert carry_out(reject("comment", comment.resource_id)).state == "applied"


def test_who_wrote_what_is_rejected_is_told_why_and_a_mistake_is_undone() -> None:
    write = held_post()
    since = events.bounds()[1]
    carry_out(reject("post", write.resource_id, "It is an advertisement"))
    assert heard(since) == ["inbox.updated"]
    notice = db()["notices"].find_one({})
    assert notice and (notice["user_id"], notice["excerpt"]) == (ADA, "A title")
    assert notice["reason"] == "It is an advertisement"
    entry = db()["audit"].find_one({"act": "post.reject"})
    assert entry and entry["why"] == "It is an advertisement"
    assert carry_out(edit_post(write.resource_id, title="Again")).state == "rejected"
    assert carry_out(approve("post", write.resource_id)).state == "applied"
    assert write.resource_id in feed()[0]


def test_a_moderator_deletes_what_is_held() -> None:
    write = held_post()
    moderator = insert_moderator("e" * 24)
    assert carry_out(delete("post", write.resource_id, actor=moderator)).state == "applied"
    assert stored("held", write.resource_id)["deleted"]
    assert db()["notices"].count_documents({"user_id": ADA, "kind": "moderation"}) == 1


def test_moderators_and_who_is_trusted_are_not_held(configure: Callable[..., Settings]) -> None:
    assert carry_out(new_post(actor=insert_moderator("e" * 24))).held == ()
    configure(hold="none")
    carry_out_together([new_post() for _ in range(2)])
    configure(hold="all", trusted_from=2)
    assert carry_out(new_post()).held == ()
    assert carry_out(new_post(actor=BOB)).held == ("all",)
    configure(hold="all", trusted_from=4)
    assert carry_out(new_post(actor=ADA)).held == ("all",)


def test_what_was_decided_on_acceptance_is_carried_out(configure: Callable[..., Settings]) -> None:
    configure(hold="none")
    gate = {"scores": {"words": 3}, "held": True}
    write = accept("post.create", ADA, {"title": "A", "content": "B", "gate": gate})
    assert carry_out(write).held == ("words",)
    assert "gate" not in stored("held", write.resource_id)["body"]
    weak = accept("post.create", ADA, {"title": "A", "content": "B", "gate": {"scores": {"links": 2}, "held": False}})
    assert carry_out(weak).held == ()
