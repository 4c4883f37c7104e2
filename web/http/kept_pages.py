"""Pages that the cache keeps, or can make, are answered before Flask, whose part would be most of the work
(docs/decisions/0016), and so are home feeds. Only what Flask has answered before is answered here; whatever is not
plain goes on to it.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from core.identity import rate_limits, session_memory
from core.identity.access_tokens import token_in
from core.identity.cookie_names import cookie_names
from core.platform import security_headers
from core.platform.networks import network_of
from core.platform.problems import Problem
from core.platform.settings import settings
from core.reads import feeds, home_feed
from core.reads.feeds import Page
from core.reads.indexes import Index
from core.reads.spans import Span
from core.servers.failures import is_unavailable
from web.http import request_log, request_metrics, token_memory
from web.http.pagination import (
    REVALIDATE,
    PageQuery,
    answer_home,
    answer_page,
    ask_for_fills,
    body_of,
    etag_from,
    etag_of,
    link_to,
    span_of,
)

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
PLANS_MAX = 4096


@dataclass(frozen=True)
class Plan:
    """What an address asks for, as Flask has found out. Without an index it is the reader's own home feed."""

    route: str
    index: Index | None
    span: Span
    path: str
    parameters: tuple[tuple[str, str], ...]


_plans: dict[tuple[str, str], Plan] = {}


def answer_public_page(index: Index, query: PageQuery) -> Response:
    """As `answer_page`, for a page that is the same for all readers: the next one who asks may get it before Flask."""
    answer = answer_page(index, query)
    _remember(index, span_of(query))
    return answer


def answer_home_page(user_id: str, span: Span) -> Response:
    """As `answer_home`: the next one who asks for their own may get it before Flask."""
    answer = answer_home(user_id, span)
    _remember(None, span)
    return answer


def _remember(index: Index | None, span: Span) -> None:
    if len(_plans) >= PLANS_MAX:
        _plans.clear()
    plan = Plan(request_log.route_template(), index, span, request.path, tuple(request.args.items()))
    _plans[_address(request.environ)] = plan


def before(app: Wsgi) -> Wsgi:
    """The application with kept pages in front of it."""

    def answer(asked: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        plan = _plans.get(_address(asked)) if _is_plain(asked) else None
        body = _answer(plan, asked, start) if plan else None
        return app(asked, start) if body is None else [body]

    return answer


def _address(asked: Environ) -> tuple[str, str]:
    return asked["PATH_INFO"], asked.get("QUERY_STRING", "")


def _is_plain(asked: Environ) -> bool:
    if_none_match = asked.get("HTTP_IF_NONE_MATCH", "")
    return (
        asked["REQUEST_METHOD"] == "GET"
        and asked.get("CONTENT_LENGTH", "") in ("", "0")
        and "HTTP_TRANSFER_ENCODING" not in asked
        and not asked.get("SCRIPT_NAME")
        and asked.get("HTTP_X_CSRF_TOKEN", "").isascii()
        and bool(not if_none_match or etag_from(if_none_match))
    )


def _answer(plan: Plan, asked: Environ, start: Callable[..., Any]) -> bytes | None:
    began_s, user_id = time.perf_counter(), _reader(asked)
    if user_id is None:
        return None
    request_id = request_log.begin(asked.get("HTTP_X_REQUEST_ID", ""))
    counted = rate_limits.PiggybackCount("reads", user_id or network_of(asked.get("REMOTE_ADDR") or "unknown"))
    try:
        page = _page(plan, user_id, etag_from(asked.get("HTTP_IF_NONE_MATCH", "")), counted)
    except Exception as error:
        if isinstance(error, Problem) or is_unavailable(error):
            return None
        raise
    if page is None:
        return None
    body = b"" if page.is_same else body_of(page)
    told = rate_limits.headers_of(counted.counted)
    etag = page.etag or etag_of(body)
    headers = [*_headers(plan, page, etag, len(body)), *told.items(), ("X-Request-Id", request_id)]
    start("304 NOT MODIFIED" if page.is_same else "200 OK", headers)
    status, took_s = 304 if page.is_same else 200, time.perf_counter() - began_s
    request_metrics.note("GET", plan.route, status, took_s)
    request_log.end("GET", plan.route, status, took_s, user_id or None)
    return body


def _page(plan: Plan, user_id: str, known_etag: str, counted: rate_limits.PiggybackCount) -> Page | None:
    if plan.index:
        return feeds.cached_page(plan.index, plan.span, known_etag, counted)
    if not user_id:
        return None
    page = home_feed.page(user_id, plan.span, known_etag, counted)
    counted.settle()
    ask_for_fills(page)
    return page


def _reader(asked: Environ) -> str | None:
    """The id of the reader, empty if reading is public; None when Flask has to find out."""
    cookies = asked.get("HTTP_COOKIE", "")
    if cookie_names().access not in cookies:
        return "" if settings().public_reads else None
    token = token_in(cookies)
    claims = token_memory.remembered(token) if token else None
    lives = claims and session_memory.current().remembered(str(claims.get("sid"))) == claims["sub"]
    return str(claims["sub"]) if claims and lives else None


def _headers(plan: Plan, page: Page, etag: str, length: int) -> list[tuple[str, str]]:
    headers = [("ETag", f'"{etag}"'), ("Cache-Control", REVALIDATE), *security_headers.of_every_answer()]
    if page.next_cursor:
        headers.append(("Link", link_to(plan.path, plan.parameters, page.next_cursor)))
    if not page.is_same:
        headers += [("Content-Type", "application/json"), ("Content-Length", str(length))]
    return headers
