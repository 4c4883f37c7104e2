"""Revisions: what a post or a comment said before each of its edits.

Each edit keeps the text that it replaces, in its own transaction, under the revision that this text was: `_id` is
`<rev>:<item>`, which the ledger and the growing `rev` of the item let come once. Only the newest REVISIONS_MAX stay.
"""

from typing import cast

from pymongo import DeleteMany, ReplaceOne
from pymongo.client_session import ClientSession

from core.platform.settings import settings
from core.schemas.stored import StoredItem, StoredRevision
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id, of_root, partition
from core.writes.journal import Write

# The nouns whose edits are kept.
NOUNS = ("post", "comment")
TEXTS = ("title", "content", "content_html")


def id_of(item_id: str, rev: int) -> str:
    """The `_id` of what an item said as this revision; it ends with the item's, so it lies with that."""
    return f"{rev}:{item_id}"


def keep(session: ClientSession, doc: StoredItem, write: Write) -> int:
    """Keep what this post or comment says, which this edit is about to replace, and let the oldest go; by how many more
    revisions it has."""
    most = settings().revisions_max
    changes: list[ReplaceOne[StoredRevision] | DeleteMany] = []
    if most:
        revision = _revision(doc, write)
        changes.append(ReplaceOne(by_id(revision["_id"]), revision, upsert=True))
    if doc["rev"] > most:
        changes.append(DeleteMany({**of_root("revisions", "item_id", doc["_id"]), "rev": {"$lte": doc["rev"] - most}}))
    done = collection("revisions").bulk_write(changes, session=session)
    return done.upserted_count - done.deleted_count


def _revision(doc: StoredItem, write: Write) -> StoredRevision:
    revision_id = id_of(doc["_id"], doc["rev"])
    revision = {
        "_id": revision_id,
        "p": partition(revision_id),
        "item_id": doc["_id"],
        "rev": doc["rev"],
        "author_id": write.actor_id,
        # As `updated_ms`: an edit that was accepted before another and carried out after it does not go back in time.
        "at_ms": max(doc["updated_ms"], write.at_ms),
    }
    # A comment has no title, and a text from before schema 3 that is not migrated yet no HTML.
    return cast(StoredRevision, revision | {name: each for name in TEXTS if (each := doc.get(name)) is not None})


def drop(session: ClientSession, item_id: str) -> None:
    """Remove all that this item has said before."""
    collection("revisions").delete_many(of_root("revisions", "item_id", item_id), session=session)


def newest(item_id: str, limit: int, before_rev: int | None = None) -> list[StoredRevision]:
    """The newest revisions of this item, or of those before this one."""
    wanted = of_root("revisions", "item_id", item_id)
    if before_rev is not None:
        wanted["rev"] = {"$lt": before_rev}
    return list(collection("revisions").find(wanted).sort("rev", -1).limit(limit))
