"""Writes about conversations: who is in them, what they are called, and how far each has read."""

from pymongo.client_session import ClientSession

from core.content import blocks, conversations, rooms
from core.writes.journal import Write
from core.writes.ledger import Outcome
from tasks.effects.kinds import effect_of


def _outcome(what: str, write: Write, **more: str | int) -> Outcome:
    event: dict[str, str | int] = {"type": f"conversation.{what}", "conversation_id": write.resource_id}
    return Outcome(event | {"actor_id": write.actor_id, **more}, [f"conversation:{write.resource_id}"])


@effect_of("conversation.create")
def create_conversation(session: ClientSession, write: Write) -> Outcome:
    """Start a conversation, or find the direct one that there is."""
    conversations.insert(session, write)
    return _outcome("created", write)


@effect_of("conversation.add")
def add_member(session: ClientSession, write: Write) -> Outcome:
    """Add a member to a room."""
    found = conversations.stored(session, write, write.resource_id)
    rooms.add_member(session, found, write)
    return _outcome("joined", write, user_id=write.body["user_id"])


@effect_of("conversation.remove")
def remove_member(session: ClientSession, write: Write) -> Outcome:
    """Remove a member from a room, or leave it."""
    found = conversations.stored(session, write, write.resource_id)
    rooms.remove_member(session, found, write)
    return _outcome("left", write, user_id=write.body["user_id"])


@effect_of("conversation.rename")
def rename_room(session: ClientSession, write: Write) -> Outcome:
    """Give a room another name. The event does not say it: members read it, as nobody else may know it."""
    found = conversations.stored(session, write, write.resource_id)
    rooms.rename(session, found, write)
    return _outcome("renamed", write)


@effect_of("conversation.read")
def mark_read(session: ClientSession, write: Write) -> Outcome:
    """Note how far a member has read. The others hear of it, but for who is kept from them by a block."""
    found = conversations.stored(session, write, write.resource_id)
    conversations.mark_read(session, found, write.actor_id, write.body["seq"])
    hidden = {"only_for": write.actor_id} if blocks.are_apart(found) else {}
    return _outcome("read", write, read_seq=write.body["seq"], **hidden)
