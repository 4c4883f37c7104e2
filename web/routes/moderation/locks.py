"""Locking discussions over HTTP."""

from typing import Any

from flask import Blueprint, Response

from core.schemas.moderation_inputs import Lock
from core.schemas.outputs import Post, Receipt
from core.writes.context import Context
from web.http.guard import MODERATOR
from web.http.route import route
from web.http.submit import WriteHeaders, look_up, submit

bp = Blueprint("locks", __name__)
LOCK = "/moderation/posts/<id:post_id>/lock"
CHANGE: dict[str, Any] = {
    "headers": WriteHeaders,
    "answers": {202: Receipt, 200: Post},
    "rate": "writes",
    "guard": MODERATOR,
}


@route(bp, "PUT", LOCK, body=Lock, **CHANGE)
def lock_post(post_id: str, body: Lock, headers: WriteHeaders) -> Response:
    """Lock the discussion of a post: everybody goes on reading it, and nobody but moderators adds comments or replies.

    A comment that was accepted before is shown. Who locks it again, changes nothing.
    """
    return submit("post.lock", body.model_dump(), headers, post_id, look=lambda: _there(post_id))


@route(bp, "DELETE", LOCK, **CHANGE)
def unlock_post(post_id: str, headers: WriteHeaders) -> Response:
    """Let everybody comment on a post again."""
    return submit("post.unlock", {}, headers, post_id, look=lambda: _there(post_id))


def _there(post_id: str) -> Context:
    look_up("post", post_id)
    return Context()
