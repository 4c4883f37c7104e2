"""What is removed from the stores themselves, when all that others see is taken back."""

from collections import Counter

from core.content.pictures import files
from core.identity import mail_links, sessions
from core.maintenance import retention
from core.reads import cache
from core.schemas.stored import StoredUser
from core.servers.mongo import Document, collection, transact
from core.servers.sharding.filters import by_ids, of_root

# Deleted so long ago that no retention keeps it.
LONG_AGO_MS = 1
BATCH = 500
# Whatever is left of these belongs to the person alone, by the field that says whose it is.
OWN = (
    ("likes", "user_id"),
    ("reports", "user_id"),
    ("invitations", "user_id"),
    ("follows", "follower_id"),
    ("blocks", "blocker_id"),
    ("notices", "user_id"),
    # Nobody but moderators has seen it, or sees it any more.
    ("held", "author_id"),
    ("removals", "author_id"),
    ("lessons", "author_id"),
)
# And these lie with the person.
BESIDE = (
    ("follows", "followed_id"),
    ("blocks", "blocked_id"),
    ("push_subscriptions", "user_id"),
    ("export_parts", "user_id"),
)


def close(user: StoredUser) -> Counter[str]:
    """End all sessions, what hangs on them, and what was sent to the address; how many of each."""
    counts: Counter[str] = Counter()
    for each in sessions.listed(user["_id"]):
        counts["journal sessions"] += sessions.end(each.id)
    counts["mongodb exports"] += collection("exports").delete_many({"_id": user["_id"]}).deleted_count
    transact(lambda session: mail_links.end_all(user["email"], "reset", session))
    return counts


def own(user: StoredUser) -> Counter[str]:
    """Remove what belongs to the person alone, and their picture; how many documents of which collection."""
    user_id, counts = user["_id"], Counter[str]()
    for name, field in OWN:
        counts[f"mongodb {name}"] += collection(name).delete_many({field: user_id}).deleted_count
    for name, field in BESIDE:
        counts[f"mongodb {name}"] += collection(name).delete_many(of_root(name, field, user_id)).deleted_count
    counts["mongodb inboxes"] += collection("inboxes").delete_many(of_root("inboxes", "_id", user_id)).deleted_count
    if picture := user["profile_img"]:
        files.remove_made(user_id, picture)
        counts["pictures files"] += 1
    return counts


def written(user: StoredUser) -> Counter[str]:
    """Remove what they wrote and deleted, at once instead of after the retention; how much of which collection.

    Of a comment with replies its place stays, without a text (`core/content/replies.py`).
    """
    if user["leaving"]["content"] == "erase":
        _delete_below_deleted_posts(user["_id"])
    counts: Counter[str] = Counter()
    for name in ("comments", "posts", "messages"):
        deleted: Document = {"author_id": user["_id"], "deleted": True}
        while ids := [each["_id"] for each in collection(name).find(deleted, {"_id": 1}).limit(BATCH)]:
            collection(name).update_many({"_id": {"$in": ids}} | deleted, {"$set": {"deleted_ms": LONG_AGO_MS}})
            counts[f"mongodb {name}"] += retention.purge(name, ids)
    return counts


def _delete_below_deleted_posts(user_id: str) -> None:
    """No write deletes a comment on a deleted post, which nobody sees: it would go with that, after the retention."""
    comments, posts = collection("comments"), collection("posts")
    own: Document = {"author_id": user_id, "deleted": False}
    post_of = {each["_id"]: each["post_id"] for each in comments.find(own, {"post_id": 1})}
    shown = {each["_id"] for each in posts.find({**by_ids(set(post_of.values())), "deleted": False}, {"_id": 1})}
    below = [each for each, post_id in post_of.items() if post_id not in shown]
    change: Document = {"$set": {"deleted": True, "deleted_ms": LONG_AGO_MS}, "$inc": {"version": 1}}
    comments.update_many({**by_ids(below), "deleted": False}, change)
    cache.read_through([f"comment:{each}" for each in below])
