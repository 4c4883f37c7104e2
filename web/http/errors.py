"""Every failure leaves as application/problem+json (RFC 9457), the unexpected ones too. The one place for that."""

from typing import Annotated, Any

from flask import Flask, Response, g, request
from gunicorn.http.errors import ParseException
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.exceptions import HTTPException

from core.platform.problems import Problem, ProblemKind
from core.servers.failures import problem_of

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
    problem = _problem(error)
    body, headers = problem.answer(request.path, g.get("request_id", ""))
    answer = Response(body, problem.status, headers)
    if isinstance(error, HTTPException):
        for name, value in error.get_headers():
            if name in ("Allow", "Location"):
                answer.headers[name] = value
    return answer


def _problem(error: Exception) -> Problem:
    if isinstance(error, HTTPException) and error.code:
        return _http_problem(error, error.code)
    if isinstance(error, ParseException):
        return Problem(ProblemKind.MALFORMED_REQUEST, "The chunks of the body could not be read.")
    return problem_of(error)


def _http_problem(error: HTTPException, status: int) -> Problem:
    return Problem.of(status, TITLES.get(status, str(error.name).capitalize()), _plain(error.description))


def _plain(description: Any) -> str:
    return str(description) if description else ""
