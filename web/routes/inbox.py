"""The inbox over HTTP: what you are told of, how far you have read, and of what you want to be told."""

from typing import Annotated, Any

from flask import Blueprint, Response
from pydantic import BaseModel, ConfigDict, Field

from core.content import inbox, inbox_choices, notices
from core.delivery import unsubscribing
from core.identity import push_subscriptions
from core.platform import push_settings
from core.platform.clock import rfc3339
from core.platform.settings import settings
from core.reads.cursors import read_cursor, write_cursor
from core.schemas.inbox import InboxPage, InboxSettings, UnreadCount
from core.schemas.inputs import InboxChanges, InboxRead
from core.schemas.outputs import Receipt, User
from core.schemas.push import NewPushSubscription, PushState
from core.writes.context import Context
from web.http.guard import OPEN, caller_id, session_id
from web.http.pagination import CursorQuery
from web.http.route import route
from web.http.submit import WriteHeaders, submit

bp = Blueprint("inbox", __name__)


class InboxQuery(CursorQuery):
    """Which part of your inbox, the latest first."""


@route(bp, "GET", "/inbox", query=InboxQuery, answers={200: InboxPage})
def list_inbox(query: InboxQuery) -> tuple[dict[str, Any], int]:
    """What you are told of: answers, mentions, likes, followers, and what moderators have removed."""
    before = read_cursor(query.cursor) if query.cursor else None
    items, last = inbox.page(caller_id(), query.limit, before)
    return {"items": items, "next_cursor": write_cursor(*last) if last else None}, 200


@route(bp, "GET", "/inbox/unread", answers={200: UnreadCount})
def count_unread() -> tuple[dict[str, Any], int]:
    """How many notices came since you read your inbox last; 100 says 100 or more."""
    return {"unread_count": notices.unread_count(inbox_choices.choices_of(caller_id()))}, 200


@route(
    bp, "PUT", "/inbox/read", body=InboxRead, headers=WriteHeaders, answers={202: Receipt, 200: User}, rate="messages"
)
def read_inbox(body: InboxRead, headers: WriteHeaders) -> Response:
    """Say until when you have read your inbox. Marks only go up."""
    return submit("user.read_inbox", body.model_dump(), headers, caller_id())


@route(bp, "GET", "/inbox/settings", answers={200: InboxSettings})
def get_inbox_settings() -> tuple[dict[str, Any], int]:
    """Of what you want to be told, and when you want mails."""
    chosen = inbox_choices.choices_of(caller_id())
    refused = chosen.mail_refused
    return {
        "kinds": chosen.kinds,
        "mail": chosen.mail,
        "is_mail_on": settings().is_mail_on,
        "mail_refused": {"at": rfc3339(refused["at_ms"]), "status": refused["status"]} if refused else None,
    }, 200


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
    """Say of what you want to be told, and when you want mails; what is left out stays."""
    kinds = body.model_dump(exclude_unset=True)
    mail = kinds.pop("mail", {})
    return submit("user.set_inbox", {"kinds": kinds, "mail": mail}, headers, caller_id())


PUSH: dict[str, Any] = {"headers": WriteHeaders, "answers": {202: Receipt, 200: User}, "rate": "writes"}


@route(bp, "GET", "/inbox/push", answers={200: PushState})
def get_push() -> tuple[dict[str, Any], int]:
    """Whether this browser gets pushes about answers and mentions, and what it needs to subscribe to them."""
    is_on = push_subscriptions.is_on(caller_id(), session_id())
    return {"public_key": push_settings.public_key() or None, "is_on": is_on}, 200


@route(bp, "POST", "/inbox/push", body=NewPushSubscription, **PUSH)
def add_push(body: NewPushSubscription, headers: WriteHeaders) -> Response:
    """Get pushes in this browser for as long as your session lasts, instead of those to its subscription before."""
    more = {"session_id": session_id(), "public_key": push_settings.public_key()}
    told = {"endpoint": body.endpoint, **body.keys.model_dump()}
    return submit("user.add_push", told, headers, caller_id(), look=lambda: _push_context(more))


@route(bp, "DELETE", "/inbox/push", **PUSH)
def remove_push(headers: WriteHeaders) -> Response:
    """Get no more pushes in this browser."""
    more = {"session_id": session_id()}
    return submit("user.remove_push", {}, headers, caller_id(), look=lambda: _push_context(more))


def _push_context(more: dict[str, Any]) -> Context:
    return Context(more, ordering_key=push_subscriptions.ordering_key(caller_id()))


class UnsubscribeQuery(BaseModel):
    """The link of a mail."""

    model_config = ConfigDict(extra="forbid")

    token: Annotated[str, Field(pattern=r"^[0-9a-f]{24}\.[\w-]{24}$", description="As the link of a mail has it")]


UNSUBSCRIBE: dict[str, Any] = {"query": UnsubscribeQuery, "guard": OPEN, "rate": "sign_in_address", "also": (404,)}


@route(bp, "GET", "/inbox/unsubscribe", answers={303: None}, **UNSUBSCRIBE)
def show_unsubscribe(query: UnsubscribeQuery) -> Response:
    """Lead somebody who opens the link of a mail to the page that asks whether they want no more of them."""
    return Response(status=303, headers={"Location": unsubscribing.path(query.token)})


@route(bp, "POST", "/inbox/unsubscribe", answers={202: Receipt}, **UNSUBSCRIBE)
def unsubscribe(query: UnsubscribeQuery) -> Response:
    """End all mails to who got this link, without signing in (RFC 8058)."""
    user_id = unsubscribing.user_of(query.token)
    return submit("user.set_inbox", unsubscribing.NO_MAIL, WriteHeaders(), user_id, actor_id=user_id)
