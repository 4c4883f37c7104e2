"""Restoring: a post or a comment that a moderator removed is there again, with all that hangs on it."""

from collections.abc import Mapping
from typing import Any

from pymongo.client_session import ClientSession

from core.content import documents, posts, replies
from core.platform.problems import not_found
from core.schemas.moderation import ReportedNoun
from core.schemas.removals import StoredRemoval
from core.schemas.stored import StoredComment, StoredPost
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id, by_ids
from core.writes.journal import Write


def post(session: ClientSession, removal: StoredRemoval) -> StoredPost:
    """Bring this post back, and its comments with it. Raises MissingError."""
    found: StoredPost = documents.all_stored(session, "post", [removal["_id"]])[removal["_id"]]
    _bring_back(session, "post", found["_id"], removal["kept"])
    return found


def comment(session: ClientSession, removal: StoredRemoval, write: Write) -> tuple[StoredComment, list[str]]:
    """Bring this comment back, with a place for each that it stands below; and the ids of all comments that changed.

    Raises Problem 404 when its post is deleted, or what it stands below has been purged; MissingError.
    """
    found: StoredComment = documents.all_stored(session, "comment", [removal["_id"]])[removal["_id"]]
    above = _above(session, found) if found["deleted"] else []
    for problem in posts.count_comments(session, {found["post_id"]: 1}).values():
        raise problem
    _bring_back(session, "comment", found["_id"], removal["kept"] | {"removed": False})
    return found, [found["_id"], *_count_above(session, above, write)]


def _count_above(session: ClientSession, above: list[StoredComment], write: Write) -> list[str]:
    changed = list[str]()
    for each in above:
        changed.append(each["_id"])
        documents.add(session, "comment", "reply_count", {each["_id"]: 1})
        if not each["deleted"]:
            break
        _bring_back_place(session, each, write)
    return changed


def _above(session: ClientSession, found: StoredComment) -> list[StoredComment]:
    """What this comment stands below, its parent first."""
    path = found.get("path", [])
    there = {each["_id"]: each for each in collection("comments").find(by_ids(path), session=session)}
    if any(each not in there for each in path):
        raise not_found("comment that this one answers")
    return [there[each] for each in reversed(path)]


def _bring_back_place(session: ClientSession, above: StoredComment, write: Write) -> None:
    """Of one that is deleted itself its place comes back, without a text."""
    if not above.get("removed"):
        replies.empty(session, above, write)
    _bring_back(session, "comment", above["_id"], {})


def _bring_back(session: ClientSession, noun: ReportedNoun, item_id: str, values: Mapping[str, Any]) -> None:
    change = {"$set": {**values, "deleted": False, "deleted_ms": None}, "$inc": {"version": 1}}
    collection(f"{noun}s").update_one(by_id(item_id), change, session=session)
