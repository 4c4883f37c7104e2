"""Plain ASGI: the headers of a request, and whole answers."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from core.platform import security_headers
from core.platform.problems import Problem, ProblemKind
from core.platform.request_ids import request_id_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
PARAMETERS_MAX = 20
PAGE = re.compile(r"[A-Za-z0-9_-]{0,64}")


def fixed_headers() -> list[tuple[bytes, bytes]]:
    """What every answer has: nobody stores it, and what a browser may do with it."""
    named = [("cache-control", "no-store"), *security_headers.of_every_answer()]
    return [(name.lower().encode(), value.encode()) for name, value in named]


def headers_of(scope: Scope) -> dict[str, str]:
    """The headers of the request, by their names in lower case; cookies that came in parts are joined."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}; {value}" if name == "cookie" and name in headers else value
    return headers


def address_of(scope: Scope) -> str:
    """Who has opened the connection: the client, or a proxy."""
    client: tuple[str, int] | None = scope.get("client")
    return client[0] if client else ""


def query_of(scope: Scope) -> dict[str, str]:
    """The parameters of the request; the last one counts. Raises Problem 400."""
    try:
        text = scope["query_string"].decode()
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=PARAMETERS_MAX))
    except ValueError:
        raise Problem(ProblemKind.MALFORMED_REQUEST, "The query string is not UTF-8, or too long.") from None


def page_of(query: dict[str, str]) -> str:
    """What the page that asks calls itself, empty if it does not. Raises Problem 400."""
    page = query.get("page", "")
    if not PAGE.fullmatch(page):
        raise Problem(ProblemKind.MALFORMED_REQUEST, "`page` has up to 64 letters, digits, `-` and `_`.")
    return page


async def answer(send: Send, status: int, body: bytes, content_type: str, *more: tuple[bytes, bytes]) -> None:
    """Send a whole answer."""
    await _send(send, status, body, [(b"content-type", content_type.encode()), *more])


async def refuse(send: Send, scope: Scope, problem: Problem) -> None:
    """Answer with the problem, as the API would (web/http/errors.py)."""
    request_id = request_id_of(headers_of(scope).get("x-request-id", ""))
    body, headers = problem.answer(scope["path"], request_id)
    more = [(name.lower().encode(), value.encode()) for name, value in (headers | {"X-Request-Id": request_id}).items()]
    await _send(send, problem.status, body, more)


async def _send(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [length, *fixed_headers(), *headers]})
    await send({"type": "http.response.body", "body": body})
