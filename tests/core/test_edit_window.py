"""The edit window: what counts is when an edit was accepted, to the millisecond, and not when it is carried out."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.platform import edit_window
from core.platform.settings import Settings
from core.servers.mongo import db
from core.servers.redis import journal as store
from core.servers.redis import key
from core.writes.journal import Write
from tests.support.journal_writes import (
    accept,
    carry_out,
    delete,
    edit_comment,
    edit_post,
    insert_user,
    new_comment,
    new_post,
    stored,
)

WINDOW_S = 900
Windowed = Callable[[int], None]


@pytest.fixture
def windowed(system: Settings, configure: Callable[..., Settings]) -> Windowed:
    """`windowed(900)`: from now on there is this window."""
    insert_user()

    def begin(window_s: int) -> None:
        configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, edit_window_s=window_s)

    return begin


@pytest.fixture(params=["post", "comment"])
def edit(request: pytest.FixtureRequest, windowed: Windowed) -> Write:
    """An accepted edit of a post or a comment."""
    post_id = carry_out(new_post()).resource_id
    if request.param == "post":
        return edit_post(post_id, content="New")
    return edit_comment(carry_out(new_comment(post_id)).resource_id, "New")


def created_before(write: Write, age_ms: int) -> None:
    """Let what this write is about have been created so long before the write was accepted."""
    change: dict[str, Any] = {"$set": {"created_ms": write.at_ms - age_ms}}
    db()[f"{write.kind.noun}s"].update_one({"_id": write.resource_id}, change)


@pytest.mark.parametrize(("age_ms", "state"), [(WINDOW_S * 1000, "applied"), (WINDOW_S * 1000 + 1, "rejected")])
def test_the_window_is_over_a_millisecond_after_its_end(
    edit: Write, windowed: Windowed, age_ms: int, state: str
) -> None:
    windowed(WINDOW_S)
    created_before(edit, age_ms)
    for _ in range(2):
        ended = carry_out(edit)
        assert ended.state == state
    doc = stored(f"{edit.kind.noun}s", edit.resource_id)
    assert (doc["rev"], doc["revision_count"]) == ((2, 1) if state == "applied" else (1, 0))
    if state == "rejected":
        assert ended.problem and ended.problem["status"] == 403 and ended.problem["title"] == "Too late to edit"
        assert ended.problem["detail"] == f"A {edit.kind.noun} can be edited for 15 minutes after it was written."


def test_without_a_window_everything_may_be_edited_for_ever(edit: Write) -> None:
    created_before(edit, 10 * 365 * 86_400_000)
    assert carry_out(edit).state == "applied"


def test_an_edit_that_waited_for_a_worker_is_not_late(edit: Write, windowed: Windowed) -> None:
    windowed(1)
    accepted_ms = edit.at_ms - 3_600_000
    store().hset(key("write", edit.id), "at_ms", accepted_ms)
    created_before(replace(edit, at_ms=accepted_ms), 1000)
    assert carry_out(edit).state == "applied"


def test_somebody_else_hears_that_it_is_not_theirs(windowed: Windowed) -> None:
    post_id = carry_out(new_post()).resource_id
    insert_user("b" * 24, "Bob")
    windowed(WINDOW_S)
    write = edit_post(post_id, actor="b" * 24, content="New")
    created_before(write, WINDOW_S * 2000)
    refused = carry_out(write).problem
    assert refused and refused["title"] == "Not yours"


def test_what_is_too_old_to_edit_can_be_deleted(edit: Write, windowed: Windowed) -> None:
    windowed(WINDOW_S)
    created_before(edit, WINDOW_S * 2000)
    assert carry_out(delete(edit.kind.noun, edit.resource_id)).state == "applied"


def test_messages_and_people_have_no_window(windowed: Windowed) -> None:
    ada, bob = "a" * 24, insert_user("b" * 24, "Bob")
    room = carry_out(accept("conversation.create", ada, {"kind": "direct", "members": [bob], "name": None}))
    said = {"conversation_id": room.resource_id, "content": "A message", "client_id": None}
    message = carry_out(accept("message.create", ada, said)).resource_id
    windowed(1)
    about = {"conversation_id": room.resource_id, "changes": {"content": "New"}}
    changes = [accept("message.edit", ada, about, resource_id=message)]
    changes.append(accept("user.edit", ada, {"changes": {"name": "Ada Two"}}, resource_id=ada))
    for write in changes:
        created_before(write, 86_400_000)
        assert carry_out(write).state == "applied"


@pytest.mark.parametrize(
    ("length_s", "words"),
    [
        (1, "1 second"),
        (90, "90 seconds"),
        (60, "1 minute"),
        (900, "15 minutes"),
        (7200, "2 hours"),
        (86_400, "1 day"),
        (90_000, "25 hours"),
    ],
)
def test_a_window_is_told_in_words(length_s: int, words: str) -> None:
    assert edit_window.in_words(length_s) == words
