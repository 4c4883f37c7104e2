"""Invitations to rooms over HTTP: those that wait for your answer, and those that you take back."""

from functools import partial
from typing import Any

from flask import Blueprint, Response

from core.content.chat import conversations, invitations, rooms
from core.reads.cursors import read_cursor, write_cursor
from core.schemas.conversation_outputs import Conversation, InvitationPage
from core.schemas.outputs import Receipt
from core.writes.context import Context
from web.http.guard import caller_id
from web.http.pagination import CursorQuery
from web.http.route import route
from web.http.submit import WriteHeaders, submit, there_for_members, unless_away

bp = Blueprint("invitations", __name__)
ONE = "/invitations/<id:conversation_id>"


@route(bp, "GET", "/invitations", query=CursorQuery, answers={200: InvitationPage})
def list_invitations(query: CursorQuery) -> tuple[dict[str, Any], int]:
    """The rooms that you are invited to and have not answered, the latest first."""
    before = read_cursor(query.cursor) if query.cursor else None
    found = invitations.to(caller_id(), query.limit + 1, before)
    more, found = len(found) > query.limit, found[: query.limit]
    cursor = write_cursor(found[-1]["at_ms"], found[-1]["conversation_id"]) if more else None
    return {"items": invitations.shown(found), "next_cursor": cursor}, 200


@route(bp, "PUT", ONE, headers=WriteHeaders, answers={202: Receipt, 200: Conversation}, rate="writes")
def accept_invitation(conversation_id: str, headers: WriteHeaders) -> Response:
    """Accept an invitation: you are a member of the room, and its members learn when you are there."""
    return _answer("conversation.accept", conversation_id, headers)


@route(bp, "DELETE", ONE, headers=WriteHeaders, answers={202: Receipt, 204: None}, rate="writes")
def decline_invitation(conversation_id: str, headers: WriteHeaders) -> Response:
    """Decline an invitation. Whoever has invited you can't invite you to this room again."""
    return _answer("conversation.decline", conversation_id, headers)


@route(
    bp,
    "DELETE",
    "/conversations/<id:conversation_id>/invitations/<id:user_id>",
    headers=WriteHeaders,
    answers={202: Receipt, 200: Conversation},
    rate="writes",
)
def withdraw_invitation(conversation_id: str, user_id: str, headers: WriteHeaders) -> Response:
    """Take an invitation to a room of your own back."""
    look = partial(there_for_members, conversation_id)
    return submit("conversation.withdraw", {"user_id": user_id}, headers, conversation_id, look=look)


def _answer(kind: str, conversation_id: str, headers: WriteHeaders) -> Response:
    def look() -> Context:
        unless_away(lambda: rooms.check_may_answer(conversation_id, caller_id()))
        return Context(ordering_key=conversations.ordering_key(conversation_id))

    return submit(kind, {}, headers, conversation_id, look=look)
