"""Writes of moderators: what they decide about what was reported, and about people."""

from functools import partial

from pymongo.client_session import ClientSession

from core.content.moderation import decisions, standing
from core.schemas.moderation import ReportedNoun
from core.writes.journal import Write
from core.writes.ledger import Outcome, with_events
from tasks.effects.comments import delete_comment
from tasks.effects.kinds import EffectOfOne, effect_of
from tasks.effects.posts import delete_post

_DELETIONS: dict[ReportedNoun, EffectOfOne] = {"post": delete_post, "comment": delete_comment}


def _dismiss(noun: ReportedNoun, session: ClientSession, write: Write) -> Outcome:
    decisions.dismiss(session, noun, write)
    return Outcome(None)


def _remove(noun: ReportedNoun, session: ClientSession, write: Write) -> Outcome:
    decisions.close_for_removal(session, noun, write)
    return _DELETIONS[noun](session, write)


for _noun in _DELETIONS:
    effect_of(f"{_noun}.dismiss")(partial(_dismiss, _noun))
    effect_of(f"{_noun}.remove")(partial(_remove, _noun))


@effect_of("user.warn")
def warn_user(session: ClientSession, write: Write) -> Outcome:
    """Tell somebody what moderators have to say."""
    return with_events(Outcome(None), standing.warn(session, write))


@effect_of("user.suspend")
def suspend_user(session: ClientSession, write: Write) -> Outcome:
    """Let somebody only read, until a time."""
    return with_events(Outcome(None), standing.suspend(session, write))


@effect_of("user.unsuspend")
def unsuspend_user(session: ClientSession, write: Write) -> Outcome:
    """Let them write again."""
    standing.unsuspend(session, write)
    return Outcome(None)


@effect_of("user.ban")
def ban_user(session: ClientSession, write: Write) -> Outcome:
    """Let somebody in no more."""
    standing.set_banned(session, write, banned=True)
    return Outcome(None)


@effect_of("user.unban")
def unban_user(session: ClientSession, write: Write) -> Outcome:
    """Let them in again."""
    standing.set_banned(session, write, banned=False)
    return Outcome(None)


@effect_of("user.mute")
def mute_user(session: ClientSession, write: Write) -> Outcome:
    """Let what somebody writes wait for a moderator."""
    standing.set_muted(session, write, muted=True)
    return Outcome(None)


@effect_of("user.unmute")
def unmute_user(session: ClientSession, write: Write) -> Outcome:
    """Let it be shown at once again."""
    standing.set_muted(session, write, muted=False)
    return Outcome(None)
