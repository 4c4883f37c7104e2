"""Indexes: the sorted set in Redis behind each feed, and which documents of MongoDB belong to it."""

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from core.servers.cache_partitions import key
from core.servers.redis import cache_store
from core.servers.sharding.filters import of_root

Order = Literal["newest", "oldest"]
# The index of the oldest items of a feed that is too long for one (core/reads/lua/functions/index_functions.lua).
OLDEST = "oldest:"
# Nouns whose items lie with what their feed belongs to, and their collections.
WITH_THEIR_ROOT = {"comment": "comments", "message": "messages"}
COMPLEMENTS = str.maketrans("0123456789abcdef", "fedcba9876543210")


@dataclass(frozen=True)
class Index:
    """One feed. `feed()`, `user_posts()`, `home()`, `comments()`, `replies()` and `messages()` make
    each; `named()` finds it by its name."""

    # In Redis, and in the messages that ask for a fill.
    name: str
    # Of its items: `post`, `comment` or `message`.
    noun: str
    # In metrics.
    kind: str
    # Which documents belong to it.
    match: dict[str, str] = field(default_factory=dict)
    # What it belongs to, as a cached item: without it there is no such feed.
    owner: str = ""
    # Which items it keeps when there are more than INDEX_MAX.
    keeps: Order = "newest"
    # Of a home index: whose posts are in it, and whose are merged in when it is read (core/reads/home_indexes.py).
    authors: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()

    @classmethod
    def feed(cls) -> "Index":
        """All posts."""
        return cls("feed:all", "post", "feed")

    @classmethod
    def user_posts(cls, user_id: str) -> "Index":
        """The posts of a user."""
        return cls(f"feed:user:{user_id}", "post", "user_posts", {"author_id": user_id}, f"user:{user_id}")

    @classmethod
    def home(cls, user_id: str) -> "Index":
        """The posts of those whom a user follows, and their own; it comes without `authors`."""
        return cls(f"home:{user_id}", "post", "home")

    @classmethod
    def comments(cls, post_id: str) -> "Index":
        """The comments of a post, without those that are replies."""
        return cls(f"comments:{post_id}", "comment", "comments", {"post_id": post_id}, f"post:{post_id}")

    @classmethod
    def replies(cls, comment_id: str) -> "Index":
        """The replies to a comment."""
        owner = f"comment:{comment_id}"
        return cls(f"replies:{comment_id}", "comment", "replies", {"parent_id": comment_id}, owner)

    @classmethod
    def messages(cls, conversation_id: str) -> "Index":
        """The messages of a conversation."""
        return cls(f"messages:{conversation_id}", "message", "messages", {"conversation_id": conversation_id})

    def oldest(self) -> "Index":
        """The index that keeps the oldest items of the same feed."""
        return replace(self, name=OLDEST + self.name, keeps="oldest")

    def in_mongo(self) -> dict[str, Any]:
        """The filter of the documents that belong to it."""
        found: dict[str, Any] = dict(self.match)
        if name := WITH_THEIR_ROOT.get(self.noun):
            ((field_name, root_id),) = self.match.items()
            found = of_root(name, field_name, root_id)
        if self.kind == "comments":
            found["parent_id"] = None
        if self.kind == "home":
            found["author_id"] = {"$in": list(self.authors)}
        return found | {"deleted": False}

    def as_stored(self, member: str, score: int) -> tuple[str, int]:
        """Id and creation time (ms) of the item that is in this index as `member` with this score."""
        return (member, score) if self.keeps == "newest" else (member.translate(COMPLEMENTS), -score)


OF_ITS_OWNER = {
    "feed:user": Index.user_posts,
    "home": Index.home,
    "comments": Index.comments,
    "replies": Index.replies,
    "messages": Index.messages,
}
# What the names of indexes begin with.
PREFIXES = ("feed:", "home:", "comments:", "replies:", "messages:", OLDEST)


def named(name: str) -> Index:
    """The index of this name, with `oldest:` before it the one that keeps the oldest items. Raises LookupError."""
    if name.startswith(OLDEST):
        return named(name.removeprefix(OLDEST)).oldest()
    if name == Index.feed().name:
        return Index.feed()
    kind, _, owner_id = name.rpartition(":")
    if kind not in OF_ITS_OWNER:
        raise LookupError(f"no index {name}")
    return OF_ITS_OWNER[kind](owner_id)


def forget(name: str) -> None:
    """Drop this index and the pages that were made from it; the next reader has it filled again."""
    cache_store().delete(key(name), key("pages", name.removeprefix(OLDEST)))
