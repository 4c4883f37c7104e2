"""What is stored of conversations, and of who is in them or invited; as in stored.py."""

from typing import Literal, NotRequired

# Of Python 3.12; pydantic takes no older one.
from typing_extensions import TypedDict


class StoredConversation(TypedDict):
    """A conversation, in `conversations`."""

    _id: str
    p: int
    kind: Literal["direct", "room"]
    name: str | None
    members: list[str]
    # Who is invited to a room and has not answered; missing in conversations from before there were invitations.
    invited: NotRequired[list[str]]
    # Who has written in a direct conversation. Missing in rooms, and in direct ones from before it was noted.
    writers: NotRequired[list[str]]
    owner_id: str | None
    created_ms: int
    active_ms: int
    # The number of its newest message.
    last_seq: int
    # Up to which number each member has read.
    reads: dict[str, int]
    rev: int
    version: int
    deleted: bool


class CachedConversation(TypedDict):
    """A conversation as the cache keeps it, and as its members see it with their own `read_seq` and `unread_count`."""

    id: str
    kind: Literal["direct", "room"]
    name: str | None
    members: list[str]
    invited: list[str]
    # Of a direct one from before it was noted: both.
    writers: list[str]
    owner_id: str | None
    last_seq: int
    reads: dict[str, int]
    # RFC 3339.
    created_at: str
    active_at: str
    rev: int


class StoredMembership(TypedDict):
    """That a user is a member of a conversation, in `memberships`; it changes together with `members` of that."""

    # `<conversation>:<user>`.
    _id: str
    p: int
    user_id: str
    conversation_id: str


class StoredInvitation(TypedDict):
    """That a user is invited to a room, or has declined it, in `invitations`; it changes together with `invited` of the
    room."""

    # `<user>:<conversation>`, so it lies with the room.
    _id: str
    p: int
    user_id: str
    conversation_id: str
    inviter_id: str
    at_ms: int
    # Whether an answer is waited for.
    is_open: bool
    # Whose invitations to this room the user has declined: these invite them to it no more.
    declined: list[str]
