"""What posts, comments and users have in common once they are stored: edits and deletes that arrive in any order."""

from collections.abc import Iterable
from typing import Any

from pymongo.client_session import ClientSession

from core.identity import accounts
from core.platform import markdown
from core.platform.problems import Problem, ProblemKind, not_found, not_yours
from core.servers.mongo import Document, collection
from core.writes.journal import Write
from core.writes.ledger import MissingError


def stored(session: ClientSession, name: str, item_id: str, what: str) -> Document:
    """The document, deleted or not. Raises MissingError when MongoDB does not have it (yet)."""
    if (doc := collection(name).find_one({"_id": item_id}, session=session)) is None:
        raise MissingError(item_id, what)
    return doc


def all_stored(session: ClientSession, name: str, ids: Iterable[str], what: str) -> dict[str, Document]:
    """These documents by id, deleted or not. Raises MissingError when MongoDB lacks one of them (yet)."""
    wanted = list(dict.fromkeys(ids))
    found = {doc["_id"]: doc for doc in collection(name).find({"_id": {"$in": wanted}}, session=session)}
    for each in wanted:
        if each not in found:
            raise MissingError(each, what)
    return found


def insert(session: ClientSession, name: str, docs: list[Document]) -> None:
    """Store new documents."""
    if docs:
        collection(name).insert_many(docs, session=session)


def owned(session: ClientSession, name: str, write: Write, what: str) -> Document:
    """The document that this write is about, if its actor may change it. Raises Problem 403, 404 or 412.

    Its author may; a moderator may delete it.
    """
    doc = stored(session, name, write.resource_id, what)
    deletes = write.kind.deletes
    if doc["author_id"] != write.actor_id and not (deletes and accounts.is_moderator(write.actor_id, session)):
        raise not_yours(what)
    # A delete that was accepted later but applied earlier does not undo that this write was in order.
    if doc["deleted"] and doc["seqs"]["deleted"] < write.seq:
        raise not_found(what)
    check_rev(doc, write)
    return doc


def check_rev(doc: Document, write: Write) -> None:
    """Raises Problem 412 when the write was meant for another revision (`If-Match`)."""
    wanted = write.body.get("if_rev")
    if wanted is not None and wanted != doc["rev"]:
        raise Problem(ProblemKind.CHANGED_MEANWHILE, f"The revision is {doc['rev']} now, not {wanted}.")


def edit(session: ClientSession, name: str, doc: Document, write: Write) -> int:
    """Set the fields of `write.body["changes"]` that no later write has set; return the revision.

    Each field remembers the `seq` that set it, so that the last accepted edit of a field wins in any order.
    """
    newer = {f: v for f, v in write.body["changes"].items() if doc["seqs"].get(f, 0) < write.seq}
    if doc.get("deleted") or not newer:
        return int(doc["rev"])
    values: dict[str, Any] = newer | {f"seqs.{each}": write.seq for each in newer}
    if name in markdown.RICH and "content" in newer:
        values |= markdown.rich(newer["content"])
    change = {"$set": values, "$max": {"updated_ms": write.at_ms}, "$inc": {"rev": 1, "version": 1}}
    collection(name).update_one({"_id": doc["_id"]}, change, session=session)
    return int(doc["rev"]) + 1


def soft_delete(session: ClientSession, name: str, doc: Document, write: Write) -> bool:
    """Mark the document deleted; it stays as a tombstone until it is purged. False: it was deleted before."""
    if doc["deleted"]:
        return False
    marks = {"deleted": True, "deleted_ms": write.at_ms, "seqs.deleted": write.seq}
    collection(name).update_one({"_id": doc["_id"]}, {"$set": marks, "$inc": {"version": 1}}, session=session)
    return True


def fresh(write: Write, fields: dict[str, Any]) -> Document:
    """A new document with these fields and what every post and comment has."""
    what = {"_id": write.resource_id, "author_id": write.actor_id, **fields, "like_count": 0}
    times = {"created_ms": write.at_ms, "updated_ms": write.at_ms, "deleted": False, "deleted_ms": None}
    return what | times | {"rev": 1, "version": 1, "seqs": {}}
