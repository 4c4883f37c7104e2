"""The API's own documentation: /openapi.json, Swagger UI at /docs from local files, and what each problem means."""

from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path

import orjson
from flask import Blueprint, Response, current_app, send_file

from core.platform.problems import ProblemKind, anchor, not_found
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
        f'<tr id="{anchor(kind.title)}"><th>{escape(kind.title)}</th><td>{escape(kind.meaning)}</td></tr>'
        for kind in ProblemKind
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
