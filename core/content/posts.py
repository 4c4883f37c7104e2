"""Posts: how one is read, and how it is stored."""

from collections.abc import Mapping
from typing import cast

from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from core.content import documents, mentions
from core.content.mentions import RichText
from core.platform.problems import Problem, not_found
from core.reads import cache
from core.reads.items import Item
from core.schemas.bodies import PostBody
from core.schemas.stored import StoredPost
from core.servers.mongo import Document, collection
from core.servers.sharding.filters import by_id
from core.writes.journal import Write

ANY: Document = {}


def find(post_id: str) -> Item | None:
    """The post as readers see it, or None when there is none (any more)."""
    return cache.get([f"post:{post_id}"]).get(f"post:{post_id}")


def get(post_id: str) -> Item:
    """The post as readers see it. Raises Problem 404."""
    if (post := find(post_id)) is None:
        raise not_found("post")
    return post


def insert(session: ClientSession, writes: list[Write]) -> list[StoredPost]:
    """Store the new posts of these writes, and return them in their order."""
    texts = mentions.rich(writes, {write.id: write.body["content"] for write in writes})
    posts = [_new_post(write, texts[write.id]) for write in writes]
    if posts:
        collection("posts").insert_many(posts, session=session)
    return posts


def _new_post(write: Write, text: RichText) -> StoredPost:
    body = cast(PostBody, write.body)
    told, counts = mentions.newly_told(text["mentions"], write.actor_id), {"comment_count": 0, "revision_count": 0}
    return {**documents.new_item(write), "title": body["title"], **text, "told": told, **counts}  # type: ignore[typeddict-item]


def add_comments(session: ClientSession, changes: Mapping[str, int], only: Document = ANY) -> bool:
    """Change the comment counters of these posts by so much. Those that are deleted, or are not as `only` says, stay as
    they are; False if there are any."""
    counted = [
        UpdateOne({**by_id(post_id), "deleted": False, **only}, {"$inc": {"comment_count": by, "version": 1}})
        for post_id, by in changes.items()
    ]
    done = collection("posts").bulk_write(counted, ordered=False, session=session)
    return done.matched_count == len(counted)


def count_comments(session: ClientSession, changes: Mapping[str, int]) -> dict[str, Problem]:
    """The same, whoever may add comments; Problem 404 for each of those that are deleted, by its id. Raises
    MissingError."""
    if add_comments(session, changes):
        return {}
    # Seldom, so that all others need one question less.
    found = documents.all_stored(session, "post", changes)
    return {post_id: not_found("post") for post_id in changes if found[post_id]["deleted"]}
