"""What a chat client may ask for over its socket: each is a write as over HTTP, answered with its receipt."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from core.content.chat import conversations, messages
from core.identity import rate_limits
from core.schemas.inputs import ClientId, MessageContent, NewMessage
from core.schemas.outputs import Id
from core.schemas.validation import validate
from core.writes.context import Context
from core.writes.receipts import receipt
from tasks.writes import submit

Body = dict[str, Any]


class Asked(BaseModel):
    """One object, with nothing beside what is declared."""

    model_config = ConfigDict(extra="forbid", strict=True)

    client_id: ClientId = None


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
    rate_limits.spend("messages", user_id)
    asked = validate(Send, body, "")
    content = {"conversation_id": asked.conversation_id, "content": asked.content, "client_id": asked.client_id}
    about: dict[str, Any] = {
        "idempotency_key": messages.idempotency_key(asked.conversation_id, asked.client_id) if asked.client_id else "",
        "look": partial(messages.context_of_new, asked.conversation_id, user_id),
    }
    return {"receipt": receipt(submit("message.create", user_id, content, request_id=request_id, **about))}


def edit(user_id: str, request_id: str, body: Body) -> Body:
    """Accept an edit of a message of one's own; its receipt. Raises Problem 403, 404, 422, 429, 503."""
    rate_limits.spend("writes", user_id)
    asked = validate(Edit, body, "")
    return _change("message.edit", user_id, request_id, asked, {"changes": {"content": asked.content}})


def delete(user_id: str, request_id: str, body: Body) -> Body:
    """Accept the deletion of a message of one's own; its receipt. Raises Problem 403, 404, 422, 429, 503."""
    rate_limits.spend("writes", user_id)
    return _change("message.delete", user_id, request_id, validate(Delete, body, ""), {})


def read(user_id: str, request_id: str, body: Body) -> Body:
    """Accept a read mark; its receipt. Raises Problem 404, 422, 429, 503."""
    rate_limits.spend("messages", user_id)
    asked = validate(Read, body, "")

    def look() -> Context:
        conversations.find_or_coming(asked.conversation_id, user_id)
        return Context(ordering_key=conversations.ordering_key(asked.conversation_id))

    return _accept("conversation.read", user_id, request_id, asked, asked.conversation_id, {"seq": asked.seq}, look)


def _change(kind: str, user_id: str, request_id: str, asked: Edit | Delete, body: Body) -> Body:
    def look() -> Context:
        conversation_id = messages.conversation_of_own(asked.message_id, user_id)
        return messages.context_of_change(kind, conversation_id, user_id)

    return _accept(kind, user_id, request_id, asked, asked.message_id, body, look)


def _accept(
    kind: str, user_id: str, request_id: str, asked: Asked, about_id: str, body: Body, look: Callable[[], Context]
) -> Body:
    repeatable = f"{kind}:{asked.client_id}" if asked.client_id else ""
    about: dict[str, Any] = {
        "resource_id": about_id,
        "look": look,
        "idempotency_key": repeatable,
        "request_id": request_id,
    }
    return {"receipt": receipt(submit(kind, user_id, body, **about))}
