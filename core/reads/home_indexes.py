"""Home indexes: of each user the posts of whom they follow, and their own (docs/decisions/0035).

A post is pushed into the indexes of its author's followers when it is written, while these are few. The posts of an
author with many are merged in when a page is read (core/reads/home_feed.py); who these authors are is noted with the
index when it is filled. An author is merged by new indexes from `merged_from` followers on, and pushed until all
indexes that rely on it have been forgotten (`push_ended` of the user), so that no post falls between.

An index must hold all that it says it knows; what is in doubt is forgotten and filled again by the next reader.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from core.platform.settings import settings
from core.reads.indexes import Index
from core.reads.leases import Lease, forget_kept, lease_for
from core.reads.serializers import Entry
from core.servers.cache_partitions import by_partition, key, prefix_of, prefixes
from core.servers.mongo import collection
from core.servers.redis import cache_store, in_batches
from core.servers.scripts import script
from core.servers.sharding.filters import by_id, by_ids, of_roots

MERGED = "merged:"


@dataclass(frozen=True)
class HomeChanges:
    """What applied writes have changed for home feeds, as names of items."""

    # Created or deleted.
    posts: list[str] = field(default_factory=list)
    # Who follows others than before.
    followers: list[str] = field(default_factory=list)
    # Who is followed by others than before.
    followed: list[str] = field(default_factory=list)

    @classmethod
    def of_debts(cls, names: Iterable[str]) -> "HomeChanges":
        """What may have changed when these items are owed to the cache."""
        posts = [name for name in names if name.startswith("post:")]
        users = [name for name in names if name.startswith("user:")]
        return cls(posts, users, users)

    def __bool__(self) -> bool:
        return bool(self.posts or self.followers or self.followed)


class Pushed(NamedTuple):
    """What an index needs to know of a post."""

    name: str
    author_id: str
    created_ms: int
    is_deleted: bool

    @classmethod
    def of(cls, entry: Entry) -> "Pushed":
        """The same of a cached item."""
        return cls(entry.name, entry.author_id, entry.created_ms, entry.deleted)


def merged_from() -> int:
    """From how many followers on an author's posts are merged when they are read: nine tenths of HOME_PUSH_MAX."""
    return -(-9 * settings().home_push_max // 10)


def followed_by(user_id: str) -> list[str]:
    """The ids of those whose posts are in this user's home feed: whom they follow, and themselves."""
    found = collection("follows").find({"follower_id": user_id, "deleted": False}, {"followed_id": 1})
    return [*(each["followed_id"] for each in found), user_id]


def with_authors(wanted: Index) -> Index:
    """This home index with the authors whose posts belong into it, and those whose are merged, as they are now."""
    ids = followed_by(wanted.name.rpartition(":")[2])
    many = {"$or": [{"follower_count": {"$gte": merged_from()}}, {"push_ended": True}]}
    merged = {user["_id"] for user in collection("users").find({**by_ids(ids), **many}, {"_id": 1})}
    return replace(wanted, authors=tuple(each for each in ids if each not in merged), merged=tuple(sorted(merged)))


def as_filled(wanted: Index) -> Index:
    """The same, with those as merged that were when the index was filled."""
    user_id = wanted.name.rpartition(":")[2]
    merged = {each.decode() for each in cache_store().smembers(key(MERGED + user_id))}
    authors = tuple(each for each in followed_by(user_id) if each not in merged)
    return replace(wanted, authors=authors, merged=tuple(sorted(merged)))


def update(lease: Lease, entries: list[Entry], changes: HomeChanges) -> bool:
    """Let home indexes say what these changes have come to. `entries` are the posts among other items, read under
    this lease of all partitions. False: the lease is void. Raises redis' errors."""
    if changes.followed:
        _end_pushes(each.partition(":")[2] for each in changes.followed)
    forget(each.partition(":")[2] for each in changes.followers)
    posts = [Pushed.of(entry) for entry in entries if entry.name in changes.posts]
    return not posts or _push(lease, posts)


def lease_of(changes: HomeChanges) -> Lease:
    """A lease to push these posts under."""
    return lease_for(set(prefixes())) if changes.posts else Lease({})


def forget(user_ids: Iterable[str]) -> None:
    """Forget the home indexes of these users, and void what is being filled or put into them."""
    for some in in_batches(list(dict.fromkeys(user_ids))):
        script(cache_store(), "forget_homes").on_each(by_partition(some))


def _end_pushes(author_ids: Iterable[str]) -> None:
    """Who has too many followers by now is pushed no longer, once no index relies on it."""
    many = {"follower_count": {"$gt": settings().home_push_max}, "push_ended": {"$ne": True}}
    for user in collection("users").find({**by_ids(author_ids), **many}, {"push_round": 1}):
        forget(each for _, each in _readers([user["_id"]]))
        # Not if they have had few followers in between: indexes that were filled then rely on it.
        in_round = {**by_id(user["_id"]), "push_round": user.get("push_round")}
        collection("users").update_one(in_round, {"$set": {"push_ended": True}})


def _readers(author_ids: list[str]) -> Iterator[tuple[str, str]]:
    """Each of these authors with each who has their posts in their home feed."""
    yield from ((each, each) for each in author_ids)
    wanted = {**of_roots("follows", "followed_id", author_ids), "deleted": False}
    for follow in collection("follows").find(wanted, {"followed_id": 1, "follower_id": 1}):
        yield follow["followed_id"], follow["follower_id"]


def _push(lease: Lease, posts: list[Pushed]) -> bool:
    """Put these posts into the home indexes that they belong into and that are there, or remove deleted ones."""
    author_ids = {post.author_id for post in posts}
    pushed = collection("users").find({**by_ids(author_ids), "push_ended": {"$ne": True}}, {"_id": 1})
    readers: dict[str, list[str]] = {}
    for author_id, reader_id in _readers([user["_id"] for user in pushed]):
        readers.setdefault(author_id, []).append(reader_id)
    return put(lease, ((reader, post) for post in posts for reader in readers.get(post.author_id, ())))


def put(lease: Lease, pairs: Iterable[tuple[str, Pushed]]) -> bool:
    """Put each of these posts into the home index of its reader (their id), if that is there, or remove a deleted one.
    False: the lease is void."""
    if all(_put(lease, some) for some in in_batches(list(pairs))):
        return True
    forget_kept()
    return False


def _put(lease: Lease, pairs: list[tuple[str, Pushed]]) -> bool:
    calls: dict[str, list[Any]] = {}
    for reader_id, post in pairs:
        prefix = prefix_of(reader_id)
        args = calls.setdefault(prefix, [*lease.stamps[prefix], settings().index_max])
        args += [reader_id, post.name, post.author_id, post.created_ms, int(post.is_deleted)]
    return all(script(cache_store(), "put_into_homes").on_each(calls).values())
