"""Comments: how one is read, and how it is stored."""

from collections.abc import Mapping
from typing import cast

from pymongo.client_session import ClientSession

from core.content import documents, mentions, posts, replies
from core.content.mentions import RichText
from core.platform.problems import Problem, not_found
from core.reads import cache
from core.reads.items import Item
from core.schemas.bodies import CommentBody
from core.schemas.stored import StoredComment
from core.servers.mongo import collection
from core.writes.journal import Write
from core.writes.ledger import MissingError


def find(comment_id: str) -> Item | None:
    """The comment as readers see it, or None when it, or its post, does not exist (any more)."""
    comment = cache.get([f"comment:{comment_id}"]).get(f"comment:{comment_id}")
    return comment if comment and posts.find(comment.post_id()) else None


def get(comment_id: str) -> Item:
    """The comment as readers see it, which may be a placeholder. Raises Problem 404."""
    if (comment := find(comment_id)) is None:
        raise not_found("comment")
    return comment


def get_written(comment_id: str) -> Item:
    """A comment that can be answered, liked and changed. Raises Problem 404, for a placeholder as well."""
    comment = get(comment_id)
    if not comment.author_id:
        raise not_found("comment")
    return comment


def in_context(comment_id: str) -> tuple[list[Item], Item]:
    """Those that this comment stands below, from the post's own level on, and itself. Raises Problem 404."""
    comment = get(comment_id)
    names = [f"comment:{each}" for each in comment.path()]
    found = cache.get(names)
    return [found[each] for each in names if each in found], comment


def prepare(session: ClientSession, writes: list[Write]) -> dict[str, StoredComment | Problem]:
    """The new comments of these writes, or why one of them cannot be: Problem 404 or 422, by the write's id. Raises
    MissingError when what one of them answers is not there (yet)."""
    results: dict[str, StoredComment | Problem] = dict(replies.refused_before(writes))
    writes = [write for write in writes if write.id not in results]
    own = {write.resource_id for write in writes}
    answered = {str(target_id) for write in writes if (target_id := write.body.get("parent_id"))} - own
    known: dict[str, StoredComment] = documents.all_stored(session, "comment", answered) if answered else {}
    texts = mentions.rich(writes, {write.id: write.body["content"] for write in writes})
    for write in writes:
        own.remove(write.resource_id)
        try:
            place = _place(write, known, own)
            known[write.resource_id] = results[write.id] = _new_comment(write, place, texts[write.id])
        except Problem as problem:
            results[write.id] = problem
    return results


def _place(write: Write, known: dict[str, StoredComment], later: set[str]) -> Mapping[str, object]:
    body = cast(CommentBody, write.body)
    if not (target_id := body.get("parent_id")):
        return replies.NOWHERE
    if target_id in later:
        raise MissingError(target_id, "comment")
    if target_id not in known:
        # It was refused itself.
        raise not_found("comment")
    return replies.place_below(known[target_id], body["post_id"])


def _new_comment(write: Write, place: Mapping[str, object], text: RichText) -> StoredComment:
    told = mentions.newly_told(text["mentions"], write.actor_id)
    about = {"post_id": write.body["post_id"], "told": told, "revision_count": 0}
    return {**documents.new_item(write), **about, **text, **place}  # type: ignore[typeddict-item]


def insert(session: ClientSession, new: list[StoredComment]) -> None:
    """Store these comments and count the replies among them. `posts.count_comments` counts all of them, in the same
    transaction."""
    if new:
        collection("comments").insert_many(new, session=session)
        replies.count(session, new)
