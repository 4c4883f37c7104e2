"""Things as old as a test of the clean-up wants them."""

from core.identity import sessions
from core.platform.clock import now_ms
from core.servers.mongo import collection
from core.servers.redis import journal as store
from core.servers.redis import key
from core.writes import announcements
from tests.support.journal_writes import ADA, carry_out, delete, new_comment, new_post

HOUR_MS = 3_600_000


def deleted_ago(name: str, item_id: str, age_ms: int) -> str:
    """Delete this item of a collection as if it had been so long ago; its id."""
    carry_out(delete(name.removesuffix("s"), item_id))
    collection(name).update_one({"_id": item_id}, {"$set": {"deleted_ms": now_ms() - age_ms}})
    return item_id


def left(name: str) -> set[str]:
    """The ids that a collection still has."""
    return {doc["_id"] for doc in collection(name).find({}, {"_id": 1})}


def a_post(deleted_ms_ago: int | None = None) -> str:
    """A post, or one that was deleted so long ago."""
    post_id = carry_out(new_post()).resource_id
    return post_id if deleted_ms_ago is None else deleted_ago("posts", post_id, deleted_ms_ago)


def a_comment(post_id: str, deleted_ms_ago: int | None = None) -> str:
    """A comment, or one that was deleted so long ago."""
    comment_id = carry_out(new_comment(post_id)).resource_id
    return comment_id if deleted_ms_ago is None else deleted_ago("comments", comment_id, deleted_ms_ago)


def a_session(seen_ms_ago: int) -> str:
    """A session that was last used so long ago."""
    session_id = sessions.start(ADA, "browser", "address").session_id
    store().hset(key("session", session_id), "seen_ms", now_ms() - seen_ms_ago)
    return session_id


def a_receipt(finished_ms_ago: int) -> str:
    """A write with an idempotency key that ended so long ago."""
    write = carry_out(new_post(idempotency_key=f"key-{finished_ms_ago}"))
    announcements.confirm([write.id])
    store().hset(key("write", write.id), "finished_ms", now_ms() - finished_ms_ago)
    return write.id
