"""Appeals over HTTP: authors ask for another look at what was removed, moderators decide about it."""

from functools import partial
from typing import Any

from flask import Blueprint, Response

from core.content.moderation import appeals, removals
from core.reads.cursors import read_cursor, write_cursor
from core.schemas.moderation_inputs import NewAppeal, RemovalDecision
from core.schemas.outputs import Comment, Post, Receipt
from core.schemas.removals import AppealCount, AppealPage
from core.writes.context import Context
from web.http.guard import MODERATOR, caller_id
from web.http.pagination import CursorQuery
from web.http.route import route
from web.http.submit import WriteHeaders, submit, unless_away

bp = Blueprint("appeals", __name__)
ASK: dict[str, Any] = {"body": NewAppeal, "headers": WriteHeaders, "answers": {202: Receipt, 204: None}}
ASK |= {"rate": "writes", "also": (404, 409)}
DECIDE: dict[str, Any] = {"body": RemovalDecision, "headers": WriteHeaders, "rate": "writes", "guard": MODERATOR}
DECIDE |= {"also": (404, 409)}


@route(bp, "PUT", "/moderation/posts/<id:post_id>/appeal", **ASK)
def appeal_post(post_id: str, body: NewAppeal, headers: WriteHeaders) -> Response:
    """Ask the moderators to look again at a post of yours that they removed, once.

    While they have not decided it is kept, however long ago it was removed. You find the answer in your inbox.
    """
    return _appeal("post", post_id, body, headers)


@route(bp, "PUT", "/moderation/comments/<id:comment_id>/appeal", **ASK)
def appeal_comment(comment_id: str, body: NewAppeal, headers: WriteHeaders) -> Response:
    """Ask the moderators to look again at a comment of yours that they removed, once, as at a post."""
    return _appeal("comment", comment_id, body, headers)


def _appeal(noun: str, item_id: str, body: NewAppeal, headers: WriteHeaders) -> Response:
    look = partial(_may_appeal, item_id)
    return submit(f"{noun}.appeal", {"words": body.words}, headers, item_id, look=look)


def _may_appeal(item_id: str) -> Context:
    unless_away(lambda: removals.check_may_appeal(removals.find(item_id), caller_id()))
    return Context()


@route(bp, "GET", "/moderation/appeals", query=CursorQuery, answers={200: AppealPage}, guard=MODERATOR)
def list_appeals(query: CursorQuery) -> tuple[dict[str, Any], int]:
    """What was removed, whose authors ask for another look, the longest waiting first."""
    items, last = appeals.page(query.limit, read_cursor(query.cursor) if query.cursor else None)
    return {"items": items, "next_cursor": write_cursor(*last) if last else None}, 200


@route(bp, "GET", "/moderation/appeals/count", answers={200: AppealCount}, guard=MODERATOR)
def count_appeals() -> tuple[dict[str, Any], int]:
    """How many appeals wait for a moderator; 100 says 100 or more."""
    return {"open_count": appeals.count()}, 200


@route(bp, "POST", "/moderation/posts/<id:post_id>/removal", answers={202: Receipt, 200: Post, 204: None}, **DECIDE)
def decide_post_removal(post_id: str, body: RemovalDecision, headers: WriteHeaders) -> Response:
    """Bring back a post that was removed, with its comments, or let its removal stand.

    Of two moderators the first decides, the other one gets a 409. Nobody decides about what they wrote themselves.
    """
    return _decide("post", post_id, body, headers)


@route(
    bp,
    "POST",
    "/moderation/comments/<id:comment_id>/removal",
    answers={202: Receipt, 200: Comment, 204: None},
    **DECIDE,
)
def decide_comment_removal(comment_id: str, body: RemovalDecision, headers: WriteHeaders) -> Response:
    """Bring back a comment that was removed, in its place, or let its removal stand, as with a post."""
    return _decide("comment", comment_id, body, headers)


def _decide(noun: str, item_id: str, body: RemovalDecision, headers: WriteHeaders) -> Response:
    look = partial(_may_decide, item_id, upholds=body.act == "uphold")
    return submit(f"{noun}.{body.act}", {"note": body.note}, headers, item_id, look=look)


def _may_decide(item_id: str, *, upholds: bool) -> Context:
    unless_away(lambda: removals.check_may_decide(removals.find(item_id), caller_id(), upholds=upholds))
    return Context()
