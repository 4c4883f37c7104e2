"""One line per request, and the id that joins it to everything else that is logged about it."""

import re
import secrets
import time

import structlog
from flask import Flask, Response, g, request

from core.logs import bind_request_id
from web.guard import caller_id_or_none

# What a proxy or client may choose; anything else is replaced, so that no log line can be forged.
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_log = structlog.get_logger()


def register(app: Flask) -> None:
    """Give each request an id, answer with it in X-Request-Id, and log the request."""
    app.before_request(_begin)
    app.after_request(_end)


def route_template() -> str:
    """The route of this request as it is declared, `/posts/<id:post_id>`, never the ids themselves."""
    return request.url_rule.rule if request.url_rule else "none"


def _begin() -> None:
    g.started = time.perf_counter()
    sent = request.headers.get("X-Request-Id", "")
    g.request_id = sent if ACCEPTED.fullmatch(sent) else secrets.token_hex(12)
    structlog.contextvars.clear_contextvars()
    bind_request_id(g.request_id)


def _end(answer: Response) -> Response:
    answer.headers["X-Request-Id"] = g.request_id
    _log.info(
        "request",
        method=request.method,
        route=route_template(),
        status=answer.status_code,
        ms=round((time.perf_counter() - g.started) * 1000, 1),
        user_id=caller_id_or_none(),
    )
    return answer
