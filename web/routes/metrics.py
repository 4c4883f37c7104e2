"""Prometheus metrics of the API, for internal addresses only."""

import os

from flask import Blueprint, Response, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest

from core.platform import metrics_of_processes
from core.platform.networks import is_internal
from core.platform.problems import not_found
from web.http.guard import OPEN
from web.http.route import route
from web.http.system_metrics import System

bp = Blueprint("metrics", __name__)


@route(bp, "GET", "/metrics", answers={200: None}, guard=OPEN, rate=None, also=(404,))
def metrics() -> Response:
    """Metrics in the Prometheus text format. Asked through a proxy or from outside, there is no such page."""
    if "X-Forwarded-For" in request.headers or not is_internal(request.remote_addr or ""):
        raise not_found("page")
    return Response(_requests() + _system(), content_type=CONTENT_TYPE_LATEST)


def _requests() -> bytes:
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return generate_latest(REGISTRY)
    return generate_latest(metrics_of_processes.registry())


def _system() -> bytes:
    registry = CollectorRegistry()
    registry.register(System())
    return generate_latest(registry)
