"""Taking one's data along over HTTP."""

from typing import Any

from flask import Blueprint, Response

from core.exports import reading, requests
from core.schemas.account_outputs import Export, ExportedData
from tasks.enqueue import publish
from tasks.exports import make_exports
from web.http.guard import caller_id
from web.http.route import route
from web.routes.accounts.factors import proven_user

bp = Blueprint("exports", __name__)
PAGE = "text/html; charset=utf-8"
DATA = "application/json"


@route(bp, "POST", "/users/me/export", answers={202: Export}, rate="exports")
def ask_for_export() -> tuple[dict[str, Any], int]:
    """Have everything that is yours here put together. Needs a fresh proof.

    A worker does it, and a mail says when it is there. It is kept for EXPORT_TTL_S; asking again makes another one.
    """
    asked = requests.ask(proven_user()["_id"])
    publish(make_exports)
    return requests.shown(asked), 202


@route(bp, "GET", "/users/me/export", answers={200: Export}, also=(404,))
def get_export() -> tuple[dict[str, Any], int]:
    """How far the caller's export is; 404 when none was asked for, or it is not kept any more."""
    return requests.shown(requests.get(caller_id())), 200


@route(bp, "GET", "/users/me/export/data.json", answers={200: ExportedData}, also=(403, 404))
def get_export_data() -> Response:
    """The export as one JSON object. Needs a fresh proof."""
    return _file(reading.as_json(proven_user()["_id"]), DATA, "social.json")


@route(bp, "GET", "/users/me/export/page.html", answers={200: None}, gives="text/html", also=(403, 404))
def get_export_page() -> Response:
    """The export as a page to read, which needs nothing from elsewhere. Needs a fresh proof."""
    return _file(reading.as_page(proven_user()["_id"]), PAGE, "social.html")


def _file(pieces: Any, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pieces, headers=headers, content_type=media_type)
