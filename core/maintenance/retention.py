"""Purge: what was soft-deleted long enough ago leaves MongoDB, and what has lost its parent with it."""

from collections.abc import Iterator
from typing import Any

from core.platform.clock import now_ms
from core.platform.settings import settings
from core.reads.nouns import NOUNS
from core.servers.mongo import collection
from core.servers.scan import Batches
from core.servers.sharding.filters import by_ids, of_roots

PURGED = [name for name, noun in NOUNS.items() if noun.is_purged]


def _over() -> dict[str, Any]:
    return {"deleted": True, "deleted_ms": {"$lte": now_ms() - settings().retention_deleted_s * 1000}}


def deleted(noun: str, cursor: str) -> Batches:
    """Ids of the items of this noun that were deleted before the retention began, the longest ago first."""
    over, after_ms, after_id = _over(), *_split(cursor)
    while True:
        later = [{"deleted_ms": {"$gt": after_ms}}, {"deleted_ms": after_ms, "_id": {"$gt": after_id}}]
        found = collection(NOUNS[noun].collection).find({"$and": [over, {"$or": later}]}, {"deleted_ms": 1})
        docs = list(found.sort([("deleted_ms", 1), ("_id", 1)]).limit(settings().purge_batch))
        if not docs:
            return
        after_ms, after_id = int(docs[-1]["deleted_ms"]), docs[-1]["_id"]
        yield f"{after_ms}-{after_id}", [doc["_id"] for doc in docs]


def _split(cursor: str) -> tuple[int, str]:
    at_ms, _, item_id = cursor.partition("-")
    return int(at_ms or 0), item_id


def purge(noun: str, ids: list[str]) -> int:
    """Remove those of these items whose retention is over, each after its children; return how many items went."""
    documents = collection(NOUNS[noun].collection)
    over = [doc["_id"] for doc in documents.find({**by_ids(ids), **_over()}, {"_id": 1})]
    # First what the item would orphan: cut off in between, the next run finds the item again.
    for child in NOUNS.values():
        if child.parent == noun:
            collection(child.collection).delete_many(of_roots(child.collection, child.parent_id, over))
    return documents.delete_many({**by_ids(over), **_over()}).deleted_count


def orphans(cursor: str) -> Batches:
    """Names (`comment:<id>`) of items whose parent does not exist, not even as a deleted one."""
    first_noun, _, first_id = cursor.partition(":")
    for noun in sorted(name for name in NOUNS if NOUNS[name].parent and name >= first_noun):
        yield from _orphans(noun, first_id if noun == first_noun else "")


def _orphans(noun: str, after_id: str) -> Iterator[tuple[str, list[str]]]:
    while True:
        found = collection(NOUNS[noun].collection).find({"_id": {"$gt": after_id}}, {NOUNS[noun].parent_id: 1})
        docs = list(found.sort("_id", 1).limit(settings().purge_batch))
        if not docs:
            return
        after_id = docs[-1]["_id"]
        yield f"{noun}:{after_id}", [f"{noun}:{each}" for each in _without_parent(noun, docs)]


def _without_parent(noun: str, docs: list[dict[str, Any]]) -> list[str]:
    parent_id = NOUNS[noun].parent_id
    wanted = by_ids({doc[parent_id] for doc in docs})
    there = {doc["_id"] for doc in collection(NOUNS[NOUNS[noun].parent].collection).find(wanted, {"_id": 1})}
    return [doc["_id"] for doc in docs if doc[parent_id] not in there]


def remove_orphans(names: list[str]) -> int:
    """Remove those of these items that have no parent; return how many went."""
    removed, wanted = 0, dict[str, list[str]]()
    for name in names:
        noun, _, item_id = name.partition(":")
        wanted.setdefault(noun, []).append(item_id)
    for noun, ids in wanted.items():
        documents = collection(NOUNS[noun].collection)
        gone = _without_parent(noun, list(documents.find(by_ids(ids), {NOUNS[noun].parent_id: 1})))
        removed += documents.delete_many(by_ids(gone)).deleted_count
    return removed


def overdue() -> dict[str, tuple[int, float]]:
    """For each collection: how many items should be gone by now, and for how many seconds the first of them should."""
    return {NOUNS[noun].collection: _overdue(NOUNS[noun].collection) for noun in PURGED}


def _overdue(name: str) -> tuple[int, float]:
    over = _over()
    count = collection(name).count_documents(over)
    oldest = collection(name).find_one(over, {"deleted_ms": 1}, sort=[("deleted_ms", 1)])
    behind_ms = over["deleted_ms"]["$lte"] - oldest["deleted_ms"] if oldest else 0
    return count, behind_ms / 1000
