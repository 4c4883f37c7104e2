"""Every failure leaves as application/problem+json (RFC 9457), the unexpected ones too. The one place for that."""

from typing import Annotated, Any

import orjson
import structlog
from flask import Flask, Response, g, request
from pydantic import BaseModel, ConfigDict, Field
from redis.exceptions import ResponseError
from werkzeug.exceptions import HTTPException

from core.platform.problems import Problem, unavailable
from core.servers.mongo import is_unavailable
from core.servers.redis import UNAVAILABLE

_log = structlog.get_logger()
# Redis is there, but takes no writes now (its disk is full, say), or is no longer the one to ask.
CANNOT_WRITE = ("MISCONF", "OOM", "READONLY", "NOREPLICAS", "MASTERDOWN")
TITLES = {400: "Malformed request", 404: "Not found", 405: "Method not allowed", 413: "Body too large"}


class FieldError(BaseModel):
    """What is wrong with one field."""

    pointer: Annotated[str, Field(description="JSON pointer (RFC 6901) into the body, or /query/…, /header/…")]
    message: str


class ProblemBody(BaseModel):
    """Why the request failed."""

    model_config = ConfigDict(title="Problem")

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[FieldError] | None = None


def register(app: Flask) -> None:
    """Make this the one way in which requests of the application fail."""
    app.register_error_handler(Exception, as_response)


def as_response(error: Exception) -> Response:
    """The answer for a failure. An unexpected failure says nothing but the request id, and is logged with its trace."""
    problem = _problem_of(error)
    members = problem.as_dict() | {"instance": request.path, "request_id": g.get("request_id", "")}
    answer = Response(orjson.dumps(members), problem.status, content_type="application/problem+json")
    if problem.retry_after_s is not None:
        answer.headers["Retry-After"] = str(problem.retry_after_s)
    if isinstance(error, HTTPException):
        for name, value in error.get_headers():
            if name in ("Allow", "Location"):
                answer.headers[name] = value
    return answer


def _problem_of(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException) and error.code:
        return _http_problem(error)
    if isinstance(error, UNAVAILABLE) or is_unavailable(error) or _cannot_write(error):
        _log.warning("dependency_unavailable", error=type(error).__name__)
        return unavailable("A server that this request needs")
    _log.error("unexpected_error", exc_info=error)
    return Problem(500, "Internal error", "Something went wrong on our side. The request id helps us to find out what.")


def _cannot_write(error: Exception) -> bool:
    return isinstance(error, ResponseError) and str(error).startswith(CANNOT_WRITE)


def _http_problem(error: HTTPException) -> Problem:
    status = error.code or 500
    return Problem(status, TITLES.get(status, str(error.name).capitalize()), _plain(error.description))


def _plain(description: Any) -> str:
    return str(description) if description else ""
