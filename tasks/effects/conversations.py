"""Writes about conversations: who is in them, what they are called, and how far each has read."""

from pymongo.client_session import ClientSession

from core.content.chat import conversations, presence, rooms
from core.content.chat.rooms import Change
from core.writes.journal import Write
from core.writes.ledger import Outcome, with_events
from tasks.effects.kinds import effect_of


def _outcome(what: str, write: Write, **more: str | int) -> Outcome:
    event: dict[str, str | int] = {"type": f"conversation.{what}", "conversation_id": write.resource_id}
    return Outcome(event | {"actor_id": write.actor_id, **more}, [f"conversation:{write.resource_id}"])


def _outcome_of(change: Change, write: Write) -> Outcome:
    if not change.what:
        # The write that did it may not have reached the cache yet.
        return Outcome(None, [f"conversation:{write.resource_id}"])
    return with_events(_outcome(change.what, write, user_id=change.user_id), list(change.events))


@effect_of("conversation.create")
def create_conversation(session: ClientSession, write: Write) -> Outcome:
    """Start a conversation, or find the direct one that there is."""
    invited = conversations.insert(session, write)
    return with_events(_outcome("created", write), invited)


@effect_of("conversation.add")
def invite(session: ClientSession, write: Write) -> Outcome:
    """Invite somebody to a room."""
    found = conversations.stored(session, write, write.resource_id)
    return _outcome_of(rooms.invite(session, found, write), write)


@effect_of("conversation.accept")
def accept(session: ClientSession, write: Write) -> Outcome:
    """Come into a room to which one is invited."""
    return _outcome_of(rooms.accept(session, write), write)


@effect_of("conversation.decline")
def decline(session: ClientSession, write: Write) -> Outcome:
    """Decline an invitation."""
    return _outcome_of(rooms.decline(session, write), write)


@effect_of("conversation.withdraw")
def withdraw(session: ClientSession, write: Write) -> Outcome:
    """Take an invitation back."""
    found = conversations.stored(session, write, write.resource_id)
    return _outcome_of(rooms.withdraw(session, found, write), write)


@effect_of("conversation.remove")
def remove_member(session: ClientSession, write: Write) -> Outcome:
    """Remove a member from a room, or leave it."""
    found = conversations.stored(session, write, write.resource_id)
    return _outcome_of(rooms.remove_member(session, found, write), write)


@effect_of("conversation.part")
def part(session: ClientSession, write: Write) -> Outcome:
    """Part two people in a room, after one of them has blocked the other (tasks/consequences.py)."""
    return _outcome_of(rooms.part(session, write), write)


@effect_of("conversation.rename")
def rename_room(session: ClientSession, write: Write) -> Outcome:
    """Give a room another name. The event does not say it: members read it, as nobody else may know it."""
    found = conversations.stored(session, write, write.resource_id)
    rooms.rename(session, found, write)
    return _outcome("renamed", write)


@effect_of("conversation.read")
def mark_read(session: ClientSession, write: Write) -> Outcome:
    """Note how far a member has read. The others hear of it, unless it is not for all of them to know."""
    found = conversations.stored(session, write, write.resource_id)
    conversations.mark_read(session, found, write.actor_id, write.body["seq"])
    is_for_all = set(presence.seen_in(found, write.actor_id)) >= set(found["members"])
    hidden = {} if is_for_all else {"only_for": write.actor_id}
    return _outcome("read", write, read_seq=write.body["seq"], **hidden)
