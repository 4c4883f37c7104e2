"""Moderation: what is stored of reports in MongoDB, and the shapes of what moderators are answered."""

from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field

# Of Python 3.12; pydantic takes no older one.
from typing_extensions import TypedDict

from core.schemas.outputs import Author, Comment, Cursor, Id, Post, Shape, Time
from core.schemas.reasons import Reason

ReportedNoun = Literal["post", "comment"]


class StoredReport(TypedDict):
    """That a user has reported a post or a comment, in `reports`. `deleted`: they did, and have withdrawn it."""

    # `<user>:<item>`, so it lies with the item.
    _id: str
    p: int
    user_id: str
    item_id: str
    reason: str
    note: str
    # The round of the item's case that it counts in.
    round: int
    # Of the write that set it last.
    seq: int
    at_ms: int
    deleted: bool
    deleted_ms: int | None


class Decided(TypedDict):
    """How a round of a case ended: `act` is `dismiss` or `remove`, or `delete` if the author deleted the item. `rev` is
    the revision of it that this was about."""

    act: str
    by: str
    at_ms: int
    round: int
    rev: int


class StoredCase(TypedDict):
    """The reports of one item together, in `cases`: what moderators decide about. Each time it opens, a new round
    begins, and counts from nothing."""

    # The item's.
    _id: str
    p: int
    item_id: str
    noun: ReportedNoun
    post_id: str
    author_id: str
    is_open: bool
    round: int
    opened_ms: int
    # Of this round, without those that are withdrawn; all, and for each reason.
    report_count: int
    reasons: dict[str, int]
    # The latest decision.
    decided: NotRequired[Decided]


class Report(Shape):
    """What somebody reported. Only moderators see it."""

    author: Annotated[Author, Field(description="Who reported it")]
    reason: Reason
    note: str
    at: Time


class Decision(Shape):
    """What came of an earlier round of reports of the same item."""

    act: Literal["dismiss", "remove", "delete"]
    by: Annotated[Author | None, Field(description="The moderator; null if there is no such account any more")]
    at: Time


class Standing(Shape):
    """Where an author stands with the moderators."""

    is_banned: bool
    is_muted: Annotated[bool, Field(description="What they write waits for a moderator")]
    suspended_until: Time | None


class Case(Shape):
    """An item that was reported, with all that a moderator needs to decide about it."""

    id: Annotated[Id, Field(description="Of the item")]
    post: Annotated[Post | None, Field(description="What was reported, if that is a post")]
    comment: Annotated[Comment | None, Field(description="What was reported, if that is a comment")]
    round: Annotated[int, Field(ge=1, description="How many times it has been opened; a decision names it")]
    opened_at: Time
    report_count: Annotated[int, Field(ge=0)]
    reasons: Annotated[dict[Reason, int], Field(description="How many gave each reason")]
    reports: Annotated[list[Report], Field(description="The latest, at most 20")]
    decided: Annotated[Decision | None, Field(description="What was decided about it before")]
    standing: Standing


class CasePage(Shape):
    """A part of the queue."""

    items: list[Case]
    next_cursor: Cursor


class AuditEntry(Shape):
    """What a moderator or an operator has done."""

    id: Id
    at: Time
    act: Annotated[str, Field(examples=["post.remove"], description="What was done: `<what>.<act>`")]
    by: Annotated[Author | None, Field(description="The moderator; null for an operator, or an account that is gone")]
    operator: Annotated[str | None, Field(description="Who it was on the command line, null for a moderator")]
    subject: Annotated[str, Field(description="To whom or what: the id of a user, post or comment, or a key")]
    user: Annotated[Author | None, Field(description="That user, if it was done to one")]
    why: str
    before: dict[str, Any]
    after: dict[str, Any]


class AuditPage(Shape):
    """A part of the audit log, the newest first."""

    items: list[AuditEntry]
    next_cursor: Cursor


class CaseCount(Shape):
    """How many cases are open."""

    open_count: Annotated[int, Field(ge=0, le=100, description="100: that many or more")]
