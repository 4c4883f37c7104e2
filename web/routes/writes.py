"""Receipts over HTTP: what has become of a write."""

from typing import Any

from flask import Blueprint

from core.platform.problems import not_found
from core.schemas.outputs import Receipt
from core.writes import journal
from core.writes.receipts import receipt
from web.http.guard import caller_id
from web.http.route import route

bp = Blueprint("writes", __name__)


@route(bp, "GET", "/writes/<id:write_id>", answers={200: Receipt})
def get_write(write_id: str) -> tuple[dict[str, Any], int]:
    """What has become of a write. Only its owner may ask."""
    write = journal.find(write_id)
    if write is None or write.actor_id != caller_id():
        raise not_found("write")
    return receipt(write), 200
