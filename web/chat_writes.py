"""What a chat client may ask for over its socket: each is a write as over HTTP, answered with its receipt."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from core import conversations, journal, messages
from core.journal import Write
from tasks.wake import wake
from web import limits
from web.fields import MessageContent
from web.json_body import validate
from web.messages import NewMessage, idempotency_key
from web.shapes import Id
from web.writes import receipt

Body = dict[str, Any]


class Asked(BaseModel):
    """One object, with nothing beside what is declared."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Send(NewMessage):
    """`message.send`"""

    conversation_id: Id


class Edit(Asked):
    """`message.edit`"""

    message_id: Id
    content: MessageContent


class Delete(Asked):
    """`message.delete`"""

    message_id: Id


class Read(Asked):
    """`read`"""

    conversation_id: Id
    seq: Annotated[int, Field(ge=0, le=2**53)]


def send(user_id: str, request_id: str, body: Body) -> Body:
    """Accept a message; its receipt. Raises Problem 404, 422, 429, 503."""
    # The same budget as over HTTP, whichever way they come.
    limits.spend("messages", user_id)
    asked = validate(Send, body, "")
    content = {"conversation_id": asked.conversation_id, "content": asked.content, "client_id": asked.client_id}
    repeatable = idempotency_key(asked.conversation_id, asked.client_id) if asked.client_id else ""
    return _accepted(messages.accept(user_id, content, idempotency_key=repeatable, request_id=request_id))


def edit(user_id: str, request_id: str, body: Body) -> Body:
    """Accept an edit of a message of one's own; its receipt. Raises Problem 403, 404, 422, 429, 503."""
    limits.spend("writes", user_id)
    asked = validate(Edit, body, "")
    return _change("message.edit", user_id, request_id, asked.message_id, {"changes": {"content": asked.content}})


def delete(user_id: str, request_id: str, body: Body) -> Body:
    """Accept the deletion of a message of one's own; its receipt. Raises Problem 403, 404, 422, 429, 503."""
    limits.spend("writes", user_id)
    asked = validate(Delete, body, "")
    return _change("message.delete", user_id, request_id, asked.message_id, {})


def read(user_id: str, request_id: str, body: Body) -> Body:
    """Accept a read mark; its receipt. Raises Problem 404, 422, 429, 503."""
    limits.spend("messages", user_id)
    asked = validate(Read, body, "")
    conversations.find_or_coming(asked.conversation_id, user_id)
    chain, marked = conversations.chain(asked.conversation_id), {"seq": asked.seq}
    return _accepted(
        journal.accept(
            "conversation.read",
            user_id,
            marked,
            resource_id=asked.conversation_id,
            chain=chain,
            request_id=request_id,
        )
    )


def _change(kind: str, user_id: str, request_id: str, message_id: str, body: Body) -> Body:
    conversation_id = messages.conversation_of_own(message_id, user_id)
    if kind == "message.edit":
        messages.check_may_edit(conversation_id, user_id)
    write = journal.accept(
        kind,
        user_id,
        body | {"conversation_id": conversation_id},
        resource_id=message_id,
        chain=conversations.chain(conversation_id),
        request_id=request_id,
    )
    return _accepted(write)


def _accepted(write: Write) -> Body:
    if write.state == "accepted" and not write.waits:
        wake(write.id, write.kind)
    return {"receipt": receipt(write)}
