"""Locks: discussions that moderators have closed. Everybody goes on reading them; only moderators add to them
(docs/decisions/0057).

Of a lock and its end the one that was accepted last counts, in whichever order they are carried out. A comment that was
accepted before the lock is carried out, whenever that is.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import cast

from pymongo.client_session import ClientSession

from core.content import documents, posts
from core.content.moderation import decisions
from core.identity import accounts, audit
from core.identity.audit import Act, By
from core.platform.problems import Problem, ProblemKind, not_found
from core.reads.items import Item
from core.schemas.stored import StoredComment, StoredPost
from core.servers.mongo import Document, collection
from core.servers.sharding.filters import by_id
from core.writes.journal import Write

NOT_LOCKED: Document = {"locked": {"$ne": True}}


def locked() -> Problem:
    """409: moderators have closed the discussion."""
    return Problem(ProblemKind.THREAD_LOCKED, "A moderator has locked this discussion.")


def check(post: Item, user_id: str) -> None:
    """Refuse at once what the worker would refuse: Problem 409 when this user may not comment on this post now."""
    if post.is_locked() and not accounts.is_moderator(user_id):
        raise locked()


def refused(found: Mapping[str, StoredPost], writes: Sequence[Write]) -> dict[str, Problem]:
    """Those of these new comments, by the write's id, that came after their post (one of `found`, by id) was locked."""
    late = [write for write in writes if _is_late(found[write.body["post_id"]], write)]
    moderators = {user_id for user_id in {write.actor_id for write in late} if accounts.is_moderator(user_id)}
    return {write.id: locked() for write in late if write.actor_id not in moderators}


def _is_late(post: StoredPost, write: Write) -> bool:
    return post.get("locked", False) and post["seqs"]["locked"] < write.seq


def count_comments(session: ClientSession, new: Sequence[tuple[Write, StoredComment]]) -> dict[str, Problem]:
    """Count these new comments at their posts, except those that may not stand there, or below one that may not:
    Problem 404 or 409 for each, by the write's id. Raises MissingError."""
    changes = Counter(comment["post_id"] for _, comment in new)
    if posts.add_comments(session, changes, NOT_LOCKED):
        return {}
    # Seldom, so that all others need one question less.
    found: dict[str, StoredPost] = documents.all_stored(session, "post", changes)
    problems = _problems(found, new)
    late = Counter(
        comment["post_id"]
        for write, comment in new
        if found[comment["post_id"]].get("locked") and write.id not in problems
    )
    if late:
        posts.add_comments(session, late)
    return problems


def _problems(found: Mapping[str, StoredPost], new: Sequence[tuple[Write, StoredComment]]) -> dict[str, Problem]:
    problems = refused(found, [write for write, _ in new])
    gone = set[str]()
    for write, comment in new:
        if found[comment["post_id"]]["deleted"]:
            problems[write.id] = not_found("post")
        elif not gone.isdisjoint(comment["path"]):
            problems.setdefault(write.id, not_found("comment"))
        if write.id in problems:
            gone.add(comment["_id"])
    return problems


def change(session: ClientSession, write: Write, *, is_locked: bool) -> StoredPost | None:
    """Lock the discussion of a post, or end that, and note it in the audit log; the post as it was, None when this
    changes nothing. Raises Problem 403, 404; MissingError."""
    post = cast(StoredPost, documents.stored(session, "post", write.resource_id))
    if not accounts.is_moderator(write.actor_id):
        raise decisions.not_a_moderator()
    if documents.is_gone(post) and post["seqs"]["deleted"] < write.seq:
        raise not_found("post")
    if documents.is_gone(post) or post["seqs"].get("locked", 0) > write.seq:
        return None
    was_locked = post.get("locked", False)
    # The version counts what readers see.
    marks, counted = {"locked": is_locked, "seqs.locked": write.seq}, {"version": int(was_locked != is_locked)}
    collection("posts").update_one(by_id(post["_id"]), {"$set": marks, "$inc": counted}, session=session)
    if was_locked == is_locked:
        return None
    by = By(write.actor_id, str(write.body.get("note", "")))
    act = Act(str(write.kind), post["_id"], {"is_locked": was_locked}, {"is_locked": is_locked})
    audit.note(by, act, session)
    return post
