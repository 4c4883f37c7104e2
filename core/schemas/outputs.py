"""The shapes of what the API answers (../docs/openapi.json is made from them)."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(pattern="^[0-9a-f]{24}$", examples=["6743a1f09c1e4b0012d3a4b5"])]
Time = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=["2026-11-23T07:12:13.292Z"])]
Rev = Annotated[int, Field(ge=1, description="Counts the author's edits; for `If-Match`")]

Picture = Annotated[
    str | None,
    Field(
        description="The address of their picture on this site, a WebP of 256 x 256; null without one",
        examples=["/api/v1/pictures/6743a1f09c1e4b0012d3a4b5/" + "9f" * 32 + ".webp"],
    ),
]


class Shape(BaseModel):
    """Every member is always there, and there are no others."""

    model_config = ConfigDict(extra="forbid")


class Author(Shape):
    """Who wrote it."""

    id: Id
    name: str
    handle: Annotated[
        str | None, Field(description="`ada` of `@ada`; null for a moment, of who registered before there were handles")
    ]
    profile_img: Picture


class User(Author):
    """A user as everybody may see them."""

    follower_count: Annotated[int, Field(ge=0)]
    created_at: Time


class Health(Shape):
    """Whether the process lives."""

    status: Literal["ok"]


class Readiness(Shape):
    """Whether each server that the API uses answers."""

    status: Literal["ok", "degraded", "unavailable"]
    dependencies: dict[str, Literal["ok", "away"]]
    findings: Annotated[list[str], Field(description="What is not as it must be about the journal and MongoDB")]


EditableUntil = Annotated[
    Time | None, Field(description="Until when its author may edit it; null: always, or never if it is deleted")
]
RevisionCount = Annotated[int, Field(ge=0, description="How many of its earlier versions are kept")]
Mentions = Annotated[list[Id], Field(description="Whom the content mentions as `@handle`")]
HeldRules = Annotated[
    list[str],
    Field(
        description="Only of what waits for a moderator, which its author and moderators see: because of which rules"
    ),
]
Html = Annotated[str, Field(description="The content, rendered from Markdown and sanitised: safe to show as it is")]


class Rendered(Shape):
    """What a text will look like."""

    content_html: Html


class Post(Shape):
    """A post."""

    id: Id
    title: str
    content: str
    content_html: Html
    mentions: Mentions
    author: Author
    comment_count: Annotated[int, Field(ge=0)]
    like_count: Annotated[int, Field(ge=0)]
    is_edited: bool
    is_locked: Annotated[bool, Field(description="A moderator has locked the discussion: only moderators comment")]
    created_at: Time
    updated_at: Time
    rev: Rev
    editable_until: EditableUntil
    revision_count: RevisionCount
    held: HeldRules = []


class Comment(Shape):
    """A comment on a post. One that was deleted and has replies is shown without content and author."""

    id: Id
    post_id: Id
    parent_id: Annotated[Id | None, Field(description="The comment that it stands below, null on the post's own level")]
    reply_to_id: Annotated[
        Id | None, Field(description="What it answers: its parent, or in a deep thread one beside it")
    ]
    path: Annotated[list[Id], Field(description="The comments that it stands below, from the post's own level on")]
    is_deleted: bool
    content: str
    content_html: Html
    mentions: Mentions
    author: Author | None
    like_count: Annotated[int, Field(ge=0)]
    reply_count: Annotated[int, Field(ge=0)]
    is_edited: bool
    created_at: Time
    updated_at: Time
    rev: Rev
    editable_until: EditableUntil
    revision_count: RevisionCount
    held: HeldRules = []


class Message(Shape):
    """A message of a conversation."""

    id: Id
    conversation_id: Id
    seq: Annotated[int, Field(ge=1, description="Its number in the conversation")]
    content: str
    client_id: Annotated[str | None, Field(description="The sender's own id of it")]
    author: Author
    is_edited: bool
    created_at: Time
    updated_at: Time
    rev: Rev


Cursor = Annotated[str | None, Field(description="For the next page; null at the end")]


class AuthorList(Shape):
    """Users."""

    items: list[Author]


class AuthorPage(Shape):
    """A page of users."""

    items: list[Author]
    next_cursor: Cursor


class LikedList(Shape):
    """Which of those that were asked for the caller likes."""

    items: list[Id]


class PostPage(Shape):
    """A page of posts."""

    items: list[Post]
    next_cursor: Cursor


class MessagePage(Shape):
    """A page of messages."""

    items: list[Message]
    next_cursor: Cursor


class Resource(Shape):
    """What a write is about."""

    type: Literal["post", "comment", "user", "conversation", "message"]
    id: Id
    href: str


class Receipt(Shape):
    """What has become of a write. It never goes backwards."""

    id: Id
    state: Literal["accepted", "applied", "rejected", "dead"]
    kind: Annotated[str, Field(examples=["comment.create"])]
    resource: Resource
    accepted_at: Time
    applied_at: Time | None
    problem: Annotated[dict[str, Any] | None, Field(description="Why it was rejected, as problem details")]
    held: Annotated[
        list[str] | None,
        Field(description="The rules of the gate because of which it waits for a moderator; null: it does not"),
    ]


class ReceiptList(Shape):
    """Receipts of several writes."""

    items: list[Receipt]


class MqttTicket(Shape):
    """Short-lived credentials for the MQTT broker. The password is shown once. `websocket_url` is the broker's address
    over WebSocket, null when it has none."""

    username: Id
    client_id: Annotated[str, Field(description="The client id to connect with: another one is refused")]
    password: str
    host: str
    port: int
    websocket_url: str | None
    topics: list[str]
    expires_at: Time
