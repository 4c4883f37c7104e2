"""Posts: how one is read, and how it is stored."""

from pymongo.client_session import ClientSession

from core import cache, documents, markdown
from core.cache import Item
from core.journal import Write
from core.mongo import Document, collection
from core.problems import not_found


def find(post_id: str) -> Item | None:
    """The post as readers see it, or None when there is none (any more)."""
    return cache.get([f"post:{post_id}"]).get(f"post:{post_id}")


def get(post_id: str) -> Item:
    """The post as readers see it. Raises Problem 404."""
    if (post := find(post_id)) is None:
        raise not_found("post")
    return post


def insert(session: ClientSession, write: Write) -> None:
    """Store the new post of this write."""
    fields = {"title": write.body["title"], **markdown.rich(write.body["content"]), "comment_count": 0}
    collection("posts").insert_one(documents.fresh(write, fields), session=session)


def count_comment(session: ClientSession, post_id: str, by: int) -> Document:
    """Change the comment counter of a post that is not deleted; return the post. Raises MissingError, Problem 404."""
    post = documents.stored(session, "posts", post_id, "post")
    if post["deleted"]:
        raise not_found("post")
    change = {"$inc": {"comment_count": by, "version": 1}}
    collection("posts").update_one({"_id": post_id}, change, session=session)
    return post
