"""What posts, comments, messages and users have in common once they are stored: edits and deletes in any order.

Each is named by its noun, `post`; `core/reads/nouns.py` knows its collection.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, cast, overload

from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from core.content import revisions
from core.identity import accounts
from core.platform import edit_window
from core.platform.ids import NOBODY
from core.platform.problems import Problem, ProblemKind, not_found, not_yours
from core.reads.nouns import NOUNS
from core.schemas.bodies import ChangeBody
from core.schemas.stored import StoredComment, StoredItem, StoredMessage, StoredPost, StoredUser
from core.schemas.stored_conversations import StoredConversation
from core.servers.mongo import Document, collection
from core.servers.sharding.filters import by_id, by_ids, partition
from core.writes.journal import Write
from core.writes.ledger import MissingError

ItemNoun = Literal["post", "comment", "message"]
NOTHING: Mapping[str, Any] = {}
CountingNoun = Literal["post", "comment", "user"]


@overload
def stored(session: ClientSession, noun: Literal["user"], item_id: str) -> StoredUser: ...
@overload
def stored(session: ClientSession, noun: Literal["conversation"], item_id: str) -> StoredConversation: ...
@overload
def stored(session: ClientSession, noun: ItemNoun, item_id: str) -> StoredItem: ...
def stored(session: ClientSession, noun: str, item_id: str) -> Any:
    """The document, deleted or not. Raises MissingError when MongoDB does not have it (yet)."""
    return all_stored(session, noun, [item_id])[item_id]


def all_stored(session: ClientSession, noun: str, ids: Iterable[str]) -> dict[str, Any]:
    """These documents by id, deleted or not. Raises MissingError when MongoDB lacks one of them (yet)."""
    wanted = list(dict.fromkeys(ids))
    found = {doc["_id"]: doc for doc in collection(NOUNS[noun].collection).find(by_ids(wanted), session=session)}
    for each in wanted:
        if each not in found:
            raise MissingError(each, noun)
    return found


@overload
def owned(session: ClientSession, noun: Literal["post"], write: Write) -> StoredPost: ...
@overload
def owned(session: ClientSession, noun: Literal["comment"], write: Write) -> StoredComment: ...
@overload
def owned(session: ClientSession, noun: Literal["message"], write: Write) -> StoredMessage: ...
def owned(session: ClientSession, noun: ItemNoun, write: Write) -> Any:
    """The document that this write is about, if its actor may change it. Raises Problem 403, 404 or 412.

    Its author may, and edit it within the edit window; a moderator may delete what everybody reads.
    """
    doc = stored(session, noun, write.resource_id)
    if doc["author_id"] != write.actor_id and not (write.kind.is_moderated and accounts.is_moderator(write.actor_id)):
        raise not_yours(noun)
    # A delete that was accepted later but applied earlier does not undo that this write was in order.
    if is_gone(doc) and doc["seqs"]["deleted"] < write.seq:
        raise not_found(noun)
    if write.kind.edits:
        # When it was accepted: that it waits for a worker does not make it late.
        edit_window.check(noun, doc["created_ms"], write.at_ms)
    check_rev(doc["rev"], write)
    return doc


def is_gone(doc: Any) -> bool:
    """Whether this document is deleted, or is a comment of which only the place is left."""
    return bool(doc.get("deleted") or doc.get("removed"))


def shown_deleter(doc: StoredItem, write: Write) -> str:
    """The id that others are shown of who deletes this: its author's, or NOBODY's for a moderator, who is not named."""
    return write.actor_id if write.actor_id == doc["author_id"] else NOBODY


def check_rev(rev: int, write: Write) -> None:
    """Raises Problem 412 when the write was meant for another revision (`If-Match`)."""
    wanted = cast(ChangeBody, write.body).get("if_rev")
    if wanted is not None and wanted != rev:
        raise Problem(ProblemKind.CHANGED_MEANWHILE, f"The revision is {rev} now, not {wanted}.")


def newer_changes(doc: StoredItem | StoredUser, write: Write) -> dict[str, Any]:
    """Those of the `changes` of this edit that no later write has set, and no deletion has made pointless.

    Each field remembers the `seq` that set it, so that the last accepted edit of a field wins in any order.
    """
    changes = cast(ChangeBody, write.body)["changes"]
    return {} if is_gone(doc) else {f: v for f, v in changes.items() if doc["seqs"].get(f, 0) < write.seq}


def edit(
    session: ClientSession, noun: str, doc: StoredItem | StoredUser, write: Write, more: Mapping[str, Any] = NOTHING
) -> int:
    """Set the fields of `newer_changes`, and with one of them what follows from it (`more`); return the revision. What
    a post or comment said before is kept (core/content/revisions.py)."""
    newer = newer_changes(doc, write)
    if not newer:
        return int(doc["rev"])
    values: dict[str, Any] = newer | {f"seqs.{each}": write.seq for each in newer} | dict(more)
    counts = {"rev": 1, "version": 1}
    if noun in revisions.NOUNS:
        counts["revision_count"] = revisions.keep(session, cast(StoredItem, doc), write)
    change = {"$set": values, "$max": {"updated_ms": write.at_ms}, "$inc": counts}
    collection(NOUNS[noun].collection).update_one(by_id(doc["_id"]), change, session=session)
    return int(doc["rev"]) + 1


def soft_delete(session: ClientSession, noun: str, doc: StoredItem, write: Write) -> bool:
    """Mark the document deleted; it stays as a tombstone until it is purged. False: it was deleted before."""
    if doc["deleted"]:
        return False
    marks: Document = {"deleted": True, "deleted_ms": write.at_ms, "seqs.deleted": write.seq}
    change = {"$set": marks, "$inc": {"version": 1}}
    collection(NOUNS[noun].collection).update_one(by_id(doc["_id"]), change, session=session)
    return True


def add(session: ClientSession, noun: CountingNoun, field: str, more: Mapping[str, int]) -> None:
    """Add so much to a counter of these documents, each by its id."""
    changes = [UpdateOne(by_id(each), {"$inc": {field: by, "version": 1}}) for each, by in more.items() if by]
    if changes:
        collection(NOUNS[noun].collection).bulk_write(changes, ordered=False, session=session)


def new_item(write: Write) -> StoredItem:
    """What every new post, comment and message has."""
    return {
        "_id": write.resource_id,
        "p": partition(write.resource_id),
        "author_id": write.actor_id,
        "like_count": 0,
        "created_ms": write.at_ms,
        "updated_ms": write.at_ms,
        "deleted": False,
        "deleted_ms": None,
        "rev": 1,
        "version": 1,
        "seqs": {},
    }
