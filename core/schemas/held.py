"""What waits for a moderator: how it is stored, what a moderator says to it, and how it is shown."""

from typing import Annotated, Any, Literal, NotRequired

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

# Of Python 3.12; pydantic takes no older one.
from typing_extensions import TypedDict

from core.schemas.inputs import VISIBLE
from core.schemas.outputs import Author, Cursor, Html, Id, Shape, Time

HeldNoun = Literal["post", "comment"]


class Origin(TypedDict):
    """Where a text was sent from, as Akismet asks: the network address, and what the browser says of itself."""

    address: str
    browser: str


class Judgement(TypedDict):
    """What the gate found about a text when it was sent: points by the name of the rule, and whether they are enough
    for it to be held. `origin`: only when a judge that asks for it is on, until the judge has answered."""

    scores: dict[str, int]
    held: bool
    origin: NotRequired[Origin]


class StoredHeld(TypedDict):
    """A new post or comment that waits for a moderator, or an edit of one that is shown, in `held`. Its `_id` is
    the id of the item. `deleted`: it was rejected.
    """

    _id: str
    p: int
    noun: HeldNoun
    verb: Literal["create", "edit"]
    author_id: str
    # Of a post its own id.
    post_id: str
    # The body of the creation, or the changes of the edit.
    body: dict[str, Any]
    # Of the content, if there is one.
    content_html: str | None
    # The `seq` of the write that set each field last.
    seqs: dict[str, int]
    # The names of the rules of the gate because of which it waits.
    rules: list[str]
    # Counts what its author has changed of it, from 1.
    rev: int
    held_ms: int
    updated_ms: int
    deleted: bool
    deleted_ms: NotRequired[int]


Rules = Annotated[
    list[str], Field(description="The rules of the gate because of which it waits", examples=[["first", "links"]])
]
HeldRev = Annotated[int, Field(ge=1, description="Counts what its author has changed while it waits")]


class Held(Shape):
    """A post or a comment, or an edit of one, that waits for a moderator. Its author and moderators see it."""

    id: Id
    type: HeldNoun
    is_edit: Annotated[bool, Field(description="The item is shown as it was before; this is what it is to say")]
    post_id: Id
    parent_id: Annotated[Id | None, Field(description="The comment that it answers, if it is a new reply")]
    title: Annotated[str | None, Field(description="Of a post; null in an edit that leaves it as it is")]
    content: Annotated[str | None, Field(description="null in an edit that leaves it as it is")]
    content_html: Html | None
    author: Author
    rules: Rules
    held_at: Time
    rev: HeldRev


class HeldPage(Shape):
    """A page of what waits for a moderator."""

    items: list[Held]
    next_cursor: Cursor


Reason = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=VISIBLE)]


class Approval(BaseModel):
    """What is to be shown: exactly what the moderator has read."""

    model_config = ConfigDict(extra="forbid", strict=True)

    rev: HeldRev


class Rejection(Approval):
    """What is not to be shown, and what its author is told."""

    reason: Annotated[Reason, Field(description="What its author is told")]
