"""Messages of a conversation: how one is read, and how it is stored."""

import orjson
from pymongo.client_session import ClientSession

from core import accounts, blocks, cache, conversations, documents
from core.cache import Item
from core.journal import Write
from core.mongo import Document, collection
from core.problems import Problem, not_found


def find(message_id: str) -> Item | None:
    """The message, or None when there is none (any more). Who may see it is for the caller to ask."""
    return cache.get([f"message:{message_id}"]).get(f"message:{message_id}")


def get(message_id: str, viewer_id: str) -> Item:
    """The message. Raises Problem 404 for everybody but members of its conversation."""
    message = find(message_id)
    if message is None or conversations.find(conversation_of(message), viewer_id) is None:
        raise not_found("message")
    return message


def conversation_of(message: Item) -> str:
    """The conversation that a message belongs to."""
    return str(orjson.loads(message.body)["conversation_id"])


def insert(session: ClientSession, conversation: Document, write: Write) -> int:
    """Store the new message; its `seq` in the conversation. Raises Problem 403 for who is banned or blocked."""
    _check_may_write(session, conversation, write.actor_id)
    seq, at_ms = conversations.count_message(session, conversation, write)
    fields = {"conversation_id": conversation["_id"], "seq": seq, "content": write.body["content"]}
    fields |= {"client_id": write.body.get("client_id")}
    # Its time grows with its seq, whatever the clocks say, so that both orders are the same.
    times = {"created_ms": at_ms, "updated_ms": at_ms}
    collection("messages").insert_one(documents.fresh(write, fields) | times, session=session)
    return seq


def _check_may_write(session: ClientSession, conversation: Document, actor_id: str) -> None:
    if accounts.is_banned(actor_id, session):
        raise Problem(403, "Banned", "This account may not write.")
    others = [each for each in conversation["members"] if each != actor_id]
    if conversation["kind"] == "direct" and blocks.any_blocks(session, others, actor_id):
        raise blocks.blocked()
