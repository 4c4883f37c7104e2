"""Purge: what was soft-deleted long enough ago leaves MongoDB, in bounded batches that may run twice at once."""

from typing import Any

from core.mongo import collection
from core.times import now_ms


def _over(retention_s: int) -> dict[str, Any]:
    return {"deleted": True, "deleted_ms": {"$lte": now_ms() - retention_s * 1000}}


def _ids(name: str, match: dict[str, Any], limit: int) -> list[str]:
    return [doc["_id"] for doc in collection(name).find(match, {"_id": 1}).limit(limit)]


def purge_comments(retention_s: int, batch: int) -> int:
    """Remove at most `batch` comments that were deleted more than `retention_s` ago; return how many went."""
    over = _over(retention_s)
    return collection("comments").delete_many({"_id": {"$in": _ids("comments", over, batch)}, **over}).deleted_count


def purge_posts(retention_s: int, batch: int) -> int:
    """Remove posts that were deleted more than `retention_s` ago, each after the comments it orphans.

    At most `batch` documents in all; return how many went. A post whose comments do not fit stays for the next call.
    """
    over, removed = _over(retention_s), 0
    for post_id in _ids("posts", over, batch):
        orphans = _ids("comments", {"post_id": post_id}, batch - removed)
        removed += collection("comments").delete_many({"_id": {"$in": orphans}}).deleted_count
        if removed >= batch:
            break
        removed += collection("posts").delete_one({"_id": post_id, **over}).deleted_count
    return removed
