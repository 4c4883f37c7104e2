"""Prometheus metrics of the API, for internal addresses only."""

import os
import time
from functools import lru_cache

from flask import Blueprint, Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from core.platform.internal_networks import is_internal
from core.platform.problems import not_found
from web.http.contract import route
from web.http.guard import OPEN
from web.http.request_log import route_template
from web.http.system_metrics import System

bp = Blueprint("metrics", __name__)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUESTS = Counter("social_http_requests_total", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram("social_http_request_seconds", "Time to answer", ["method", "route"])


def register(app: Flask) -> None:
    """Count every request by its route template, never by its path."""
    app.after_request(_count)


def _count(answer: Response) -> Response:
    # Anybody may invent methods; each would be a time series for ever.
    method = request.method if request.method in METHODS else "other"
    note(method, route_template(), answer.status_code, time.perf_counter() - g.started)
    return answer


def note(method: str, route: str, status: int, took_s: float) -> None:
    """Count a request that was answered."""
    count, seconds = _series(method, route, status)
    count.inc()
    seconds.observe(took_s)


@lru_cache(maxsize=1024)
def _series(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, route, status), SECONDS.labels(method, route)


@route(bp, "GET", "/metrics", answers={200: None}, guard=OPEN, rate=None, also=(404,))
def metrics() -> Response:
    """Metrics in the Prometheus text format. Asked through a proxy or from outside, there is no such page."""
    if "X-Forwarded-For" in request.headers or not is_internal(request.remote_addr or ""):
        raise not_found("page")
    return Response(_requests() + _system(), content_type=CONTENT_TYPE_LATEST)


def _requests() -> bytes:
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def _system() -> bytes:
    registry = CollectorRegistry()
    registry.register(System())
    return generate_latest(registry)
