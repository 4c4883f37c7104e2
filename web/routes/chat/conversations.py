"""Conversations over HTTP: start one, list yours, what it is called, who is in it or invited, how far you have read."""

from functools import partial
from typing import Any

from flask import Blueprint, Response

from core.content.chat import conversations, invitations
from core.reads.cursors import read_cursor, write_cursor
from core.schemas.conversation_outputs import Conversation, ConversationPage
from core.schemas.inputs import NewConversation, NewMember, ReadMark, RoomName
from core.schemas.outputs import Receipt
from core.writes.context import Context
from web.http.guard import caller_id
from web.http.pagination import CursorQuery
from web.http.route import json_answer, route
from web.http.submit import WriteHeaders, submit, there_for_members, unless_away

bp = Blueprint("conversations", __name__)
ONE = "/conversations/<id:conversation_id>"


class ConversationQuery(CursorQuery):
    """Which part of your conversations, the one with the latest message first."""


@route(bp, "GET", "/conversations", query=ConversationQuery, answers={200: ConversationPage})
def list_conversations(query: ConversationQuery) -> tuple[dict[str, Any], int]:
    """Your conversations, with what is unread in each."""
    before = read_cursor(query.cursor) if query.cursor else None
    rows = conversations.ids_of(caller_id(), before, query.limit + 1)
    more, rows = len(rows) > query.limit, rows[: query.limit]
    items = conversations.serialize_many([conversation_id for _, conversation_id in rows], caller_id())
    return {"items": items, "next_cursor": write_cursor(*rows[-1]) if more else None}, 200


@route(
    bp,
    "POST",
    "/conversations",
    body=NewConversation,
    headers=WriteHeaders,
    answers={202: Receipt, 201: Conversation},
    rate="writes",
)
def create_conversation(body: NewConversation, headers: WriteHeaders) -> Response:
    """Start a conversation. A direct one that there is already is found; to a room the others are invited."""
    content = {"kind": body.kind, "members": body.member_ids, "name": body.name}
    if body.kind == "room":
        return submit("conversation.create", content, headers, look=partial(_room_for, body.member_ids))
    known_id = conversations.direct_id(caller_id(), body.member_ids[0])
    ordered = Context(ordering_key=conversations.ordering_key(known_id))
    return submit("conversation.create", content, headers, known_id, look=lambda: ordered)


@route(bp, "GET", ONE, answers={200: Conversation})
def get_conversation(conversation_id: str) -> Response:
    """One conversation of yours."""
    found = conversations.get(conversation_id, caller_id())
    return json_answer(conversations.serialize(found, caller_id()))


@route(
    bp,
    "PATCH",
    ONE,
    body=RoomName,
    headers=WriteHeaders,
    answers={202: Receipt, 200: Conversation},
    rate="writes",
)
def rename_room(conversation_id: str, body: RoomName, headers: WriteHeaders) -> Response:
    """Give a room of your own another name. Nobody else can, so it takes no `If-Match`: your last one stays."""
    return _change("conversation.rename", conversation_id, body.model_dump(), headers)


@route(
    bp,
    "POST",
    f"{ONE}/members",
    body=NewMember,
    headers=WriteHeaders,
    answers={202: Receipt, 200: Conversation},
    rate="writes",
)
def invite_member(conversation_id: str, body: NewMember, headers: WriteHeaders) -> Response:
    """Invite somebody to a room of your own. They are a member once they have accepted.

    Whoever has declined once is not invited to this room by you again.
    """

    def look() -> Context:
        context = there_for_members(conversation_id)
        _room_for([body.user_id])
        return context

    return submit("conversation.add", body.model_dump(), headers, conversation_id, look=look)


def _room_for(user_ids: list[str]) -> Context:
    """Raises Problem 409 when the worker would, for too many invitations."""
    others = sorted(set(user_ids) - {caller_id()})
    unless_away(lambda: invitations.check_room_for(caller_id(), others))
    return Context()


@route(
    bp,
    "DELETE",
    f"{ONE}/members/<id:user_id>",
    headers=WriteHeaders,
    answers={202: Receipt, 200: Conversation},
    rate="writes",
)
def remove_member(conversation_id: str, user_id: str, headers: WriteHeaders) -> Response:
    """Remove a member from a room of your own, or leave one yourself."""
    return _change("conversation.remove", conversation_id, {"user_id": user_id}, headers)


@route(
    bp,
    "PUT",
    f"{ONE}/read",
    body=ReadMark,
    headers=WriteHeaders,
    answers={202: Receipt, 200: Conversation},
    rate="messages",
)
def mark_read(conversation_id: str, body: ReadMark, headers: WriteHeaders) -> Response:
    """Say how far you have read. Marks only go up."""
    return _change("conversation.read", conversation_id, body.model_dump(), headers)


def _change(kind: str, conversation_id: str, content: dict[str, Any], headers: WriteHeaders) -> Response:
    return submit(kind, content, headers, conversation_id, look=partial(there_for_members, conversation_id))
