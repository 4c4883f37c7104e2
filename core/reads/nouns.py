"""Nouns: each kind of item, where it is stored, how it is cached, and what follows from that for upkeep.

`docs/developing/adding-a-noun.md` goes through everything that a new one needs; `tests/system/test_nouns.py` says which
piece is missing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.reads import serializers
from core.reads.serializers import Entry


@dataclass(frozen=True)
class Counter:
    """A field that counts the documents of the collection `of`, without tombstones; their field `by` has the id of the
    item."""

    field: str
    of: str
    by: str
    # A field of documents that do not count when it is true.
    but_not: str = ""


@dataclass(frozen=True)
class Noun:
    """One kind of item."""

    collection: str
    # Its stored document as the cache keeps it.
    entry: Callable[[Any], Entry]
    # Deleted ones stay as tombstones and leave MongoDB when their retention is over.
    is_purged: bool = False
    # The noun that it goes with, and the field with the id of that: it is purged with it, and stale without it.
    parent: str = ""
    parent_id: str = ""
    # Recounted and repaired by core/maintenance/drift.py.
    counters: tuple[Counter, ...] = ()


LIKES = Counter("like_count", "likes", "item_id")
REVISIONS = Counter("revision_count", "revisions", "item_id")
NOUNS = {
    "post": Noun(
        "posts",
        serializers.post_entry,
        is_purged=True,
        counters=(Counter("comment_count", "comments", "post_id", but_not="removed"), LIKES, REVISIONS),
    ),
    "comment": Noun(
        "comments",
        serializers.comment_entry,
        is_purged=True,
        parent="post",
        parent_id="post_id",
        counters=(LIKES, Counter("reply_count", "comments", "parent_id"), REVISIONS),
    ),
    "user": Noun("users", serializers.user_entry, counters=(Counter("follower_count", "follows", "followed_id"),)),
    "message": Noun("messages", serializers.message_entry, is_purged=True),
    "conversation": Noun("conversations", serializers.conversation_entry),
}


@dataclass(frozen=True)
class Owned:
    """Documents that go with an item: purged with it, and orphans without it. Their field `by` has its id; it is in one
    of the collections `owners`. They are orphans as well without the person whose id is in their field `reader`."""

    by: str
    owners: tuple[str, ...]
    reader: str = ""


# By their collections.
OWNED = {
    noun.collection: Owned(noun.parent_id, (NOUNS[noun.parent].collection,)) for noun in NOUNS.values() if noun.parent
} | {
    "likes": Owned("item_id", ("posts", "comments")),
    "follows": Owned("followed_id", ("users",)),
    "revisions": Owned("item_id", ("posts", "comments")),
    "reports": Owned("item_id", ("posts", "comments")),
    "cases": Owned("item_id", ("posts", "comments")),
    "removals": Owned("item_id", ("posts", "comments")),
    # A post that waits is its own.
    "held": Owned("post_id", ("posts", "held")),
    "notices": Owned("item_id", ("posts", "comments", "users", "conversations"), reader="user_id"),
}
# Collections whose deleted documents stay as tombstones until their retention is over.
PURGED = (
    *(noun.collection for noun in NOUNS.values() if noun.is_purged),
    "held",
    "likes",
    "follows",
    "reports",
    "removals",
)
