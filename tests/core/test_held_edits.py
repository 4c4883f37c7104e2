"""Edits that are held: the item is shown as it was until a moderator approves them."""

from collections.abc import Callable

import pytest

from core.platform.settings import Settings
from core.servers.mongo import db
from core.writes import events
from tests.support.held import approve, insert_moderator, reject
from tests.support.journal_writes import (
    ADA,
    BOB,
    carry_out,
    delete,
    edit_comment,
    edit_post,
    insert_user,
    new_comment,
    new_post,
    stored,
)


@pytest.fixture(autouse=True)
def people(configure: Callable[..., Settings], system: Settings) -> None:
    for each in (ADA, BOB):
        insert_user(each)
    insert_moderator()


def heard(since: int) -> list[str]:
    """The kinds of the events since then."""
    return [event.kind for event in events.since(since)]


def test_an_edit_waits_while_the_item_is_shown_as_it_was(configure: Callable[..., Settings]) -> None:
    post = carry_out(new_post())
    configure(hold="all")
    since = events.bounds()[1]
    first = carry_out(edit_post(post.resource_id, title="Better"))
    second = carry_out(edit_post(post.resource_id, content="More content"))
    assert (first.held, second.held) == (("all",), ("all",))
    assert stored("posts", post.resource_id)["title"] == "A title"
    assert heard(since) == []
    carry_out(approve("post", post.resource_id))
    shown = stored("posts", post.resource_id)
    assert (shown["title"], shown["content"], shown["rev"], shown["revision_count"]) == ("Better", "More content", 2, 1)
    assert heard(since) == ["post.updated"]


def test_an_edit_goes_with_the_item(configure: Callable[..., Settings]) -> None:
    post = carry_out(new_post())
    comment = carry_out(new_comment(post.resource_id))
    configure(hold="all")
    carry_out(edit_comment(comment.resource_id, "Better"))
    carry_out(delete("comment", comment.resource_id))
    assert db()["held"].count_documents({}) == 0
    assert carry_out(approve("comment", comment.resource_id)).state == "rejected"


def test_an_edit_that_somebody_may_not_make_is_not_held(configure: Callable[..., Settings]) -> None:
    post = carry_out(new_post())
    configure(hold="all")
    problem = carry_out(edit_post(post.resource_id, actor=BOB, title="Mine")).problem
    assert problem and problem["status"] == 403
    assert db()["held"].count_documents({}) == 0


def test_a_later_edit_joins_what_waits_and_an_earlier_one_changes_nothing(configure: Callable[..., Settings]) -> None:
    post = carry_out(new_post())
    earlier = edit_post(post.resource_id, title="Earlier")
    configure(hold="all")
    carry_out(edit_post(post.resource_id, title="Held"))
    configure(hold="none")
    assert carry_out(edit_post(post.resource_id, content="Joined")).held == ("all",)
    carry_out(earlier)
    carry_out(approve("post", post.resource_id))
    shown = stored("posts", post.resource_id)
    assert (shown["title"], shown["content"]) == ("Held", "Joined")


def test_an_edit_that_is_rejected_leaves_the_item_as_it_is_and_room_for_another(
    configure: Callable[..., Settings],
) -> None:
    post = carry_out(new_post())
    configure(hold="all")
    carry_out(edit_post(post.resource_id, title="Bad"))
    carry_out(reject("post", post.resource_id))
    assert stored("posts", post.resource_id)["title"] == "A title"
    carry_out(edit_post(post.resource_id, title="Good"))
    carry_out(approve("post", post.resource_id))
    assert stored("posts", post.resource_id)["title"] == "Good"
