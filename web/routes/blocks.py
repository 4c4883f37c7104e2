"""Blocks over HTTP: who can no longer reach you in a direct conversation."""

from typing import Any

import orjson
from flask import Blueprint, Response

from core.content import blocks, users
from core.reads import cache
from core.schemas.outputs import AuthorList, Receipt, User
from core.writes.context import Context
from web.http.guard import caller_id
from web.http.route import route
from web.http.submit import WriteHeaders, submit

bp = Blueprint("blocks", __name__)
BLOCK = "/users/<id:user_id>/block"


@route(bp, "GET", "/users/me/blocks", answers={200: AuthorList})
def list_blocks() -> tuple[dict[str, Any], int]:
    """Whom you have blocked, the latest first."""
    ids = blocks.blocked_by(caller_id())
    summaries = cache.author_summaries_of(ids)
    return {"items": [orjson.loads(summaries[each]) for each in ids if each in summaries]}, 200


@route(bp, "PUT", BLOCK, headers=WriteHeaders, answers={202: Receipt, 200: User}, rate="writes")
def block_user(user_id: str, headers: WriteHeaders) -> Response:
    """Block a user: they can neither start nor continue a direct conversation with you. They notice when they try.

    If you follow each other, neither of you does any more; the end of the block brings that not back.
    """
    return submit("user.block", {}, headers, user_id, look=lambda: _context(user_id))


@route(bp, "DELETE", BLOCK, headers=WriteHeaders, answers={202: Receipt, 200: User}, rate="writes")
def unblock_user(user_id: str, headers: WriteHeaders) -> Response:
    """Block a user no longer."""
    return submit("user.unblock", {}, headers, user_id, look=lambda: _context(user_id))


def _context(user_id: str) -> Context:
    users.get(user_id)
    return Context(ordering_key=blocks.ordering_key(caller_id()))
