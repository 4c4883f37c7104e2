"""The route decorator: a route's guard, rate, input and answers in one place, from which OpenAPI is made.

Validation and JSON Schema are pydantic's; this is the glue (docs/decisions/0006).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, wraps
from typing import Any
from urllib.parse import parse_qsl

import orjson
from flask import Blueprint, Response, request
from pydantic import BaseModel
from werkzeug.datastructures import Headers

from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.schemas.validation import ERRORS_MAX, validate
from web.http import guard as guards
from web.http import rate_limit
from web.http.body import read_body
from web.http.guard import SESSION, Guard
from web.http.upload import read_upload

PARAMETERS_MAX = 50
WITHOUT_BODY = (204, 304)
View = Callable[..., Any]
Model = type[BaseModel]


@dataclass(frozen=True)
class Contract:
    """What a route promises. `answers` maps each status to the model of its body, None when it has none.

    The problems that follow from the rest (401, 422, …) are not listed; `also` names the others.
    """

    method: str
    answers: dict[int, Model | None]
    body: Model | None = None
    # The setting that says how many bytes the body may have, when that is a file and no JSON.
    takes_bytes_of: str = ""
    # The media type of a 200 that is no JSON.
    gives: str = ""
    query: Model | None = None
    headers: Model | None = None
    guard: Guard = SESSION
    rate: str | None = "reads"
    # The request is counted in the round trip of what it asks for (web/http/pagination.py, web/http/submit.py). Every
    # other one is counted before its input is parsed.
    is_counted_inside: bool = False
    also: tuple[int, ...] = ()
    tags: list[str] = field(default_factory=list)

    def read_input(self) -> dict[str, BaseModel | bytes]:
        """The declared parts of the request, parsed. Raises Problem 400, 408, 413, 415, 422."""
        parsed: dict[str, BaseModel | bytes] = {}
        if self.headers:
            parsed["headers"] = validate(self.headers, _headers(self.headers), "/header", status=400)
        given = _query()
        if self.query:
            parsed["query"] = validate(self.query, given, "/query")
        elif given:
            errors = [{"pointer": f"/query/{name}", "message": "There is no such parameter."} for name in given]
            raise Problem(ProblemKind.INVALID_REQUEST, "This route takes no parameters.", errors=errors[:ERRORS_MAX])
        if self.body:
            parsed["body"] = read_body(self.body)
        if self.takes_bytes_of:
            parsed["body"] = read_upload(getattr(settings(), self.takes_bytes_of))
        return parsed


def _headers(model: Model) -> dict[str, str]:
    sent = request.headers
    return {name: value for name in _names(model) if (value := sent.get(name)) is not None}


@cache
def _names(model: Model) -> list[str]:
    return [each.alias or name for name, each in model.model_fields.items()]


def _query() -> dict[str, str]:
    query = request.query_string
    if not query:
        return {}
    try:
        text = query.decode()
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=PARAMETERS_MAX)
    except ValueError:
        raise Problem(ProblemKind.MALFORMED_REQUEST, "The query string is not UTF-8, or too long.") from None
    given = dict(pairs)
    if len(given) < len(pairs):
        names = [name for name, _ in pairs]
        errors = [{"pointer": f"/query/{each}", "message": "Give it once."} for each in given if names.count(each) > 1]
        raise Problem(ProblemKind.INVALID_REQUEST, "A parameter is repeated.", errors=errors)
    return given


def route(bp: Blueprint, method: str, path: str, **promised: Any) -> Callable[[View], View]:
    """Register a view: `@route(bp, "GET", "/posts/<id:post_id>", answers={200: Post}, guard=READER)`.

    The view is called with the path's parameters and with `body`, `query` and `headers` as declared. It returns a
    Response, or a model or dict and a status. Its docstring describes the route in OpenAPI.
    """
    contract = Contract(method, tags=[bp.name], **promised)

    def register(view: View) -> View:
        @wraps(view)
        def call(**path_parameters: str) -> Response:
            guards.check(contract.guard)
            if contract.is_counted_inside:
                with rate_limit.spent_inside(contract.rate or "reads", guards.who()):
                    return _response(view(**path_parameters, **contract.read_input()))
            if contract.rate:
                rate_limit.spend(contract.rate, guards.who())
            return _response(view(**path_parameters, **contract.read_input()))

        call.contract = contract  # type: ignore[attr-defined]
        bp.add_url_rule(path, view.__name__, call, methods=[method])
        return view

    return register


def _response(answer: Any) -> Response:
    if isinstance(answer, Response):
        return answer
    content, status = answer
    return json_answer(content.model_dump(mode="json") if isinstance(content, BaseModel) else content, status)


def json_answer(content: Any, status: int = 200) -> Response:
    """An answer of JSON, from plain values."""
    return json_bytes(orjson.dumps(content), status)


class JsonResponse(Response):
    """An answer with a body of known length, and headers that are ASCII: they go out as they are. Werkzeug would copy
    them and look through them for a Location that is none yet, which takes a tenth of the time of an accepted write."""

    def get_wsgi_headers(self, environ: Any) -> Headers:
        """The headers as they go out."""
        return super().get_wsgi_headers(environ) if self.status_code in WITHOUT_BODY else self.headers


def json_bytes(body: bytes, status: int = 200) -> Response:
    """An answer of JSON that is encoded already."""
    return JsonResponse(body, status, content_type="application/json")
