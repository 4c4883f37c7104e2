"""Alive, and ready."""

from typing import Any

from flask import Blueprint

from core.schemas.outputs import Health, Readiness
from core.servers.health import states
from core.writes import installation
from web.http.guard import OPEN
from web.http.route import route

bp = Blueprint("health", __name__)


@route(bp, "GET", "/healthz", answers={200: Health}, guard=OPEN, rate=None)
def healthz() -> tuple[dict[str, str], int]:
    """Whether this process answers."""
    return {"status": "ok"}, 200


@route(bp, "GET", "/readyz", answers={200: Readiness, 503: Readiness}, guard=OPEN, rate=None)
def readyz() -> tuple[dict[str, Any], int]:
    """Whether each dependency answers, and what is not as it must be about the stores (docs/operations.md, "Findings").
    503 only without the journal: writes are safe without any of the others."""
    answers = states()
    found = installation.names() if answers["journal"] and answers["mongo"] else []
    status = "unavailable" if not answers["journal"] else "ok" if all(answers.values()) and not found else "degraded"
    named = {name: "ok" if answered else "away" for name, answered in answers.items()}
    body = {"status": status, "dependencies": named, "findings": found}
    return body, 503 if status == "unavailable" else 200
