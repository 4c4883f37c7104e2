"""Moderation over HTTP: the queue of what was reported, what moderators decide, and the audit log."""

from functools import partial
from typing import Annotated, Any

from flask import Blueprint, Response
from pydantic import Field

from core.content import users
from core.content.moderation import audit_pages, decisions, open_cases, reports, standing
from core.identity import accounts
from core.platform.clock import now_ms
from core.platform.problems import Problem, ProblemKind
from core.reads.cursors import read_cursor, write_cursor
from core.schemas.moderation import AuditPage, CaseCount, CasePage
from core.schemas.moderation_inputs import ItemDecision, UserDecision
from core.schemas.outputs import Comment, Id, Post, Receipt, User
from core.schemas.reasons import Reason
from core.writes.context import Context
from web.http.changes import ChangeHeaders
from web.http.guard import MODERATOR, caller_id
from web.http.pagination import CursorQuery
from web.http.route import route
from web.http.submit import WriteHeaders, look_up, submit

bp = Blueprint("moderation", __name__)
DECISION = "/moderation/{}/<id:{}_id>/decision"


class QueueQuery(CursorQuery):
    """Which part of the queue."""

    reason: Annotated[Reason | None, Field(description="Only what was reported for this")] = None


@route(bp, "GET", "/moderation/queue", query=QueueQuery, answers={200: CasePage}, guard=MODERATOR)
def list_cases(query: QueueQuery) -> tuple[dict[str, Any], int]:
    """What was reported and is not decided, the longest open first, with who reported it and why."""
    after = read_cursor(query.cursor) if query.cursor else None
    items, last = open_cases.page(query.limit, after, query.reason)
    return {"items": items, "next_cursor": write_cursor(*last) if last else None}, 200


@route(bp, "GET", "/moderation/queue/count", answers={200: CaseCount}, guard=MODERATOR)
def count_cases() -> tuple[dict[str, Any], int]:
    """How many items are reported and not decided; 100 says 100 or more."""
    return {"open_count": open_cases.count()}, 200


DECIDE: dict[str, Any] = {"rate": "writes", "guard": MODERATOR, "also": (409, 412)}


@route(
    bp,
    "POST",
    DECISION.format("posts", "post"),
    body=ItemDecision,
    headers=ChangeHeaders,
    answers={202: Receipt, 200: Post, 204: None},
    **DECIDE,
)
def decide_post(post_id: str, body: ItemDecision, headers: ChangeHeaders) -> Response:
    """Decide about a post: it may stay, or it goes. Of two moderators the first decides, the other one gets a 409.

    `If-Match` refuses if it was edited meanwhile. Nobody decides about what they wrote themselves.
    """
    return _decide_item("post", post_id, body, headers)


@route(
    bp,
    "POST",
    DECISION.format("comments", "comment"),
    body=ItemDecision,
    headers=ChangeHeaders,
    answers={202: Receipt, 200: Comment, 204: None},
    **DECIDE,
)
def decide_comment(comment_id: str, body: ItemDecision, headers: ChangeHeaders) -> Response:
    """Decide about a comment, as about a post."""
    return _decide_item("comment", comment_id, body, headers)


def _decide_item(noun: str, item_id: str, asked: ItemDecision, headers: ChangeHeaders) -> Response:
    rev = headers.rev()
    body: dict[str, Any] = {"round": asked.round, "note": asked.note}
    body |= ({"reason": asked.reason} if asked.reason else {}) | ({} if rev is None else {"if_rev": rev})
    look = partial(_context_of_decision, noun, item_id, asked, rev)
    return submit(f"{noun}.{asked.act}", body, headers, item_id, look=look)


def _context_of_decision(noun: str, item_id: str, asked: ItemDecision, rev: int | None) -> Context:
    """Refuses at once what the worker would refuse: Problem 404, 403, 409, 412."""
    if asked.act == "dismiss" or asked.round is not None:
        decisions.check_open(item_id, asked.round)
    item = look_up(noun, item_id)
    if item is not None and item.author_id == caller_id():
        raise reports.your_own()
    if item is not None and rev is not None and item.rev() > rev:
        raise Problem(ProblemKind.CHANGED_MEANWHILE, f"The revision is {item.rev()} now, not {rev}.")
    return Context()


@route(
    bp,
    "POST",
    DECISION.format("users", "user"),
    body=UserDecision,
    headers=WriteHeaders,
    answers={202: Receipt, 200: User},
    rate="writes",
    guard=MODERATOR,
)
def decide_user(user_id: str, body: UserDecision, headers: WriteHeaders) -> Response:
    """Warn, mute, suspend or ban a person, or lift that.

    A warning and a suspension are in their inbox, without your name. What somebody writes who is muted is held. Who is
    suspended may read, and not write, until then. A ban ends all sessions. Only operators do that to moderators.
    """
    about = {"words": body.words, "note": body.note} | ({} if body.until_ms is None else {"until_ms": body.until_ms})
    return submit(f"user.{body.act}", about, headers, user_id, look=partial(_context_of_user, user_id, body.until_ms))


def _context_of_user(user_id: str, until_ms: int | None) -> Context:
    users.get(user_id)
    standing.check_roles(accounts.find(user_id))
    if until_ms is not None and until_ms <= now_ms():
        errors = [{"pointer": "/until_ms", "message": "This time has passed."}]
        raise Problem(ProblemKind.INVALID_REQUEST, "A suspension ends in the future.", errors=errors)
    return Context(ordering_key=standing.ordering_key(user_id))


class AuditQuery(CursorQuery):
    """Which part of the audit log."""

    subject: Annotated[Id | None, Field(description="Only what was done to this user, post or comment")] = None
    who: Annotated[Id | None, Field(description="Only what this moderator has done")] = None


@route(bp, "GET", "/moderation/audit", query=AuditQuery, answers={200: AuditPage}, guard=MODERATOR)
def list_audit(query: AuditQuery) -> tuple[dict[str, Any], int]:
    """What moderators and operators have done, the latest first. Entries are never changed or removed."""
    before = read_cursor(query.cursor) if query.cursor else None
    items, last = audit_pages.page(query.limit, before, query.subject, query.who)
    return {"items": items, "next_cursor": write_cursor(*last) if last else None}, 200
