"""What somebody who leaves takes back by writes, so that feeds, counters, caches and clients follow: likes, follows,
blocks, rooms, and with `erase` all that they wrote."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from core.content import blocks
from core.content.chat import conversations, memberships, messages
from core.schemas.stored import StoredUser
from core.servers.mongo import Document, collection
from core.servers.sharding.filters import by_id, by_ids, of_root
from core.writes.context import Context
from core.writes.journal import Write

# So many of each kind are taken back in a run.
BATCH = 200
Submit = Callable[..., Write]


@dataclass(frozen=True)
class Withdrawal:
    """A write that takes something back."""

    kind: str
    actor_id: str
    item_id: str
    body: dict[str, Any]
    context: Context


def all_of(user: StoredUser) -> Iterator[Withdrawal]:
    """What is still to be taken back."""
    user_id = user["_id"]
    for each in (_likes, _reports, _follows, _blocks, _invitations, _rooms):
        yield from each(user_id)
    if user["leaving"]["content"] == "erase":
        yield from _written(user_id)


def _simple(kind: str, actor_id: str, item_id: str, key: str = "") -> Withdrawal:
    return Withdrawal(kind, actor_id, item_id, {}, Context(ordering_key=key))


def _likes(user_id: str) -> Iterator[Withdrawal]:
    return _about_items(user_id, "likes", "unlike")


def _reports(user_id: str) -> Iterator[Withdrawal]:
    return _about_items(user_id, "reports", "withdraw_report")


def _about_items(user_id: str, name: str, verb: str) -> Iterator[Withdrawal]:
    ids = [each["item_id"] for each in _some(name, {"user_id": user_id, "deleted": False})]
    posts = {each["_id"] for each in collection("posts").find(by_ids(ids), {"_id": 1})}
    for item_id in ids:
        yield _simple(f"post.{verb}" if item_id in posts else f"comment.{verb}", user_id, item_id)


def _follows(user_id: str) -> Iterator[Withdrawal]:
    for each in _some("follows", {"follower_id": user_id, "deleted": False}):
        yield _simple("user.unfollow", user_id, each["followed_id"])
    followers = {**of_root("follows", "followed_id", user_id), "deleted": False}
    for each in _some("follows", followers):
        yield _simple("user.end_follow", each["follower_id"], user_id)


def _blocks(user_id: str) -> Iterator[Withdrawal]:
    for each in _some("blocks", {"blocker_id": user_id}):
        yield _simple("user.unblock", user_id, each["blocked_id"], blocks.ordering_key(user_id))


def _invitations(user_id: str) -> Iterator[Withdrawal]:
    for each in _some("invitations", {"user_id": user_id, "is_open": True}):
        room_id = each["conversation_id"]
        yield _simple("conversation.decline", user_id, room_id, conversations.ordering_key(room_id))


def _rooms(user_id: str) -> Iterator[Withdrawal]:
    for each in memberships.conversations_of(user_id, BATCH):
        found = collection("conversations").find_one(by_id(each), {"kind": 1})
        if found and found["kind"] == "room":
            context = Context(ordering_key=conversations.ordering_key(each))
            yield Withdrawal("conversation.remove", user_id, each, {"user_id": user_id}, context)


def _written(user_id: str) -> Iterator[Withdrawal]:
    own: Document = {"author_id": user_id, "deleted": False}
    for each in _some("comments", own | {"removed": {"$ne": True}}):
        yield _simple("comment.delete", user_id, each["_id"])
    for each in _some("posts", own):
        yield _simple("post.delete", user_id, each["_id"])
    for each in _some("messages", own):
        context = messages.context_of_change("message.delete", each["conversation_id"], user_id)
        # As a delete, also of what was said in a room that they are in no more.
        yield Withdrawal("message.erase", user_id, each["_id"], {}, context)


def _some(name: str, match: Document) -> list[Any]:
    return list(collection(name).find(match).limit(BATCH))


def carry_out(user: StoredUser, submit: Submit) -> int:
    """Accept these writes, each once however often it is asked; how many of them are not carried out yet.

    What the worker refuses has nothing left to be taken back: what it was about is gone.
    """
    waiting = 0
    for each in all_of(user):
        key = f"leave {each.kind} {each.item_id}"
        write = submit(
            each.kind,
            each.actor_id,
            each.body,
            resource_id=each.item_id,
            look=lambda context=each.context: context,
            idempotency_key=f"{key} {user['leaving']['asked_ms']}",
        )
        waiting += write.state not in ("applied", "rejected")
    return waiting
