"""What is stored: the documents of each collection in MongoDB. The bodies of writes are in bodies.py.

Times are epoch milliseconds. `p` is the partition that `_id` names (core/servers/sharding/filters.py); documents from
before schema 7 that are not migrated yet lack it. Models of what comes in and goes out are in inputs.py and outputs.py.
"""

from datetime import datetime
from typing import Any, NotRequired

# Of Python 3.12; pydantic takes no older one.
from typing_extensions import TypedDict

from core.schemas.stored_accounts import StoredAccount


class StoredUser(StoredAccount):
    """A user, in `users`."""

    _id: str
    p: int
    name: str
    # Missing in users from before there were handles who are not migrated yet, nor have signed in since.
    handle: NotRequired[str]
    # Former handles that nobody else may take yet, and until when.
    kept_handles: NotRequired[dict[str, datetime]]
    # The hash of their picture (core/schemas/pictures.py). Before schema 22: an address elsewhere.
    profile_img: str | None
    created_ms: int
    rev: int
    version: int
    seqs: dict[str, int]
    # Users from before there were followers lack all that is about these.
    follower_count: NotRequired[int]
    # Whether their posts are put into the home feeds of followers no longer (core/reads/home_indexes.py), and how often
    # they have become few enough again.
    push_ended: NotRequired[bool]
    push_round: NotRequired[int]


class StoredItem(TypedDict):
    """What posts, comments and messages have in common."""

    _id: str
    p: int
    author_id: str
    created_ms: int
    updated_ms: int
    deleted: bool
    deleted_ms: int | None
    # Counts its author's edits.
    rev: int
    # Counts every change of the document.
    version: int
    # The `seq` of the write that set each field last, and of the one that deleted it (`deleted`).
    seqs: dict[str, int]
    like_count: int


class StoredMentions(TypedDict):
    """Whom a text mentions. Texts from before there were handles lack it."""

    # Without those who have blocked the author, the first one first.
    mentions: NotRequired[list[str]]
    # Whom an event has told that this item mentions them, in any of its revisions.
    told: NotRequired[list[str]]


class StoredPost(StoredItem, StoredMentions):
    """A post, in `posts`."""

    title: str
    content: str
    # Missing in documents from before schema 3 that are not migrated yet.
    content_html: NotRequired[str]
    comment_count: int
    # How many of its earlier versions are kept. Missing in documents from before there were any.
    revision_count: NotRequired[int]
    # Whether only moderators add comments; `seqs.locked` is that of the write that said so. Missing until one did.
    locked: NotRequired[bool]


class StoredComment(StoredItem, StoredMentions):
    """A comment, in `comments`. Documents from before there were replies lack all that is about these."""

    post_id: str
    content: str
    content_html: NotRequired[str]
    # The ids of those that it is a reply to, the first one on the post's own level; the last one is its parent.
    path: NotRequired[list[str]]
    parent_id: NotRequired[str | None]
    # What it was written as a reply to: its parent, or where that would be too deep, a comment beside it.
    reply_to_id: NotRequired[str | None]
    reply_count: NotRequired[int]
    # Deleted while it has replies: a placeholder, until these are deleted, too.
    removed: NotRequired[bool]
    revision_count: NotRequired[int]


class StoredMessage(StoredItem):
    """A message, in `messages`."""

    conversation_id: str
    # Its number in the conversation.
    seq: int
    content: str
    # Its sender's own id of it.
    client_id: str | None


class StoredAddress(TypedDict):
    """Whose e-mail address this is, in `addresses`."""

    # The address in lower case.
    _id: str
    user_id: str


class StoredHandle(TypedDict):
    """Whose handle this is, in `handles`."""

    # In lower case.
    _id: str
    user_id: str
    # Of a former one: when others may take it. Then MongoDB removes it.
    until: datetime | None


class StoredLook(TypedDict):
    """Whose handles look like this, in `handle_looks`."""

    # The skeleton of these handles.
    _id: str
    # Their users, and until when a former handle is kept for each; None: it is the present one.
    holders: dict[str, datetime | None]
    # When nobody has one any more, if nobody has one now. Then MongoDB removes it.
    until: datetime | None


class StoredBlock(TypedDict):
    """One user blocks another, in `blocks`."""

    _id: str
    p: int
    blocker_id: str
    blocked_id: str
    at_ms: int


class StoredLike(TypedDict):
    """That a user likes a post or a comment, in `likes`. `deleted`: they did, and do not any more."""

    # `<user>:<item>`.
    _id: str
    p: int
    user_id: str
    item_id: str
    # Of the write that set it last.
    seq: int
    at_ms: int
    deleted: bool
    deleted_ms: int | None


class StoredRevision(TypedDict):
    """What a post or a comment said before an edit, in `revisions`."""

    # `<rev>:<item>`.
    _id: str
    p: int
    item_id: str
    # The revision that it was.
    rev: int
    # Who edited it, and when.
    author_id: str
    at_ms: int
    # Of posts.
    title: NotRequired[str]
    content: str
    content_html: NotRequired[str]


class StoredFollow(TypedDict):
    """That a user follows another one, in `follows`. `deleted`: they did, and do not any more."""

    # `<follower>:<followed>`.
    _id: str
    p: int
    follower_id: str
    followed_id: str
    # Of the write that set it last.
    seq: int
    at_ms: int
    deleted: bool
    deleted_ms: int | None


class LedgerNote(TypedDict):
    """That a write took effect or was refused, in `ledger`."""

    _id: str
    p: int
    at: datetime
    seq: int
    # What it is about. With a key only, as the two below.
    resource: NotRequired[str]
    # Of its idempotency key, with its actor's id, and of the request that came with it.
    key: NotRequired[str]
    request: NotRequired[str]
    outcome: NotRequired[dict[str, Any]]
    problem: NotRequired[dict[str, Any]]
