"""Messages over HTTP."""

from functools import partial

from flask import Blueprint, Response

from core.content.chat import conversations, messages
from core.reads.indexes import Index
from core.schemas.inputs import MessageText, NewMessage
from core.schemas.outputs import Message, MessagePage, Receipt
from web.http.changes import ChangeHeaders, change
from web.http.guard import caller_id
from web.http.pagination import PageQuery, ReadHeaders, answer_item, answer_page, not_stored
from web.http.route import route
from web.http.submit import WriteHeaders, submit

bp = Blueprint("messages", __name__)
MESSAGES = "/conversations/<id:conversation_id>/messages"
MESSAGE = "/messages/<id:message_id>"


@route(
    bp,
    "GET",
    MESSAGES,
    query=PageQuery,
    headers=ReadHeaders,
    is_counted_inside=True,
    answers={200: MessagePage, 304: None},
)
def list_messages(conversation_id: str, query: PageQuery, headers: ReadHeaders) -> Response:
    """The messages of a conversation of yours."""
    conversations.get(conversation_id, caller_id())
    return not_stored(answer_page(Index.messages(conversation_id), query))


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
        repeatable = messages.idempotency_key(conversation_id, body.client_id)
    content = body.model_dump() | {"conversation_id": conversation_id}
    look = partial(messages.context_of_new, conversation_id, caller_id())
    return submit("message.create", content, headers.model_copy(update={"idempotency_key": repeatable}), look=look)


@route(bp, "GET", MESSAGE, headers=ReadHeaders, answers={200: Message, 304: None})
def get_message(message_id: str, headers: ReadHeaders) -> Response:
    """One message of a conversation of yours."""
    return not_stored(answer_item(messages.get(message_id, caller_id())))


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
