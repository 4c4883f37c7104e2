"""Edges: what leads from a person to something, and is counted there. A like leads to a post, a follow to a person.

Each is a document of its own, one for each pair, which its `_id` decides; it lies with what it leads to. Of an edge and
its withdrawal the one that was accepted last counts, in whichever order they are carried out. So a withdrawn one stays
as a tombstone, with the `seq` of its write.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pymongo import ReplaceOne
from pymongo.client_session import ClientSession

from core.content import documents
from core.content.documents import CountingNoun
from core.platform.problems import Problem, not_found
from core.servers.mongo import Document, collection
from core.servers.sharding.filters import by_id, by_ids, partition
from core.writes.journal import Write


@dataclass(frozen=True)
class Edge:
    """One kind of edge: its collection, the fields with the ids of both ends, the counter at the second, and the verb
    of the write that withdraws it."""

    collection: str
    begin: str
    end: str
    counter: str
    withdraws: str


@dataclass(frozen=True)
class Change:
    """What a write did: the item that it was about, by how much its counter has grown (-1, 0 or 1), and what that is
    after this write."""

    item: Any
    by: int
    count: int


def id_of(begin_id: str, end_id: str) -> str:
    """The `_id` of the edge between these two."""
    return f"{begin_id}:{end_id}"


def change(
    session: ClientSession, edge: Edge, noun: CountingNoun, writes: list[Write], refused: Mapping[str, Problem]
) -> list[Change | Problem]:
    """Make these edges to items of one noun, or withdraw them, in their order; what each write did. Those in `refused`,
    by the id of the write, do nothing; Problem 404 if the item was deleted before. Raises MissingError."""
    items = documents.all_stored(session, noun, [write.resource_id for write in writes])
    ids = [id_of(write.actor_id, write.resource_id) for write in writes]
    edges = {each["_id"]: each for each in collection(edge.collection).find(by_ids(ids), session=session)}
    counts = {item_id: int(item.get(edge.counter, 0)) for item_id, item in items.items()}
    before, changed, results = dict(counts), dict[str, Document](), list[Change | Problem]()
    for write, edge_id in zip(writes, ids, strict=True):
        item = items[write.resource_id]
        if problem := refused.get(write.id) or _too_late(noun, item, write):
            results.append(problem)
            continue
        known, by = edges.get(edge_id), 0
        # What was deleted later than this was accepted, and earlier than it is carried out, stays as it is.
        if not documents.is_gone(item) and (known is None or known["seq"] < write.seq):
            edges[edge_id] = changed[edge_id] = _document(edge, write)
            by = (known is None or known["deleted"]) - edges[edge_id]["deleted"]
        counts[write.resource_id] += by
        results.append(Change(item, by, counts[write.resource_id]))
    if changed:
        stored = [ReplaceOne(by_id(edge_id), each, upsert=True) for edge_id, each in changed.items()]
        collection(edge.collection).bulk_write(stored, ordered=False, session=session)
    documents.add(session, noun, edge.counter, {each: counts[each] - before[each] for each in counts})
    return results


def _too_late(noun: str, item: Any, write: Write) -> Problem | None:
    return not_found(noun) if documents.is_gone(item) and item["seqs"]["deleted"] < write.seq else None


def _document(edge: Edge, write: Write) -> Document:
    edge_id, is_over = id_of(write.actor_id, write.resource_id), write.kind.verb == edge.withdraws
    return {
        "_id": edge_id,
        "p": partition(edge_id),
        edge.begin: write.actor_id,
        edge.end: write.resource_id,
        "seq": write.seq,
        "at_ms": write.at_ms,
        "deleted": is_over,
        "deleted_ms": write.at_ms if is_over else None,
    }


def page(edge: Edge, wanted: Document, limit: int, before: tuple[int, str] | None) -> list[Any]:
    """The latest edges that match `wanted`, or those that come after one with this time (ms) and `_id`."""
    found = {**wanted, "deleted": False}
    if before:
        at_ms, edge_id = before
        earlier = [{"at_ms": {"$lt": at_ms}}, {"at_ms": at_ms, "_id": {"$lt": edge_id}}]
        found = {"$and": [found, {"$or": earlier}]}
    return list(collection(edge.collection).find(found).sort([("at_ms", -1), ("_id", -1)]).limit(limit))


def ends_among(edge: Edge, begin_id: str, end_ids: Iterable[str]) -> list[str]:
    """Those of these items to which an edge of this person leads, in the order in which they were asked for."""
    ids = list(dict.fromkeys(end_ids))
    wanted = {**by_ids(id_of(begin_id, each) for each in ids), "deleted": False}
    found = {each[edge.end] for each in collection(edge.collection).find(wanted, {edge.end: 1})}
    return [each for each in ids if each in found]
