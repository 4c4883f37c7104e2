"""Purge: what was soft-deleted long enough ago leaves MongoDB, and comments without a post with it."""

from collections.abc import Callable
from typing import Any

from core.platform.clock import now_ms
from core.platform.settings import settings
from core.servers.mongo import collection
from core.servers.scan import Batches


def _over() -> dict[str, Any]:
    return {"deleted": True, "deleted_ms": {"$lte": now_ms() - settings().retention_deleted_s * 1000}}


def _deleted(name: str) -> Callable[[str], Batches]:
    def find(cursor: str) -> Batches:
        """Ids of what was deleted before the retention began, the longest ago first."""
        over, after_ms, after_id = _over(), *_split(cursor)
        while True:
            later = [{"deleted_ms": {"$gt": after_ms}}, {"deleted_ms": after_ms, "_id": {"$gt": after_id}}]
            found = collection(name).find({"$and": [over, {"$or": later}]}, {"deleted_ms": 1})
            docs = list(found.sort([("deleted_ms", 1), ("_id", 1)]).limit(settings().purge_batch))
            if not docs:
                return
            after_ms, after_id = int(docs[-1]["deleted_ms"]), docs[-1]["_id"]
            yield f"{after_ms}-{after_id}", [doc["_id"] for doc in docs]

    return find


def _split(cursor: str) -> tuple[int, str]:
    at_ms, _, item_id = cursor.partition("-")
    return int(at_ms or 0), item_id


deleted_posts, deleted_comments, deleted_messages = (_deleted(name) for name in ("posts", "comments", "messages"))


def remove_comments(ids: list[str]) -> int:
    """Remove those of these comments whose retention is over; return how many went."""
    return collection("comments").delete_many({"_id": {"$in": ids}, **_over()}).deleted_count


def remove_messages(ids: list[str]) -> int:
    """Remove those of these messages whose retention is over; return how many went."""
    return collection("messages").delete_many({"_id": {"$in": ids}, **_over()}).deleted_count


def remove_posts(ids: list[str]) -> int:
    """Remove those of these posts whose retention is over, each after its comments; return how many posts went."""
    over = [doc["_id"] for doc in collection("posts").find({"_id": {"$in": ids}, **_over()}, {"_id": 1})]
    # First what the post would orphan: cut off in between, the next run finds the post again.
    collection("comments").delete_many({"post_id": {"$in": over}})
    return collection("posts").delete_many({"_id": {"$in": over}, **_over()}).deleted_count


def orphans(cursor: str) -> Batches:
    """Ids of comments whose post does not exist, not even as a deleted one."""
    while True:
        found = collection("comments").find({"_id": {"$gt": cursor}}, {"post_id": 1})
        docs = list(found.sort("_id", 1).limit(settings().purge_batch))
        if not docs:
            return
        cursor, there = docs[-1]["_id"], _posts_of({doc["post_id"] for doc in docs})
        yield cursor, [doc["_id"] for doc in docs if doc["post_id"] not in there]


def _posts_of(post_ids: set[str]) -> set[str]:
    return {doc["_id"] for doc in collection("posts").find({"_id": {"$in": list(post_ids)}}, {"_id": 1})}


def remove_orphans(ids: list[str]) -> int:
    """Remove those of these comments that have no post; return how many went."""
    docs = list(collection("comments").find({"_id": {"$in": ids}}, {"post_id": 1}))
    there = _posts_of({doc["post_id"] for doc in docs})
    gone = [doc["_id"] for doc in docs if doc["post_id"] not in there]
    return collection("comments").delete_many({"_id": {"$in": gone}}).deleted_count


def overdue() -> dict[str, tuple[int, float]]:
    """For each kind of thing: how many should be gone by now, and for how many seconds the first of them should."""
    return {name: _overdue(name) for name in ("posts", "comments", "messages")}


def _overdue(name: str) -> tuple[int, float]:
    over = _over()
    count = collection(name).count_documents(over)
    oldest = collection(name).find_one(over, {"deleted_ms": 1}, sort=[("deleted_ms", 1)])
    behind_ms = over["deleted_ms"]["$lte"] - oldest["deleted_ms"] if oldest else 0
    return count, behind_ms / 1000
