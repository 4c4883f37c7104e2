"""Comments: how one is read, and how it is stored."""

from typing import cast

from pymongo.client_session import ClientSession

from core.content import documents, posts
from core.platform import markdown
from core.platform.problems import not_found
from core.reads import cache
from core.reads.cache import Item
from core.schemas.stored import CommentBody, StoredComment
from core.servers.mongo import collection
from core.writes.journal import Write


def find(comment_id: str) -> Item | None:
    """The comment as readers see it, or None when it, or its post, does not exist (any more)."""
    comment = cache.get([f"comment:{comment_id}"]).get(f"comment:{comment_id}")
    return comment if comment and posts.find(comment.post_id()) else None


def get(comment_id: str) -> Item:
    """The comment as readers see it. Raises Problem 404."""
    if (comment := find(comment_id)) is None:
        raise not_found("comment")
    return comment


def insert(session: ClientSession, writes: list[Write]) -> None:
    """Store the new comments of these writes. `posts.count_comments` counts them in the same transaction."""
    if writes:
        collection("comments").insert_many([_new_comment(write) for write in writes], session=session)


def _new_comment(write: Write) -> StoredComment:
    body = cast(CommentBody, write.body)
    return {**documents.new_item(write), "post_id": body["post_id"], **markdown.rich(body["content"])}
