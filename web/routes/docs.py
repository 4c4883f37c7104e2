"""The API's own documentation: /openapi.json, Swagger UI at /docs from local files, and what each problem means."""

from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path

import orjson
from flask import Blueprint, Response, current_app, send_file

from core.platform.problems import not_found
from web.http.guard import OPEN
from web.http.openapi import document
from web.http.route import json_bytes, route

bp = Blueprint("docs", __name__)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGES = Path(__file__).parent / "docs_files"
OWN_FILES = ("start.js", "problems.css")
SWAGGER_FILES = ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png")
PROBLEMS = {
    "Malformed request": "400: The request could not be read.",
    "Malformed JSON": "400: The body is not JSON as RFC 7493 asks for it, or is nested deeper than 32 levels.",
    "Bad cursor": "400: Send the cursor exactly as a page gave it.",
    "Bad If-Match": "400: Send the rev in quotes, or an ETag.",
    "Not signed in": "401: There is no session, it has ended, or the token has run out. Refresh, or sign in.",
    "Wrong credentials": "401: No account has this address and password.",
    "CSRF": "403: Send the value of the csrf_access_token cookie as X-CSRF-TOKEN.",
    "Other site": "403: A page of another site tried to do this.",
    "Not yours": "403: Only the author may change it.",
    "Not your room": "403: A socket may enter `feed` and `post:<id>`; its own rooms it is in already.",
    "Not found": "404: It is not there, not there any more, or not for you to see.",
    "Method not allowed": "405: The Allow header says what is.",
    "Cannot be stored": "422: It is too large once it is stored, or holds what cannot be.",
    "Blocked": "403: This person cannot be reached in a direct conversation.",
    "Banned": "403: The operator has banned this account.",
    "Address taken": "409: There is an account with this address.",
    "Too many rooms": "409: A socket may be in SOCKET_ROOMS_MAX rooms; leave one first.",
    "Changed meanwhile": "412: Read it again and decide anew.",
    "Body too large": "413: A body may have 64 KiB.",
    "Not JSON": "415: Send application/json.",
    "Too many members": "422: A conversation has at most MEMBERS_MAX members.",
    "Invalid request": "422: `errors` names each field by JSON pointer.",
    "Idempotency conflict": "422: This Idempotency-Key was used for another request.",
    "Too many requests": "429: Wait as long as Retry-After says.",
    "Internal error": "500: Tell us the request id.",
    "Not applied": "500, in a receipt: The write is kept, and an operator can replay it.",
    "Busy": "503: More writes wait than the system can carry; nothing was stored.",
    "Unavailable": "503: A server that this request needs is away; nothing was changed.",
}


@route(bp, "GET", "/openapi.json", answers={200: None}, guard=OPEN, rate=None)
def get_openapi() -> Response:
    """This API as an OpenAPI 3.1 document."""
    encoded = current_app.extensions.get("openapi") or orjson.dumps(document(current_app))
    current_app.extensions["openapi"] = encoded
    return json_bytes(encoded)


@route(bp, "GET", "/docs", answers={200: None}, guard=OPEN, rate=None)
def get_docs() -> Response:
    """This API in Swagger UI."""
    return _page("docs.html")


@route(bp, "GET", "/docs/problems", answers={200: None}, guard=OPEN, rate=None)
def get_problems() -> Response:
    """What each problem means; the `type` of a problem points here."""
    rows = (
        f'<tr id="{title.lower().replace(" ", "-")}"><th>{escape(title)}</th><td>{escape(text)}</td></tr>'
        for title, text in PROBLEMS.items()
    )
    return _page("problems.html", "".join(rows))


@route(bp, "GET", "/docs/<string:name>", answers={200: None}, guard=OPEN, rate=None)
def get_docs_file(name: str) -> Response:
    """The scripts and styles of these pages."""
    if name in OWN_FILES:
        return send_file(PAGES / name, max_age=3600)
    if name in SWAGGER_FILES:
        return send_file(_swagger() / name, max_age=3600)
    raise not_found("file")


def _page(name: str, rows: str = "") -> Response:
    html = (PAGES / name).read_text().replace("<!-- rows -->", rows)
    answer = Response(html, content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


@cache
def _swagger() -> Path:
    # Only the files of the package are wanted: its own page has inline scripts.
    spec = find_spec("flask_swagger_ui")
    if spec is None or not spec.submodule_search_locations:
        raise not_found("file")
    return Path(spec.submodule_search_locations[0]) / "dist"
