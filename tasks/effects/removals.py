"""Writes about what moderators removed: appeals of its authors, and what moderators decide about them."""

from collections.abc import Iterable

from pymongo.client_session import ClientSession

from core.content.moderation import removals, restoring
from core.platform.ids import NOBODY
from core.reads.cache import restored
from core.schemas.removals import StoredRemoval
from core.writes.journal import Write
from core.writes.ledger import Outcome, with_events
from tasks.effects.kinds import effect_of


def _appeal(session: ClientSession, write: Write) -> Outcome:
    removals.appeal(session, write)
    return Outcome(None)


def _uphold(session: ClientSession, write: Write) -> Outcome:
    return with_events(Outcome(None), removals.uphold(session, write))


for _noun in ("post", "comment"):
    effect_of(f"{_noun}.appeal")(_appeal)
    effect_of(f"{_noun}.uphold")(_uphold)


def _removal(session: ClientSession, write: Write) -> StoredRemoval:
    found = removals.find(write.resource_id, session)
    return removals.check_may_decide(found, write.actor_id, upholds=False)


def _affected(noun: str, item_ids: Iterable[str]) -> list[str]:
    """The cache takes what it knows as deleted only when it is told."""
    names = [f"{noun}:{each}" for each in item_ids]
    return [*map(restored, names), *names]


@effect_of("post.restore")
def restore_post(session: ClientSession, write: Write) -> Outcome:
    """Bring back a post that a moderator removed, with its comments."""
    removal = _removal(session, write)
    post = restoring.post(session, removal)
    event: dict[str, str | int] = {"type": "post.restored", "post_id": post["_id"], "actor_id": NOBODY}
    told = removals.end(session, removal, write)
    return with_events(Outcome(event | {"rev": post["rev"]}, _affected("post", [post["_id"]])), told)


@effect_of("comment.restore")
def restore_comment(session: ClientSession, write: Write) -> Outcome:
    """Bring back a comment that a moderator removed, in its place."""
    removal = _removal(session, write)
    comment, changed = restoring.comment(session, removal, write)
    ids = {"post_id": comment["post_id"], "comment_id": comment["_id"], "parent_id": comment.get("parent_id")}
    event: dict[str, str | int] = {name: each for name, each in ids.items() if each}
    event |= {"type": "comment.restored", "actor_id": NOBODY, "rev": comment["rev"]}
    affected = [*_affected("comment", changed), f"post:{comment['post_id']}"]
    return with_events(Outcome(event, affected), removals.end(session, removal, write))
