"""Writes about one's own inbox."""

from collections.abc import Mapping
from typing import cast

from pymongo.client_session import ClientSession

from core.content import inbox_choices
from core.identity import push_subscriptions
from core.schemas.bodies import InboxBody, InboxReadBody, PushBody, SessionBody
from core.writes.journal import Write
from core.writes.ledger import Outcome
from tasks.effects.kinds import effect_of


@effect_of("user.read_inbox")
def read_inbox(session: ClientSession, write: Write) -> Outcome:
    """Note how far somebody has read their inbox."""
    inbox_choices.mark_read(session, write.actor_id, cast(InboxReadBody, write.body)["until_ms"])
    return Outcome(_event(write))


@effect_of("user.set_inbox")
def set_inbox(session: ClientSession, write: Write) -> Outcome:
    """Note of what somebody wants to be told, and when they want mails."""
    body = cast(InboxBody, write.body)
    chosen: dict[str, Mapping[str, object]] = {"kinds": body.get("kinds", {}), "mail": body.get("mail", {})}
    inbox_choices.choose(session, write.actor_id, chosen, write.seq)
    return Outcome(_event(write))


@effect_of("user.add_push")
def add_push(session: ClientSession, write: Write) -> Outcome:
    """Send pushes to a browser from now on. Nobody is told."""
    push_subscriptions.put(session, write.actor_id, cast(PushBody, write.body), write.at_ms)
    return Outcome(None)


@effect_of("user.remove_push")
def remove_push(session: ClientSession, write: Write) -> Outcome:
    """Send pushes to the browser of a session no longer."""
    push_subscriptions.remove(session, write.actor_id, cast(SessionBody, write.body)["session_id"])
    return Outcome(None)


def _event(write: Write) -> dict[str, str | int]:
    return {"type": "inbox.updated", "user_id": write.actor_id, "actor_id": write.actor_id}
