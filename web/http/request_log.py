"""One line per request, and the id that joins it to everything else that is logged about it."""

import time

import structlog
from flask import Flask, Request, Response, g, request

from core.platform.logs import bind_request_id
from core.platform.request_ids import request_id_of
from web.http.current import current
from web.http.guard import caller_id_or_none

_log = structlog.get_logger()


def register(app: Flask) -> None:
    """Give each request an id, answer with it in X-Request-Id, and log the request."""
    app.before_request(_begin)
    app.after_request(_end)


def route_template() -> str:
    """The route of this request as it is declared, `/posts/<id:post_id>`, never the ids themselves."""
    return _template(current(request))


def _template(asked: Request) -> str:
    return asked.url_rule.rule if asked.url_rule else "none"


def _begin() -> None:
    about = current(g)
    about.started = time.perf_counter()
    about.request_id = begin(request.headers.get("X-Request-Id", ""))


def begin(sent_id: str) -> str:
    """The id of the request that begins in this thread: the one that was sent, if it is one."""
    request_id = request_id_of(sent_id)
    structlog.contextvars.clear_contextvars()
    bind_request_id(request_id)
    return request_id


def _end(answer: Response) -> Response:
    asked, about = current(request), current(g)
    answer.headers["X-Request-Id"] = about.request_id
    took_s = time.perf_counter() - about.started
    end(asked.method, _template(asked), answer.status_code, took_s, caller_id_or_none())
    return answer


def end(method: str, route: str, status: int, took_s: float, user_id: str | None) -> None:
    """Log a request that was answered."""
    ms = round(took_s * 1000, 1)
    _log.info("request", method=method, route=route, status=status, ms=ms, user_id=user_id)
