"""Conversations and invitations, as the API answers them."""

from typing import Annotated, Literal

from pydantic import Field

from core.schemas.outputs import Author, Cursor, Id, Rev, Shape, Time


class Conversation(Shape):
    """A conversation as one of its members sees it."""

    id: Id
    kind: Literal["direct", "room"]
    name: str | None
    owner_id: Id | None
    members: list[Author]
    invited: Annotated[list[Author], Field(description="Who is invited to the room and has not answered")]
    writers: Annotated[
        list[Id],
        Field(
            description="Of a direct conversation, who has written in it: once both have, each learns whether the "
            "other is there, is typing, and has read"
        ),
    ]
    last_seq: Annotated[int, Field(ge=0, description="Number of the newest message")]
    read_seq: Annotated[int, Field(ge=0, description="How far you have read")]
    unread_count: Annotated[int, Field(ge=0)]
    created_at: Time
    active_at: Annotated[str, Field(json_schema_extra={"format": "date-time"}, description="Of the newest message")]
    rev: Rev


class ConversationPage(Shape):
    """A page of conversations."""

    items: list[Conversation]
    next_cursor: Cursor


class Invitation(Shape):
    """A room that somebody has invited you to; what is said there, and by whom, you see when you have accepted."""

    conversation_id: Id
    name: str
    inviter: Author
    member_count: Annotated[int, Field(ge=1)]
    at: Time


class InvitationPage(Shape):
    """A page of your invitations."""

    items: list[Invitation]
    next_cursor: Cursor
