"""Likes of posts and comments."""

from pymongo.client_session import ClientSession

from core.content import likes
from core.content.likes import Change, LikedNoun
from core.platform.problems import Problem
from core.writes.journal import Write
from core.writes.ledger import Outcome, Result
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
    came = likes.change(session, noun, writes)
    return [
        change if isinstance(change, Problem) else _outcome(noun, write, change)
        for write, change in zip(writes, came, strict=True)
    ]


def _outcome(noun: LikedNoun, write: Write, change: Change) -> Outcome:
    if not change.by:
        # Who likes what they like already changes nothing.
        return Outcome(None)
    event: dict[str, str | int] = {"type": "like.created" if change.by > 0 else "like.deleted"}
    event |= {"post_id": str(change.item.get("post_id", write.resource_id)), "actor_id": write.actor_id}
    event |= {"comment_id": write.resource_id} if noun == "comment" else {}
    return Outcome(event | {"like_count": change.like_count}, [f"{noun}:{write.resource_id}"])
