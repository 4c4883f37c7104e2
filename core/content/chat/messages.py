"""Messages of a conversation: how one is read, and how it is stored."""

from typing import Any, cast

import orjson
from pymongo.client_session import ClientSession
from pymongo.errors import PyMongoError

from core.content import blocks, documents
from core.content.chat import conversations
from core.platform.clock import epoch_ms
from core.platform.problems import Problem, not_found, not_yours
from core.reads import cache
from core.reads.items import Item
from core.reads.serializers import serialize_message
from core.schemas.bodies import MessageBody
from core.schemas.stored import StoredMessage
from core.schemas.stored_conversations import StoredConversation
from core.servers.mongo import collection, is_unavailable
from core.writes import journal
from core.writes.context import Context, EarlyEvent
from core.writes.events import Event
from core.writes.journal import Write


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


def conversation_of_own(message_id: str, user_id: str) -> str:
    """The conversation of this user's message, also of one that is accepted and not stored yet.

    Raises Problem 403 when it is another user's, and 404 as `get`.
    """
    creation = journal.creation_of(message_id)
    if creation and creation.actor_id == user_id and creation.kind == "message.create" and creation.body:
        return str(creation.body["conversation_id"])
    message = get(message_id, user_id)
    if message.author_id != user_id:
        raise not_yours("message")
    return conversation_of(message)


def context_of_change(kind: str, conversation_id: str, actor_id: str) -> Context:
    """The context of an edit or a delete of a message in this conversation. Raises Problem 403 for the edit of who is
    blocked, 404 of who is gone: the worker would refuse it."""
    if kind == "message.edit" and (known := conversations.find_or_coming(conversation_id, actor_id)):
        _refuse_blocked(known, actor_id)
    return Context(more={"conversation_id": conversation_id}, ordering_key=conversations.ordering_key(conversation_id))


def payload(event: Event) -> dict[str, Any] | None:
    """The message that this event is about, as members see it; None when there is none (any more).

    The event of a new message comes before the message is stored: until then the journal has it, and lets go of it only
    afterwards. No server is asked when the event brought its content along.
    """
    if event.content:
        summary, flat = orjson.loads(event.content)
        return _shown(journal.parse_notification(event.id, flat), summary)
    write = journal.find(event.id) if event.body["type"] == "message.new" else None
    if write and write.body and write.state == "accepted":
        summary = cache.author_summaries_of([write.actor_id]).get(write.actor_id, b"null")
        return _shown(write, summary)
    stored = find(str(event.body["message_id"]))
    return orjson.loads(stored.json()) if stored else None


def _shown(write: Write, summary: bytes | str) -> dict[str, Any]:
    return {"author": orjson.loads(summary), **serialize_message(_new_message(write))}


def idempotency_key(conversation_id: str, client_id: str) -> str:
    """The idempotency key of a message: its sender's own id of it, within its conversation."""
    return f"message:{conversation_id}:{client_id}"


def context_of_new(conversation_id: str, actor_id: str) -> Context:
    """The context of a new message in this conversation; its event is sent at once. Raises Problem 403 when the author
    is blocked, 404 when they are no member."""
    conversation, author = f"conversation:{conversation_id}", f"user:{actor_id}"
    cached = cache.cached([conversation, author])
    known = conversations.seen_by(actor_id, cached.get(conversation))
    known = known or conversations.find_or_coming(conversation_id, actor_id)
    if known:
        _refuse_blocked(known, actor_id)

    def event(message_id: str) -> dict[str, Any]:
        ids = {"conversation_id": conversation_id, "message_id": message_id}
        return ids | {"type": "message.new", "actor_id": actor_id, "rev": 1}

    at_least: tuple[int, int] = (known["last_seq"], epoch_ms(known["active_at"])) if known else (0, 0)
    summary = cached[author].summary if author in cached else None
    return Context(
        ordering_key=conversations.ordering_key(conversation_id),
        early_event=EarlyEvent(event, *at_least, summary or b""),
    )


def _refuse_blocked(conversation: blocks.Members, actor_id: str) -> None:
    try:
        blocks.check_may_reach(conversation, actor_id)
    except PyMongoError as error:
        # The worker asks again, when MongoDB is back.
        if not is_unavailable(error):
            raise


def insert(session: ClientSession, writes: list[Write]) -> dict[str, Problem]:
    """Store the new messages of these writes, but for those that are refused: their problems by the write's id, 404 for
    who is no member of the conversation, 403 for who is blocked. Raises MissingError."""
    conversation_ids = {write.id: write.body["conversation_id"] for write in writes}
    found = documents.all_stored(session, "conversation", conversation_ids.values())
    pairs = {(conversation_ids[write.id], write.actor_id) for write in writes}
    refusals = {(each, actor): _refusal(found[each], actor) for each, actor in pairs}
    refused = {w.id: problem for w in writes if (problem := refusals[conversation_ids[w.id], w.actor_id])}
    permitted = [write for write in writes if write.id not in refused]
    if permitted:
        collection("messages").insert_many([_new_message(write) for write in permitted], session=session)
    conversations.count_messages(session, found, permitted)
    return refused


def _refusal(conversation: StoredConversation, actor_id: str) -> Problem | None:
    if actor_id not in conversation["members"]:
        return not_found("conversation")
    try:
        blocks.check_may_reach(conversation, actor_id)
    except Problem as problem:
        return problem
    return None


def _new_message(write: Write) -> StoredMessage:
    body = cast(MessageBody, write.body)
    return {
        **documents.new_item(write),
        "conversation_id": body["conversation_id"],
        "seq": write.number,
        "content": body["content"],
        "client_id": body.get("client_id"),
    }
