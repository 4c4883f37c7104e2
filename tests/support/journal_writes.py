"""Accepting and carrying out writes without HTTP, for the tests of what lies below it."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from core.content import blocks
from core.servers.mongo import db
from core.servers.partitions import prefix_of
from core.servers.redis import journal as store
from core.servers.sharding.filters import partition
from core.writes import attempts, events, journal, turns
from core.writes.context import Context
from core.writes.journal import Write
from tasks import consequences
from tasks import writes as write_tasks

ADA = "a" * 24
BOB = "b" * 24


def insert_user(user_id: str = ADA, name: str = "Ada") -> str:
    """A user, as registration would store them."""
    user: dict[str, Any] = {"_id": user_id, "email": f"{user_id}@example.org", "name": name, "profile_img": None}
    user |= {"p": partition(user_id), "password": "", "roles": [], "created_ms": 1, "rev": 1, "version": 1, "seqs": {}}
    db()["addresses"].replace_one({"_id": user["email"]}, {"user_id": user_id}, upsert=True)
    db()["users"].insert_one(user)
    return user_id


def accept(kind: str, actor: str, body: dict[str, Any], **more: Any) -> Write:
    """An accepted write, of which the next turn is told; `is_news` says whether the caller has to wake a worker."""
    write = journal.accept(kind, actor, body, **more)
    return replace(write, is_news=turns.must_wake_for(write))


def pending_set(write: Write) -> str:
    """The key of the pending writes among which this one is while it is pending."""
    return f"{prefix_of(write.id)}writes:pending:{write.kind.queue}"


def make_due(*some: Write) -> None:
    """Let these writes be due at once, if they are pending; nobody is told."""
    for write in some:
        store().zadd(pending_set(write), {write.id: 0}, xx=True)


def new_post(title: str = "A title", actor: str = ADA, **more: Any) -> Write:
    """An accepted write that will create a post."""
    return accept("post.create", actor, {"title": title, "content": "Some content"}, **more)


def new_comment(post_id: str, content: str = "A comment", actor: str = ADA, **more: Any) -> Write:
    """An accepted write that will create a comment."""
    return accept("comment.create", actor, {"post_id": post_id, "content": content}, **more)


def new_reply(post_id: str, parent_id: str, content: str = "A reply", actor: str = ADA) -> Write:
    """An accepted write that will create a reply to a comment."""
    return accept("comment.create", actor, {"post_id": post_id, "content": content, "parent_id": parent_id})


def edit_post(post_id: str, actor: str = ADA, if_rev: int | None = None, **changes: str) -> Write:
    """An accepted edit of a post."""
    body: dict[str, Any] = {"changes": changes} | ({} if if_rev is None else {"if_rev": if_rev})
    return accept("post.edit", actor, body, resource_id=post_id)


def edit_comment(comment_id: str, content: str, actor: str = ADA) -> Write:
    """An accepted edit of a comment."""
    return accept("comment.edit", actor, {"changes": {"content": content}}, resource_id=comment_id)


def delete(noun: str, item_id: str, actor: str = ADA) -> Write:
    """An accepted delete."""
    return accept(f"{noun}.delete", actor, {}, resource_id=item_id)


def like(noun: str, item_id: str, actor: str = ADA, *, is_over: bool = False) -> Write:
    """An accepted like, or its withdrawal."""
    return accept(f"{noun}.{'unlike' if is_over else 'like'}", actor, {}, resource_id=item_id)


def report(noun: str, item_id: str, actor: str = BOB, reason: str = "spam", *, is_over: bool = False) -> Write:
    """An accepted report, or its withdrawal."""
    if is_over:
        return accept(f"{noun}.withdraw_report", actor, {}, resource_id=item_id)
    return accept(f"{noun}.report", actor, {"reason": reason, "note": ""}, resource_id=item_id)


def follow(followed_id: str, actor: str = ADA, *, is_over: bool = False) -> Write:
    """An accepted follow, or its withdrawal."""
    return accept(f"user.{'unfollow' if is_over else 'follow'}", actor, {}, resource_id=followed_id)


def block(blocked_id: str, actor: str = ADA, *, is_over: bool = False) -> Write:
    """An accepted block, or its end."""
    context = Context(ordering_key=blocks.ordering_key(actor))
    return accept(f"user.{'unblock' if is_over else 'block'}", actor, {}, resource_id=blocked_id, look=lambda: context)


def consequences_of(some: Iterable[Write]) -> list[Write]:
    """The writes that follow from those of these that have been applied."""
    return consequences.accept_of(each for each in some if journal.get(each.id).state == "applied")


def carry_out(write: Write) -> Write:
    """Make one attempt at this write, as a worker would; return what became of it."""
    carry_out_together([write])
    return journal.get(write.id)


def carry_out_together(writes: list[Write]) -> dict[str, int]:
    """Make one attempt at these writes in one batch; what was counted."""
    return dict(write_tasks.carry_out(attempts.begin(write.id for write in writes)))


def apply(count: int = 1) -> list[int]:
    """Write and apply so many posts, as a worker would, without MQTT; the `seq` of each event."""
    before = events.bounds()[1]
    for _ in range(count):
        carry_out(new_post())
    return list(range(before + 1, before + count + 1))


async def applied(count: int = 1) -> list[int]:
    """The same beside the sockets of a test."""
    return await asyncio.to_thread(apply, count)


def states(some: list[Write]) -> list[str]:
    """What has become of these writes so far."""
    return [journal.get(write.id).state for write in some]


def stored(name: str, item_id: str) -> dict[str, Any]:
    """The document with this id; fails when MongoDB does not have it."""
    found = db()[name].find_one({"_id": item_id})
    assert found, f"{name} has no {item_id}"
    return found
