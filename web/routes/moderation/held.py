"""What is held over HTTP: moderators see and decide it, authors see their own."""

from functools import partial
from typing import Annotated, Any, Literal

from flask import Blueprint, Response
from pydantic import Field

from core.content.moderation import held, held_items
from core.reads.cursors import read_cursor, write_cursor
from core.schemas.held import Approval, HeldPage, Rejection
from core.schemas.outputs import Comment, Post, Receipt
from core.writes.context import Context
from core.writes.kinds import WriteKind
from web.http.guard import MODERATOR, caller_id
from web.http.pagination import CursorQuery
from web.http.route import route
from web.http.submit import WriteHeaders, submit

bp = Blueprint("held", __name__)
POST, COMMENT = "/moderation/held/posts/<id:post_id>", "/moderation/held/comments/<id:comment_id>"
DECIDED: dict[str, Any] = {"headers": WriteHeaders, "rate": "writes", "also": (404, 412), "guard": MODERATOR}


class HeldQuery(CursorQuery):
    """Which part of what is held, the oldest first."""

    state: Annotated[
        Literal["held", "rejected"], Field(description="`rejected`: what can be approved after all for a while")
    ] = "held"


@route(bp, "GET", "/moderation/held", query=HeldQuery, answers={200: HeldPage}, guard=MODERATOR)
def list_held(query: HeldQuery) -> tuple[dict[str, Any], int]:
    """What waits for a moderator, and because of which rules of the gate. For moderators."""
    return _page(query, rejected=query.state == "rejected")


@route(bp, "GET", "/moderation/held/own", query=CursorQuery, answers={200: HeldPage})
def list_own_held(query: CursorQuery) -> tuple[dict[str, Any], int]:
    """What you have written that waits for a moderator: nobody else sees it."""
    return _page(query, author_id=caller_id())


def _page(query: CursorQuery, **which: Any) -> tuple[dict[str, Any], int]:
    after = read_cursor(query.cursor) if query.cursor else None
    found = held_items.page(query.limit + 1, after=after, **which)
    shown, last = found[: query.limit], found[query.limit - 1] if len(found) > query.limit else None
    cursor = write_cursor(last["held_ms"], last["_id"]) if last else None
    return {"items": held_items.serialized(shown), "next_cursor": cursor}, 200


@route(bp, "POST", f"{POST}/approve", body=Approval, answers={202: Receipt, 200: Post}, **DECIDED)
def approve_post(post_id: str, body: Approval, headers: WriteHeaders) -> Response:
    """Show a post that is held, or what an edit of it says. It appears as new, with its event and notices."""
    return _decide("post.approve", post_id, body, headers)


@route(bp, "POST", f"{POST}/reject", body=Rejection, answers={202: Receipt, 204: None}, **DECIDED)
def reject_post(post_id: str, body: Rejection, headers: WriteHeaders) -> Response:
    """Do not show a post that is held, or what an edit of it says; its author is told the reason."""
    return _decide("post.reject", post_id, body, headers)


@route(bp, "POST", f"{COMMENT}/approve", body=Approval, answers={202: Receipt, 200: Comment}, **DECIDED)
def approve_comment(comment_id: str, body: Approval, headers: WriteHeaders) -> Response:
    """Show a comment that is held, or what an edit of it says. It appears as new, with its event and notices."""
    return _decide("comment.approve", comment_id, body, headers)


@route(bp, "POST", f"{COMMENT}/reject", body=Rejection, answers={202: Receipt, 204: None}, **DECIDED)
def reject_comment(comment_id: str, body: Rejection, headers: WriteHeaders) -> Response:
    """Do not show a comment that is held, or what an edit of it says; its author is told the reason."""
    return _decide("comment.reject", comment_id, body, headers)


def _decide(kind: str, item_id: str, body: Approval, headers: WriteHeaders) -> Response:
    look = partial(_may_decide, WriteKind(kind), item_id, body.rev)
    return submit(kind, body.model_dump(), headers, item_id, look=look)


def _may_decide(kind: WriteKind, item_id: str, rev: int) -> Context:
    held.check_may_decide(kind, item_id, rev, caller_id())
    return Context()
