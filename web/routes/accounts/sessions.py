"""A user's own sessions over HTTP."""

from typing import Any

from flask import Blueprint, Response

from core.identity import sessions
from core.platform.clock import rfc3339
from core.platform.problems import not_found
from core.schemas.account_outputs import SessionList
from web.http import tokens
from web.http.guard import caller_id, session_id
from web.http.route import route

bp = Blueprint("sessions", __name__)


@route(bp, "GET", "/auth/sessions", answers={200: SessionList})
def list_sessions() -> tuple[dict[str, Any], int]:
    """Where the caller is signed in, the newest first."""
    items = [
        {
            "id": each.id,
            "created_at": rfc3339(each.created_ms),
            "last_seen_at": rfc3339(each.last_seen_ms),
            "user_agent": each.user_agent,
            "address": each.address,
            "is_current": each.id == session_id(),
        }
        for each in sessions.listed(caller_id())
    ]
    return {"items": items}, 200


@route(bp, "DELETE", "/auth/sessions/<id:ended_id>", answers={204: None})
def end_session(ended_id: str) -> Response:
    """End one session of the caller; it stops working at once."""
    if sessions.user_of(ended_id) != caller_id():
        raise not_found("session")
    sessions.end(ended_id)
    answer = Response(status=204)
    if ended_id == session_id():
        tokens.clear_cookies(answer)
    return answer


@route(bp, "DELETE", "/auth/sessions", answers={204: None})
def end_other_sessions() -> Response:
    """End all sessions of the caller but this one."""
    for each in sessions.listed(caller_id()):
        if each.id != session_id():
            sessions.end(each.id)
    return Response(status=204)
