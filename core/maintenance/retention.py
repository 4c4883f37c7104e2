"""Purge: what was soft-deleted long enough ago leaves MongoDB, and what has lost its parent with it."""

from collections.abc import Iterable, Iterator
from typing import Any

from core.platform.clock import now_ms
from core.platform.settings import settings
from core.reads.nouns import OWNED, PURGED
from core.servers.mongo import collection
from core.servers.scan import Batches
from core.servers.sharding.filters import by_ids, of_roots


def _over() -> dict[str, Any]:
    return {"deleted": True, "deleted_ms": {"$lte": now_ms() - settings().retention_deleted_s * 1000}}


def deleted(name: str, cursor: str) -> Batches:
    """Ids of the documents of this collection that were deleted before the retention began, the longest ago first."""
    over, after_ms, after_id = _over(), *_split(cursor)
    while True:
        later = [{"deleted_ms": {"$gt": after_ms}}, {"deleted_ms": after_ms, "_id": {"$gt": after_id}}]
        found = collection(name).find({"$and": [over, {"$or": later}]}, {"deleted_ms": 1})
        docs = list(found.sort([("deleted_ms", 1), ("_id", 1)]).limit(settings().purge_batch))
        if not docs:
            return
        after_ms, after_id = int(docs[-1]["deleted_ms"]), docs[-1]["_id"]
        yield f"{after_ms}-{after_id}", [doc["_id"] for doc in docs]


def _split(cursor: str) -> tuple[int, str]:
    at_ms, _, item_id = cursor.partition("-")
    return int(at_ms or 0), item_id


def purge(name: str, ids: list[str]) -> int:
    """Remove those of these documents whose retention is over, each after what it owns; return how many went."""
    over = [doc["_id"] for doc in collection(name).find({**by_ids(ids), **_over()}, {"_id": 1})]
    # First what the item would orphan: cut off in between, the next run finds the item again.
    for owned, about in OWNED.items():
        if name in about.owners:
            collection(owned).delete_many(of_roots(owned, about.by, over))
    return collection(name).delete_many({**by_ids(over), **_over()}).deleted_count


def orphans(cursor: str) -> Batches:
    """Names (`comments:<id>`) of documents whose owner does not exist, not even as a deleted one."""
    first, _, first_id = cursor.partition(":")
    for name in sorted(each for each in OWNED if each >= first):
        yield from _orphans(name, first_id if name == first else "")


def _orphans(name: str, after_id: str) -> Iterator[tuple[str, list[str]]]:
    while True:
        found = collection(name).find({"_id": {"$gt": after_id}}, list(_owners(name)))
        docs = list(found.sort("_id", 1).limit(settings().purge_batch))
        if not docs:
            return
        after_id = docs[-1]["_id"]
        yield f"{name}:{after_id}", [f"{name}:{each}" for each in _without_owner(name, docs)]


def _owners(name: str) -> dict[str, tuple[str, ...]]:
    """Without what a document of this collection is an orphan: the fields with its id, and where that may be."""
    about = OWNED[name]
    return {about.by: about.owners} | ({about.reader: ("users",)} if about.reader else {})


def _without_owner(name: str, docs: list[dict[str, Any]]) -> list[str]:
    there = {by: _there({doc[by] for doc in docs}, owners) for by, owners in _owners(name).items()}
    return [doc["_id"] for doc in docs if any(doc[by] not in found for by, found in there.items())]


def _there(ids: set[str], owners: Iterable[str]) -> set[str]:
    return {doc["_id"] for owner in owners for doc in collection(owner).find(by_ids(ids), {"_id": 1})}


def remove_orphans(names: list[str]) -> int:
    """Remove those of these documents that have no owner; return how many went."""
    removed, wanted = 0, dict[str, list[str]]()
    for each in names:
        name, _, owned_id = each.partition(":")
        wanted.setdefault(name, []).append(owned_id)
    for name, ids in wanted.items():
        documents = collection(name)
        gone = _without_owner(name, list(documents.find(by_ids(ids), list(_owners(name)))))
        removed += documents.delete_many(by_ids(gone)).deleted_count
    return removed


def overdue() -> dict[str, tuple[int, float]]:
    """For each collection: how many documents should be gone, and for how many seconds the first of them should."""
    return {name: _overdue(name) for name in PURGED}


def _overdue(name: str) -> tuple[int, float]:
    over = _over()
    count = collection(name).count_documents(over)
    oldest = collection(name).find_one(over, {"deleted_ms": 1}, sort=[("deleted_ms", 1)])
    behind_ms = over["deleted_ms"]["$lte"] - oldest["deleted_ms"] if oldest else 0
    return count, behind_ms / 1000
