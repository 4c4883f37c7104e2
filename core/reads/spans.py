"""Spans: which part of a feed is wanted, and its documents in MongoDB."""

from dataclasses import dataclass
from typing import Any

from core.reads.indexes import Index, Order
from core.reads.nouns import NOUNS
from core.servers.mongo import Document, collection


@dataclass(frozen=True)
class Span:
    """Which part of a feed is wanted. `since_ms` and `until_ms` are inclusive; the cursor's item is not."""

    order: Order = "newest"
    limit: int = 20
    cursor: tuple[int, str] | None = None
    since_ms: int | None = None
    until_ms: int | None = None


def query(wanted: Index, span: Span) -> dict[str, Any]:
    """The MongoDB filter of this part of a feed; it stands on the index (…, deleted, created_ms, _id)."""
    matches = wanted.in_mongo()
    created = {"$gte": span.since_ms, "$lte": span.until_ms}
    if bounds := {name: bound for name, bound in created.items() if bound is not None}:
        matches["created_ms"] = bounds
    if span.cursor:
        score, item_id = span.cursor
        beyond = "$lt" if span.order == "newest" else "$gt"
        tie = {"created_ms": score, "_id": {beyond: item_id}}
        matches["$or"] = [{"created_ms": {beyond: score}}, tie]
    return matches


def documents(wanted: Index, span: Span, limit: int) -> list[Document]:
    """The documents of this part of a feed in their order, at most `limit`, from MongoDB."""
    direction = -1 if span.order == "newest" else 1
    found = collection(NOUNS[wanted.noun].collection).find(query(wanted, span))
    return list(found.sort([("created_ms", direction), ("_id", direction)]).limit(limit))
