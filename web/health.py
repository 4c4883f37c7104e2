"""Alive, and ready."""

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint

from core.mongo import db
from core.redis import cache_store, journal
from core.settings import settings
from web.contract import route
from web.guard import OPEN
from web.shapes import Health, Readiness

bp = Blueprint("health", __name__)
BUDGET_S = 1.0


@route(bp, "GET", "/healthz", answers={200: Health}, guard=OPEN, rate=None)
def healthz() -> tuple[dict[str, str], int]:
    """Whether this process answers."""
    return {"status": "ok"}, 200


@route(bp, "GET", "/readyz", answers={200: Readiness, 503: Readiness}, guard=OPEN, rate=None)
def readyz() -> tuple[dict[str, Any], int]:
    """Whether each dependency answers. 503 only without the journal: writes are safe without any of the others."""
    checks: dict[str, Callable[[], object]] = {
        "journal": lambda: journal().ping(),
        "broker": lambda: _reach(*_place(settings().broker_url)),
        "cache": lambda: cache_store().ping(),
        "mongodb": lambda: db().client.admin.command("ping"),
        "mqtt": lambda: _reach(settings().mqtt_host, settings().mqtt_port),
    }
    with ThreadPoolExecutor(len(checks)) as pool:
        found = dict(zip(checks, pool.map(_answers, checks.values()), strict=True))
    if found["journal"] == "away":
        return {"status": "unavailable", "dependencies": found}, 503
    return {"status": "ok" if set(found.values()) == {"ok"} else "degraded", "dependencies": found}, 200


def _answers(check: Callable[[], object]) -> str:
    try:
        check()
    except Exception:  # Whatever it is, this dependency does not answer as it should.
        return "away"
    return "ok"


def _place(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "127.0.0.1", parts.port or (5672 if parts.scheme.startswith("amqp") else 6379)


def _reach(host: str, port: int) -> None:
    with socket.create_connection((host, port), BUDGET_S):
        return
