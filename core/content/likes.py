"""Likes of posts and comments: one per person and item, which its `_id` decides, and a counter at the item.

Of a like and its withdrawal the one that was accepted last counts, in whichever order they are carried out. So a
withdrawn like stays as a tombstone, with the `seq` of its write.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pymongo import ReplaceOne
from pymongo.client_session import ClientSession

from core.content import documents
from core.platform.problems import Problem, not_found
from core.schemas.stored import StoredItem, StoredLike
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id, by_ids, of_root, partition
from core.writes.journal import Write

LikedNoun = Literal["post", "comment"]


@dataclass(frozen=True)
class Change:
    """What a write did: the item that it was about, by how much that has more likes (-1, 0 or 1), and how many it has
    after this write."""

    item: StoredItem
    by: int
    like_count: int


def id_of(user_id: str, item_id: str) -> str:
    """The `_id` of a user's like of an item."""
    return f"{user_id}:{item_id}"


def change(session: ClientSession, noun: LikedNoun, writes: list[Write]) -> list[Change | Problem]:
    """Carry out these likes and withdrawals, all of posts or all of comments, in their order; what each did, or Problem
    404 if the item was deleted before. Raises MissingError."""
    items = documents.all_stored(session, noun, [write.resource_id for write in writes])
    likes = _stored(session, [id_of(write.actor_id, write.resource_id) for write in writes])
    counts = {item_id: int(item["like_count"]) for item_id, item in items.items()}
    before, changed, results = dict(counts), dict[str, StoredLike](), list[Change | Problem]()
    for write in writes:
        item = items[write.resource_id]
        is_gone = documents.is_gone(item)
        if is_gone and item["seqs"]["deleted"] < write.seq:
            results.append(not_found(noun))
            continue
        like_id = id_of(write.actor_id, write.resource_id)
        known = likes.get(like_id)
        by = 0
        # What was deleted later than this was accepted, and earlier than it is carried out, stays as it is.
        if not is_gone and (known is None or known["seq"] < write.seq):
            likes[like_id] = changed[like_id] = _like(write)
            by = (known is None or known["deleted"]) - likes[like_id]["deleted"]
        counts[write.resource_id] += by
        results.append(Change(item, by, counts[write.resource_id]))
    if changed:
        stored = [ReplaceOne(by_id(like_id), like, upsert=True) for like_id, like in changed.items()]
        collection("likes").bulk_write(stored, ordered=False, session=session)
    documents.add(session, noun, "like_count", {each: counts[each] - before[each] for each in counts})
    return results


def _stored(session: ClientSession, like_ids: list[str]) -> dict[str, StoredLike]:
    return {like["_id"]: like for like in collection("likes").find(by_ids(like_ids), session=session)}


def _like(write: Write) -> StoredLike:
    like_id, is_over = id_of(write.actor_id, write.resource_id), write.kind.verb == "unlike"
    return {
        "_id": like_id,
        "p": partition(like_id),
        "user_id": write.actor_id,
        "item_id": write.resource_id,
        "seq": write.seq,
        "at_ms": write.at_ms,
        "deleted": is_over,
        "deleted_ms": write.at_ms if is_over else None,
    }


def liked_among(user_id: str, item_ids: Iterable[str]) -> list[str]:
    """Those of these posts and comments that this user likes, in the order in which they were asked for."""
    ids = list(dict.fromkeys(item_ids))
    wanted = by_ids(id_of(user_id, each) for each in ids)
    found = {like["item_id"] for like in collection("likes").find({**wanted, "deleted": False}, {"item_id": 1})}
    return [each for each in ids if each in found]


def who_likes(item_id: str, limit: int, before: tuple[int, str] | None = None) -> list[StoredLike]:
    """The latest likes of this item, or those that come after one with this time (ms) and user id."""
    wanted = {**of_root("likes", "item_id", item_id), "deleted": False}
    if before:
        at_ms, user_id = before
        earlier = [{"at_ms": {"$lt": at_ms}}, {"at_ms": at_ms, "_id": {"$lt": id_of(user_id, item_id)}}]
        wanted = {"$and": [wanted, {"$or": earlier}]}
    return list(collection("likes").find(wanted).sort([("at_ms", -1), ("_id", -1)]).limit(limit))
