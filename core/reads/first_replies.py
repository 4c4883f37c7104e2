"""First replies: which of its replies are shown with a comment, as they are at one version of it.

Whatever makes or deletes a reply changes the version of what it answers in the same transaction. So the list that
belongs to a version never changes, and needs to be stored nowhere but in the cache, beside the comment
(docs/decisions/0038).
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from core.reads.cursors import write_cursor
from core.reads.nouns import NOUNS
from core.reads.serializers import Entry, FirstReplies
from core.servers.mongo import Document, collection
from core.servers.sharding.filters import beside_roots, by_ids

# So many replies are shown with a comment. Another number needs another SHAPE (core/reads/serializers.py).
SHOWN = 2
OLDEST_FIRST = {"created_ms": 1, "_id": 1}


def entries_of(noun: str, docs: list[Document]) -> list[Entry]:
    """These documents for the cache, in their order. Comments that have replies are read once more, as they are now,
    with the first of these; without those that are not there any more."""
    entries = [NOUNS[noun].entry(doc) for doc in docs]
    replied = {doc["_id"] for doc in docs if noun == "comment" and doc.get("reply_count")}
    if not replied:
        return entries
    now = _with_first_replies(replied)
    return [
        now[doc["_id"]] if doc["_id"] in replied else entry
        for doc, entry in zip(docs, entries, strict=True)
        if doc["_id"] not in replied or doc["_id"] in now
    ]


def _with_first_replies(ids: set[str]) -> dict[str, Entry]:
    """These comments by id. What changes while it is read is read again."""
    found: dict[str, Entry] = {}
    while ids:
        docs: list[Document] = list(collection(NOUNS["comment"].collection).aggregate(_stages(sorted(ids))))
        same = [doc for doc in docs if [doc["version"]] == [after["version"] for after in doc["after"]]]
        found |= {doc["_id"]: _entry(doc) for doc in same}
        ids = {doc["_id"] for doc in docs} - found.keys()
    return found


def _entry(doc: Document) -> Entry:
    replies = doc["first_replies"]
    shown = replies[:SHOWN]
    cursor = write_cursor(shown[-1]["created_ms"], shown[-1]["_id"]) if len(replies) > SHOWN else None
    first = FirstReplies(tuple(reply["_id"] for reply in shown), cursor)
    return replace(NOUNS["comment"].entry(doc), first_replies=first)


def _stages(ids: list[str]) -> list[dict[str, Any]]:
    """Each comment is read before its replies, and its version once more after them."""
    replies = [
        {"$match": beside_roots("comments", ids) | {"deleted": False}},
        {"$sort": OLDEST_FIRST},
        {"$limit": SHOWN + 1},
        {"$project": {"created_ms": 1}},
    ]
    after = [{"$match": by_ids(ids)}, {"$project": {"version": 1}}]
    return [{"$match": by_ids(ids)}, _joined("first_replies", "parent_id", replies), _joined("after", "_id", after)]


def _joined(name: str, field: str, stages: Iterable[Any]) -> dict[str, Any]:
    found = {"from": "comments", "localField": "_id", "foreignField": field, "pipeline": stages}
    return {"$lookup": found | {"as": name}}
