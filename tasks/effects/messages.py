"""Writes about messages."""

from pymongo.client_session import ClientSession

from core.content import blocks, documents
from core.content.chat import conversations, messages
from core.writes.journal import Write
from core.writes.ledger import Outcome, Result
from tasks.effects.kinds import effect_of, effect_of_many


def _outcome(what: str, write: Write, conversation_id: str, rev: int) -> Outcome:
    ids: dict[str, str | int] = {"conversation_id": conversation_id, "message_id": write.resource_id}
    event = ids | {"type": f"message.{what}", "actor_id": write.actor_id, "rev": rev}
    return Outcome(event, [f"message:{write.resource_id}", f"conversation:{conversation_id}"])


@effect_of_many("message.create")
def create_messages(session: ClientSession, writes: list[Write]) -> list[Result]:
    """Store messages in conversations of their senders."""
    refused = messages.insert(session, writes)
    return [refused.get(each.id) or _outcome("new", each, each.body["conversation_id"], 1) for each in writes]


@effect_of("message.edit")
def edit_message(session: ClientSession, write: Write) -> Outcome:
    """Change a message's content. Who is blocked says nothing new in an old message, either."""
    conversation = conversations.stored(session, write, write.body["conversation_id"])
    message = documents.owned(session, "message", write)
    blocks.check_may_reach(conversation, write.actor_id)
    rev = documents.edit(session, "message", message, write)
    return _outcome("edited", write, message["conversation_id"], rev)


@effect_of("message.delete")
def delete_message(session: ClientSession, write: Write) -> Outcome:
    """Delete a message; its number in the conversation stays."""
    conversations.stored(session, write, write.body["conversation_id"])
    return erase_message(session, write)


@effect_of("message.erase")
def erase_message(session: ClientSession, write: Write) -> Outcome:
    """The same of somebody whose account is deleted (core/erasure), in whatever conversation they ever were."""
    message = documents.owned(session, "message", write)
    documents.soft_delete(session, "message", message, write)
    return _outcome("deleted", write, message["conversation_id"], message["rev"])
