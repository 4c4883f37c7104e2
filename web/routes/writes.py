"""Receipts over HTTP: what has become of a write."""

from typing import Annotated, Any

from flask import Blueprint
from pydantic import BaseModel, ConfigDict, Field

from core.platform.problems import not_found
from core.schemas.inputs import Ids
from core.schemas.outputs import Receipt, ReceiptList
from core.writes import journal
from core.writes.receipts import receipt
from web.http.guard import caller_id
from web.http.route import route

bp = Blueprint("writes", __name__)


class WritesQuery(BaseModel):
    """Which receipts."""

    model_config = ConfigDict(extra="forbid")

    ids: Annotated[Ids, Field(description="Ids of up to 100 writes, with commas between")]


@route(bp, "GET", "/writes", query=WritesQuery, answers={200: ReceiptList})
def list_writes(query: WritesQuery) -> tuple[dict[str, Any], int]:
    """What has become of several writes of yours, in the order in which you name them. Those that are not yours, or
    whose receipts have run out, are left out."""
    found = journal.find_many(list(dict.fromkeys(query.ids.split(","))))
    return {"items": [receipt(write) for write in found if write.actor_id == caller_id()]}, 200


@route(bp, "GET", "/writes/<id:write_id>", answers={200: Receipt})
def get_write(write_id: str) -> tuple[dict[str, Any], int]:
    """What has become of a write. Only its owner may ask."""
    write = journal.find(write_id)
    if write is None or write.actor_id != caller_id():
        raise not_found("write")
    return receipt(write), 200
