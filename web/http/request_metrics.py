"""What is counted of each request. `web/routes/metrics.py` shows it to Prometheus."""

import time
from functools import lru_cache

from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram

from core.platform import traces
from web.http import request_traces
from web.http.current import current
from web.http.request_log import route_template

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUESTS = Counter("social_http_requests_total", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram("social_http_request_seconds", "Time to answer", ["method", "route"])


def register(app: Flask) -> None:
    """Count every request by its route template, never by its path."""
    app.after_request(_count)


def _count(answer: Response) -> Response:
    # A client may invent methods; each would be a time series that never ends.
    method = current(request).method
    method = method if method in METHODS else "other"
    note(method, route_template(), answer.status_code, time.perf_counter() - g.started)
    return answer


def note(method: str, route: str, status: int, took_s: float) -> None:
    """Count a request that was answered, and say of its span how."""
    count, seconds = _series(method, route, status)
    count.inc()
    seconds.observe(took_s)
    if traces.is_on():
        request_traces.describe(method, route, status)


@lru_cache(maxsize=1024)
def _series(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, route, status), SECONDS.labels(method, route)
