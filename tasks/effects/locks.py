"""Writes of moderators about who may add to a discussion."""

from pymongo.client_session import ClientSession

from core.content.moderation import locks
from core.platform.ids import NOBODY
from core.writes.journal import Write
from core.writes.ledger import Outcome
from tasks.effects.kinds import effect_of


@effect_of("post.lock")
def lock_post(session: ClientSession, write: Write) -> Outcome:
    """Let nobody but moderators comment on a post."""
    return _change(session, write, is_locked=True)


@effect_of("post.unlock")
def unlock_post(session: ClientSession, write: Write) -> Outcome:
    """Let everybody comment on it again."""
    return _change(session, write, is_locked=False)


def _change(session: ClientSession, write: Write, *, is_locked: bool) -> Outcome:
    if not (post := locks.change(session, write, is_locked=is_locked)):
        return Outcome(None)
    # Which moderator it was is for the audit log alone.
    event: dict[str, str | int] = {"type": f"post.{'locked' if is_locked else 'unlocked'}", "post_id": post["_id"]}
    return Outcome(event | {"actor_id": NOBODY, "rev": post["rev"]}, [f"post:{post['_id']}"])
