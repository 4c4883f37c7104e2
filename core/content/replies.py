"""Replies: where a comment stands in its thread, how many replies it has, and what is left of it when it is deleted.

A comment knows the ids of those above it (`path`). One that is deleted while it has replies stays as a placeholder
without text; with the last of these it is deleted as well.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from pymongo.client_session import ClientSession

from core.content import documents, revisions
from core.platform.problems import Problem, ProblemKind, not_found
from core.platform.settings import settings
from core.schemas.stored import StoredComment
from core.servers.mongo import Document, collection
from core.servers.sharding.filters import by_id, by_ids, partition
from core.writes.journal import Write

NOWHERE = {"path": list[str](), "parent_id": None, "reply_to_id": None, "reply_count": 0, "removed": False}


def of_another_post() -> Problem:
    """422: a reply belongs to the post of what it answers."""
    errors = [{"pointer": "/parent_id", "message": "It is a comment on another post."}]
    return Problem(ProblemKind.INVALID_REQUEST, "A reply belongs to the post of what it answers.", errors=errors)


def refused_before(writes: Iterable[Write]) -> dict[str, Problem]:
    """Those of these new comments, by the write's id, that answer one of another post in another partition. They are
    found before the transaction, which is for one shard."""
    far = {write.id: write for write in writes if _is_far(write)}
    if not far:
        return {}
    wanted = by_ids(write.body["parent_id"] for write in far.values())
    found = {each["_id"]: each["post_id"] for each in collection("comments").find(wanted, {"post_id": 1})}
    # An item from before partitions may lie elsewhere than its post.
    is_elsewhere = {
        write_id: found.get(write.body["parent_id"], write.body["post_id"]) != write.body["post_id"]
        for write_id, write in far.items()
    }
    return {write_id: of_another_post() for write_id, wrong in is_elsewhere.items() if wrong}


def _is_far(write: Write) -> bool:
    parent_id = write.body.get("parent_id")
    return parent_id is not None and partition(str(parent_id)) != partition(write.body["post_id"])


def place_below(target: StoredComment, post_id: str) -> Document:
    """Where a reply to this comment stands. Raises Problem 404 when that is deleted, 422 when it is of another post."""
    if target["post_id"] != post_id:
        raise of_another_post()
    if documents.is_gone(target):
        raise not_found("comment")
    # A reply that would be too deep is beside what it answers.
    path = [*target.get("path", ()), target["_id"]][: settings().reply_levels_max - 1]
    return NOWHERE | {"path": path, "parent_id": path[-1] if path else None, "reply_to_id": target["_id"]}


def count(session: ClientSession, new: Iterable[StoredComment]) -> None:
    """Count these new comments at their parents, as far as they are replies."""
    parents = Counter(parent_id for comment in new if (parent_id := comment.get("parent_id")))
    documents.add(session, "comment", "reply_count", parents)


def delete(session: ClientSession, comment: StoredComment, write: Write) -> list[str]:
    """Delete this comment; the ids of all comments that changed. With replies its place stays, without text. Those
    placeholders above it that have no other reply are deleted with it."""
    if comment.get("reply_count", 0):
        empty(session, comment, write)
        return [comment["_id"]]
    changed = [comment["_id"]]
    documents.soft_delete(session, "comment", comment, write)
    while parent_id := comment.get("parent_id"):
        comment = documents.all_stored(session, "comment", [parent_id])[parent_id]
        changed.append(parent_id)
        documents.add(session, "comment", "reply_count", {parent_id: -1})
        if comment["reply_count"] > 1 or not comment.get("removed"):
            break
        documents.soft_delete(session, "comment", comment, write)
    return changed


def empty(session: ClientSession, comment: StoredComment, write: Write) -> None:
    """Leave of this comment its place alone."""
    revisions.drop(session, comment["_id"])
    nothing: Mapping[str, object] = {"content": "", "content_html": "", "mentions": [], "revision_count": 0}
    marks = {**nothing, "removed": True, "seqs.deleted": write.seq}
    change = {"$set": marks, "$max": {"updated_ms": write.at_ms}, "$inc": {"version": 1}}
    collection("comments").update_one(by_id(comment["_id"]), change, session=session)
