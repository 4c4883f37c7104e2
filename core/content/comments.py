"""Comments: how one is read, and how it is stored."""

from pymongo.client_session import ClientSession

from core.content import documents, posts
from core.platform import markdown
from core.platform.problems import not_found
from core.reads import cache
from core.reads.cache import Item
from core.servers.mongo import Document
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
    documents.insert(session, "comments", [documents.fresh(write, _fields(write)) for write in writes])


def _fields(write: Write) -> Document:
    return {"post_id": write.body["post_id"], **markdown.rich(write.body["content"])}
