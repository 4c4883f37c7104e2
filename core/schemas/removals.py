"""What moderators removed: how it is stored until it is purged, and the shapes of appeals."""

from typing import Annotated, Any, NotRequired

from pydantic import Field

# Of Python 3.12; pydantic takes no older one.
from typing_extensions import TypedDict

from core.schemas.moderation import ReportedNoun, Standing
from core.schemas.outputs import Author, Cursor, Html, Id, Shape, Time


class StoredAppeal(TypedDict):
    """That the author of what was removed asks for another look. It `is_open` until a moderator has decided."""

    words: str
    at_ms: int
    is_open: bool


class StoredRemoval(TypedDict):
    """That a moderator has removed a post or a comment, in `removals`; its `_id` is the item's. It goes when the item
    is restored, or with the words of it after the retention, as every tombstone does: it is always `deleted`."""

    _id: str
    p: int
    item_id: str
    noun: ReportedNoun
    post_id: str
    author_id: str
    by: str
    # Empty when the item was deleted without one.
    reason: str
    at_ms: int
    # What it said: of a comment with replies only a placeholder is left.
    kept: dict[str, Any]
    appeal: NotRequired[StoredAppeal]
    deleted: bool
    # Of the removal, or of the appeal, with which the retention begins anew.
    deleted_ms: int


class Appeal(Shape):
    """What was removed, whose author asks for another look, with all that a moderator needs to decide."""

    id: Annotated[Id, Field(description="Of the item")]
    type: ReportedNoun
    post_id: Id
    title: Annotated[str | None, Field(description="Of a post")]
    content: Annotated[str, Field(description="What it said")]
    content_html: Html
    author: Author
    words: Annotated[str, Field(description="Why its author thinks that it should be there")]
    at: Annotated[Time, Field(description="When they asked")]
    reason: Annotated[str | None, Field(description="Why it was removed, if a reason was given")]
    removed_at: Time
    removed_by: Annotated[Author | None, Field(description="null if there is no such account any more")]
    standing: Standing


class AppealPage(Shape):
    """A part of the appeals."""

    items: list[Appeal]
    next_cursor: Cursor


class AppealCount(Shape):
    """How many appeals are open."""

    open_count: Annotated[int, Field(ge=0, le=100, description="100: that many or more")]
