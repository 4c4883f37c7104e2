"""Messages over HTTP."""

from typing import Annotated

from flask import Blueprint, Response, g
from pydantic import BaseModel, ConfigDict, Field

from core import conversations, messages
from web.contract import route
from web.fields import MessageContent
from web.guard import caller_id
from web.pages import PageQuery, ReadHeaders, answer_item, answer_page
from web.shapes import Message, MessagePage, Receipt
from web.writes import ChangeHeaders, WriteHeaders, answer, change

bp = Blueprint("messages", __name__)
MESSAGES = "/conversations/<id:conversation_id>/messages"
MESSAGE = "/messages/<id:message_id>"


ClientId = Annotated[
    str | None,
    Field(pattern=r"^[\x21-\x7e]{1,64}$", description="Your own id of it: makes sending it repeatable"),
]


class NewMessage(BaseModel):
    """A message to be."""

    model_config = ConfigDict(extra="forbid", strict=True)

    content: MessageContent
    client_id: ClientId = None


class MessageText(BaseModel):
    """What a message says."""

    model_config = ConfigDict(extra="forbid", strict=True)

    content: MessageContent


@route(bp, "GET", MESSAGES, query=PageQuery, headers=ReadHeaders, is_page=True, answers={200: MessagePage, 304: None})
def list_messages(conversation_id: str, query: PageQuery, headers: ReadHeaders) -> Response:
    """The messages of a conversation of yours."""
    conversations.get(conversation_id, caller_id())
    return answer_page(f"messages:{conversation_id}", query)


@route(
    bp,
    "POST",
    MESSAGES,
    body=NewMessage,
    headers=WriteHeaders,
    answers={202: Receipt, 201: Message},
    rate="messages",
)
def create_message(conversation_id: str, body: NewMessage, headers: WriteHeaders) -> Response:
    """Send a message. Messages of a conversation take effect in the order in which they were accepted."""
    repeatable = headers.idempotency_key
    if body.client_id and not repeatable:
        repeatable = idempotency_key(conversation_id, body.client_id)
    content = body.model_dump() | {"conversation_id": conversation_id}
    write = messages.accept(caller_id(), content, idempotency_key=repeatable, request_id=g.request_id)
    return answer(write, headers)


def idempotency_key(conversation_id: str, client_id: str) -> str:
    """The idempotency key of a message: its sender's own id of it, within its conversation."""
    return f"message:{conversation_id}:{client_id}"


@route(bp, "GET", MESSAGE, headers=ReadHeaders, answers={200: Message, 304: None})
def get_message(message_id: str, headers: ReadHeaders) -> Response:
    """One message of a conversation of yours."""
    return answer_item(messages.get(message_id, caller_id()))


@route(
    bp,
    "PATCH",
    MESSAGE,
    body=MessageText,
    headers=ChangeHeaders,
    answers={202: Receipt, 200: Message},
    rate="writes",
)
def edit_message(message_id: str, body: MessageText, headers: ChangeHeaders) -> Response:
    """Change a message of your own."""
    return change("message.edit", message_id, headers, body.model_dump())


@route(bp, "DELETE", MESSAGE, headers=ChangeHeaders, answers={202: Receipt, 204: None}, rate="writes")
def delete_message(message_id: str, headers: ChangeHeaders) -> Response:
    """Delete a message of your own."""
    return change("message.delete", message_id, headers)
