"""Reading a JSON body strictly: I-JSON (RFC 7493), bounded, then the model. Nothing unparsed gets past here."""

import json
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

from flask import Flask, Response, request
from gunicorn.http.errors import ParseException
from pydantic import BaseModel
from werkzeug.exceptions import RequestEntityTooLarge

from core.platform.problems import Problem, ProblemKind
from core.schemas.validation import validate
from web.http.current import current

BODY_MAX = 64 * 1024
DROP_MAX = 1024 * 1024
DEPTH_MAX = 32
INT64 = range(-(2**63), 2**63)
M = TypeVar("M", bound=BaseModel)


def read_body(model: type[M]) -> M:
    """The request's body as this model. Raises Problem 400, 413, 415, or 422 with a JSON pointer for each field."""
    sent = current(request)
    charset = sent.mimetype_params.get("charset", "utf-8").lower()
    if sent.mimetype != "application/json" or charset not in ("utf-8", "utf8"):
        raise Problem(ProblemKind.NOT_JSON, "Send the body as application/json.")
    body = sent.get_data(cache=False)
    if len(body) > BODY_MAX:
        raise RequestEntityTooLarge
    return validate(model, _parse(body))


def register(app: Flask) -> None:
    """Read off what an answer leaves unread of a long body, whatever the answer is."""
    app.after_request(_drop_body)


def _drop_body(answer: Response) -> Response:
    """Up to DROP_MAX. With it unread, the connection could break before the client has read the answer."""
    asked = request.environ
    length = asked.get("CONTENT_LENGTH") or "0"
    is_long = (int(length) if length.isdecimal() else 0) > BODY_MAX or "HTTP_TRANSFER_ENCODING" in asked
    left, body = DROP_MAX if is_long else 0, asked["wsgi.input"]
    # Of chunks that are none, nothing more can be read; gunicorn ends the connection.
    with suppress(OSError, ParseException):
        while left > 0 and (part := body.read(min(left, BODY_MAX))):
            left -= len(part)
    return answer


def _parse(body: bytes) -> Any:
    try:
        text = body.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse, parse_int=_integer)
        if not fits(value, DEPTH_MAX):
            raise ValueError("nested deeper than 32 levels")
        # A lone surrogate is the one thing that JSON can spell and UTF-8 cannot.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        raise _malformed("nested too deeply") from None
    except ValueError as error:
        reason = "lone surrogate or not UTF-8" if isinstance(error, UnicodeError) else str(error)
        raise _malformed(reason) from None
    return value


def _malformed(reason: str) -> Problem:
    return Problem(ProblemKind.MALFORMED_JSON, f"The body is not acceptable JSON: {reason}.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member name occurs twice")
    return members


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")


def _integer(digits: str) -> int:
    if len(digits) > 20 or int(digits) not in INT64:
        raise ValueError("a number does not fit into 64 bits")
    return int(digits)


def fits(value: Any, depth: int) -> bool:
    """Whether a value is nested at most this deep."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return depth > 0 and all(fits(each, depth - 1) for each in inner)
    return True
