"""Likes of posts and comments."""

from pymongo.client_session import ClientSession

from core.content import likes, notices
from core.content.edges import Change
from core.content.likes import LikedNoun
from core.content.notices import Event, Notice
from core.platform.problems import Problem
from core.writes.journal import Write
from core.writes.ledger import Outcome, Result, with_events
from tasks.effects.kinds import effect_of_many


@effect_of_many("post.like", "post.unlike")
def like_posts(session: ClientSession, writes: list[Write]) -> list[Result]:
    """Note who likes which posts, or does not any more, and count them."""
    return _like(session, "post", writes)


@effect_of_many("comment.like", "comment.unlike")
def like_comments(session: ClientSession, writes: list[Write]) -> list[Result]:
    """The same for comments."""
    return _like(session, "comment", writes)


def _like(session: ClientSession, noun: LikedNoun, writes: list[Write]) -> list[Result]:
    came = list(zip(writes, likes.change(session, noun, writes), strict=True))
    changed = {write.id: _notice(write, change) for write, change in came if isinstance(change, Change) and change.by}
    told = notices.tell_each(session, changed)
    return [change if isinstance(change, Problem) else _outcome(noun, write, change, told) for write, change in came]


def _notice(write: Write, change: Change) -> Notice:
    item, left = change.item, None if change.by > 0 else change.count
    post_id = str(item.get("post_id", item["_id"]))
    return Notice(item["author_id"], "like", item["_id"], post_id, write.actor_id, write.at_ms, left)


def _outcome(noun: LikedNoun, write: Write, change: Change, told: dict[str, list[Event]]) -> Outcome:
    if not change.by:
        # Who likes what they like already changes nothing.
        return Outcome(None)
    event: dict[str, str | int] = {"type": "like.created" if change.by > 0 else "like.deleted"}
    event |= {"post_id": str(change.item.get("post_id", write.resource_id)), "actor_id": write.actor_id}
    event |= {"comment_id": write.resource_id} if noun == "comment" else {}
    outcome = Outcome(event | {"like_count": change.count}, [f"{noun}:{write.resource_id}"])
    return with_events(outcome, told.get(write.id, []))
