"""Inboxes: what is stored of them in MongoDB, and the shapes of what the API answers."""

from datetime import datetime
from typing import Annotated, Literal, NotRequired

from pydantic import Field

# Of Python 3.12; pydantic takes no older one.
from typing_extensions import TypedDict

from core.schemas.outputs import Author, Id, Shape, Time

Outcome = Literal["restored", "upheld"]
Kind = Literal["reply", "mention", "like", "follow", "invitation", "moderation", "warning", "suspension"]
# Those that may be turned off.
KINDS: tuple[Kind, ...] = ("reply", "mention", "like", "follow", "invitation", "moderation")
# The kinds that there are mails and pushes about.
MAILED: tuple[Kind, ...] = ("reply", "mention")
Schedule = Literal["never", "at_once", "daily", "weekly"]


class StoredNotice(TypedDict):
    """Something that a user is told of, in `notices`."""

    # `<user>:<kind>:<item>`, so it lies with the item.
    _id: str
    p: int
    user_id: str
    kind: str
    item_id: str
    # Empty when it is about the user, or about a room that they are invited to.
    post_id: str
    # The latest who did it, the last one at the end; of what a moderator removed, none.
    actor_ids: list[str]
    # How that began, which is gone: kept as long as the notice.
    excerpt: NotRequired[str]
    # Of an appeal: what came of it.
    outcome: NotRequired[Outcome]
    # Why a moderator has removed it: one of the reasons of reports, or words; until when its reader is suspended.
    reason: NotRequired[str]
    until_ms: NotRequired[int]
    at_ms: int
    # For MongoDB, which removes it after a while.
    at: datetime
    # When there is to be a mail about it; missing when none is wanted any more. And who is at it.
    mail_ms: NotRequired[int]
    mail_claim: NotRequired[str]
    # The same of pushes; and to which browsers, when it is not for all.
    push_ms: NotRequired[int]
    push_claim: NotRequired[str]
    push_to: NotRequired[list[str]]


class MailRefusal(TypedDict):
    """What a mail server said when it refused a mail to somebody for good."""

    at_ms: int
    status: str


class StoredInbox(TypedDict):
    """What a user has said about their inbox, in `inboxes`; `_id` is the user's."""

    _id: str
    p: int
    read_ms: NotRequired[int]
    # The kinds of notices that the user has chosen about, and the `seq` of the write that did.
    kinds: NotRequired[dict[str, bool]]
    mail: NotRequired[dict[str, Schedule]]
    seqs: NotRequired[dict[str, int]]
    # In the links that end all mails to them without signing in.
    mail_key: NotRequired[str]
    mail_refused: NotRequired[MailRefusal]


class Removal(Shape):
    """Something that was removed, which its author can ask another look at: `PUT /moderation/<type>s/<id>/appeal`."""

    type: Literal["post", "comment"]
    id: Id
    is_appealed: Annotated[bool, Field(description="You have asked, which can be done once")]


class Notice(Shape):
    """Something that you are told of. All likes of one item are one notice, and so are all who follow you."""

    id: str
    kind: Annotated[
        Kind,
        Field(
            description="`moderation`: a moderator, who is not named, has removed what you wrote; `warning` and "
            "`suspension`: what moderators have to say to you, or why you may not write"
        ),
    ]
    at: Time
    is_unread: bool
    actors: Annotated[list[Author], Field(description="The latest who did it, at most three, the last one first")]
    other_count: Annotated[int, Field(ge=0, description="How many more have done it")]
    post_id: Annotated[Id | None, Field(description="The post that it leads to, if there is one")]
    comment_id: Annotated[
        Id | None,
        Field(description="The comment that it is about, or was; null: the post, you, or a room"),
    ]
    excerpt: Annotated[
        str,
        Field(
            description="How the title or the content of that begins, as it was written; the name of a room; or the "
            "moderators' words"
        ),
    ]
    reason: Annotated[
        str | None, Field(description="Why a moderator has removed it: one of the reasons of reports, or their words")
    ]
    until: Annotated[Time | None, Field(description="Until when you are suspended")]
    outcome: Annotated[
        Outcome | None,
        Field(description="Of what was removed: it is there again, or stays removed; null: it has just been removed"),
    ]
    removal: Annotated[
        Removal | None, Field(description="Of what a moderator has removed: what you can ask another look at")
    ]


class InboxPage(Shape):
    """A part of your inbox."""

    items: list[Notice]
    next_cursor: str | None


class UnreadCount(Shape):
    """How much you have not read."""

    unread_count: Annotated[int, Field(ge=0, le=100, description="100: that many or more")]


class WantedKinds(Shape):
    """Of which kinds you want to be told."""

    reply: bool
    mention: bool
    like: bool
    follow: bool
    invitation: bool
    moderation: bool


class WantedMails(Shape):
    """When you want a mail about what: `at_once`, or in a digest."""

    reply: Schedule
    mention: Schedule


class RefusedMail(Shape):
    """Your mail server has refused a mail to you for good, so no more are sent."""

    at: Time
    status: Annotated[str, Field(description="What it said, such as `550 5.1.1`")]


class InboxSettings(Shape):
    """What you have said about your inbox."""

    kinds: WantedKinds
    mail: WantedMails
    is_mail_on: Annotated[bool, Field(description="Whether this site sends mails")]
    mail_refused: Annotated[
        RefusedMail | None, Field(description="Choose anew when you want mails, to be sent some again")
    ]
