"""Receipts over HTTP: what has become of a write."""

from typing import Any

from flask import Blueprint

from core import journal
from core.journal import Write
from core.problems import not_found
from core.times import rfc3339
from web.contract import route
from web.guard import caller_id
from web.shapes import Receipt

bp = Blueprint("writes", __name__)


def href(noun: str, resource_id: str) -> str:
    """Where a thing is read."""
    return f"/api/v1/{noun}s/{resource_id}"


def receipt(write: Write) -> dict[str, Any]:
    """The receipt of a write, as JSON."""
    noun = write.kind.partition(".")[0]
    applied_ms = write.finished_ms if write.state == "applied" else None
    return {
        "id": write.id,
        "state": write.state,
        "kind": write.kind,
        "resource": {"type": noun, "id": write.resource_id, "href": href(noun, write.resource_id)},
        "accepted_at": rfc3339(write.at_ms),
        "applied_at": rfc3339(applied_ms) if applied_ms else None,
        "problem": write.problem,
    }


@route(bp, "GET", "/writes/<id:write_id>", answers={200: Receipt})
def get_write(write_id: str) -> tuple[dict[str, Any], int]:
    """What has become of a write. Only its owner may ask."""
    write = journal.find(write_id)
    if write is None or write.actor_id != caller_id():
        raise not_found("write")
    return receipt(write), 200
