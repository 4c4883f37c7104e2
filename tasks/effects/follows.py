"""Follows of people."""

from pymongo.client_session import ClientSession

from core.content import follows, notices
from core.content.edges import Change
from core.content.notices import Event, Notice
from core.platform.problems import Problem
from core.writes.journal import Write
from core.writes.ledger import Outcome, Result, with_events
from tasks.effects.kinds import effect_of_many


@effect_of_many("user.follow", "user.unfollow")
def follow_people(session: ClientSession, writes: list[Write]) -> list[Result]:
    """Note who follows whom, or does not any more, and count the followers."""
    came = list(zip(writes, follows.change(session, writes), strict=True))
    changed = {write.id: _notice(write, change) for write, change in came if isinstance(change, Change) and change.by}
    told = notices.tell_each(session, changed)
    return [change if isinstance(change, Problem) else _outcome(write, change, told) for write, change in came]


@effect_of_many("user.end_follow")
def end_follows(session: ClientSession, writes: list[Write]) -> list[Result]:
    """Those follow no longer who have been blocked (tasks/consequences.py)."""
    return follow_people(session, [follows.as_withdrawal(write) for write in writes])


def _notice(write: Write, change: Change) -> Notice:
    user_id, left = write.resource_id, None if change.by > 0 else change.count
    return Notice(user_id, "follow", user_id, "", write.actor_id, write.at_ms, left)


def _outcome(write: Write, change: Change, told: dict[str, list[Event]]) -> Outcome:
    # Also of one that changes nothing: the write that did may not have reached the cache yet.
    affected = [f"user:{write.resource_id}", f"user:{write.actor_id}"]
    if not change.by:
        return Outcome(None, affected)
    event: dict[str, str | int] = {"type": "follow.created" if change.by > 0 else "follow.deleted"}
    event |= {"user_id": write.resource_id, "actor_id": write.actor_id, "follower_count": change.count}
    return with_events(Outcome(event, affected), told.get(write.id, []))
