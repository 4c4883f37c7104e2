"""The inbox over HTTP: what you are told of, how far you have read, and of what you want to be told."""

from typing import Any

from flask import Blueprint, Response

from core.content import inbox, notices
from core.reads.cursors import read_cursor, write_cursor
from core.schemas.inbox import InboxPage, InboxSettings, UnreadCount
from core.schemas.inputs import InboxChanges, InboxRead
from core.schemas.outputs import Receipt, User
from web.http.guard import caller_id
from web.http.pagination import CursorQuery
from web.http.route import route
from web.http.submit import WriteHeaders, submit

bp = Blueprint("inbox", __name__)


class InboxQuery(CursorQuery):
    """Which part of your inbox, the latest first."""


@route(bp, "GET", "/inbox", query=InboxQuery, answers={200: InboxPage})
def list_inbox(query: InboxQuery) -> tuple[dict[str, Any], int]:
    """What you are told of: answers, mentions, likes and followers."""
    before = read_cursor(query.cursor) if query.cursor else None
    items, last = inbox.page(caller_id(), query.limit, before)
    return {"items": items, "next_cursor": write_cursor(*last) if last else None}, 200


@route(bp, "GET", "/inbox/unread", answers={200: UnreadCount})
def count_unread() -> tuple[dict[str, Any], int]:
    """How many notices came since you read your inbox last; 100 says 100 or more."""
    return {"unread_count": notices.unread_count(notices.choices_of(caller_id()))}, 200


@route(
    bp, "PUT", "/inbox/read", body=InboxRead, headers=WriteHeaders, answers={202: Receipt, 200: User}, rate="messages"
)
def read_inbox(body: InboxRead, headers: WriteHeaders) -> Response:
    """Say until when you have read your inbox. Marks only go up."""
    return submit("user.read_inbox", body.model_dump(), headers, caller_id())


@route(bp, "GET", "/inbox/settings", answers={200: InboxSettings})
def get_inbox_settings() -> tuple[dict[str, Any], int]:
    """Of what you want to be told."""
    return {"kinds": notices.choices_of(caller_id()).kinds}, 200


@route(
    bp,
    "PATCH",
    "/inbox/settings",
    body=InboxChanges,
    headers=WriteHeaders,
    answers={202: Receipt, 200: User},
    rate="writes",
)
def change_inbox_settings(body: InboxChanges, headers: WriteHeaders) -> Response:
    """Say of what you want to be told; what is left out stays."""
    return submit("user.set_inbox", {"kinds": body.model_dump(exclude_unset=True)}, headers, caller_id())
