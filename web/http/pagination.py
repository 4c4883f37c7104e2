"""A page of a feed over HTTP: query parameters, ETag and 304, Link. The feed, a user's posts and comments share it."""

import hashlib
import re
from functools import lru_cache
from typing import Annotated
from urllib.parse import urlencode

import orjson
from flask import Response, g, request
from pydantic import BaseModel, ConfigDict, Field

from core.reads import feeds, home_feed
from core.reads.cursors import read_cursor
from core.reads.feeds import Page
from core.reads.indexes import Index, Order
from core.reads.items import Item
from core.reads.rankings import RankedPage
from core.reads.spans import Span
from tasks.enqueue import publish
from tasks.feeds import fill_feed
from web.http.route import json_bytes

AnyPage = Page | RankedPage
CACHE_ETAG = re.compile(r'(?:W/)?"([0-9a-f]{40})"')
REVALIDATE = "private, no-cache"
LAST_MS = 253_402_300_799_999  # the end of the year 9999
Milliseconds = Annotated[int | None, Field(ge=0, le=LAST_MS)]


class CursorQuery(BaseModel):
    """Which page of a list."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: Annotated[str | None, Field(max_length=100, description="`next_cursor` of the page before")] = None


class SpanQuery(CursorQuery):
    """Which part of a feed, from when to when."""

    since: Annotated[Milliseconds, Field(description="Created at or after, epoch milliseconds")] = None
    until: Annotated[Milliseconds, Field(description="Created at or before, epoch milliseconds")] = None


class PageQuery(SpanQuery):
    """Which part of a feed, the newest first unless `order` says otherwise."""

    order: Order = "newest"


class ReadHeaders(BaseModel):
    """What a reader has already."""

    if_none_match: Annotated[str | None, Field(alias="If-None-Match", description="The ETag of an earlier answer")] = (
        None
    )


def answer_page(index: Index, query: PageQuery) -> Response:
    """The page as JSON, or 304. Raises Problem 400 for a bad cursor."""
    return _answer_made(feeds.page(index, span_of(query), _known_etag(), g.piggyback))


def not_stored(answer: Response) -> Response:
    """The same answer, of which a browser keeps nothing: it is what people said to one another in private."""
    answer.headers["Cache-Control"] = "no-store"
    return answer


def answer_home(user_id: str, span: Span) -> Response:
    """A page of this user's home feed as JSON, or 304."""
    return _answer_made(home_feed.page(user_id, span, _known_etag(), g.piggyback))


def _known_etag() -> str:
    return etag_from(request.headers.get("If-None-Match", ""))


def _answer_made(page: Page) -> Response:
    ask_for_fills(page)
    answer = _with_etag(Response(status=304), page.etag) if page.is_same else _answer(body_of(page), page.etag)
    return with_link(answer, page)


def ask_for_fills(page: Page) -> None:
    """Have the indexes filled that this page lacked."""
    for name in page.wants_fills:
        publish(fill_feed, name)


def with_link(answer: Response, page: AnyPage) -> Response:
    """The answer with a header that leads to the page after this one, if there is one."""
    if page.next_cursor:
        answer.headers["Link"] = link_to(request.path, tuple(request.args.items()), page.next_cursor)
    return answer


def answer_item(item: Item) -> Response:
    """One item as JSON, or 304. Its ETag starts with its `rev` and may be sent back in `If-Match`."""
    body = item.json()
    return _answer(body, f"{item.rev()}-{etag_of(body)}" if item.author_id else "")


def span_of(query: PageQuery) -> Span:
    """The part of a feed that is asked for. Raises Problem 400 for a bad cursor."""
    cursor = read_cursor(query.cursor) if query.cursor else None
    return Span(query.order, query.limit, cursor, query.since, query.until)


def body_of(page: AnyPage) -> bytes:
    """The page as JSON."""
    return b'{"items":' + page.items + b',"next_cursor":' + orjson.dumps(page.next_cursor) + b"}"


@lru_cache(maxsize=4096)
def link_to(path: str, parameters: tuple[tuple[str, str], ...], cursor: str) -> str:
    """The Link header (RFC 8288) that leads to the page after this one."""
    return f'<{path}?{urlencode(dict(parameters) | {"cursor": cursor})}>; rel="next"'


def etag_from(if_none_match: str) -> str:
    """The ETag of the page that the caller has, if the cache has made it."""
    match = CACHE_ETAG.fullmatch(if_none_match)
    return match[1] if match else ""


def _answer(body: bytes, etag: str) -> Response:
    answer = _with_etag(json_bytes(body), etag or etag_of(body))
    if "If-None-Match" in request.headers:
        answer.make_conditional(request)
        del answer.headers["Date"]  # the server's is the one
    return answer


def _with_etag(answer: Response, etag: str) -> Response:
    answer.headers["ETag"] = f'"{etag}"'
    answer.headers["Cache-Control"] = REVALIDATE
    return answer


def etag_of(body: bytes) -> str:
    """The ETag of a body that Redis has not made."""
    return hashlib.blake2b(body, digest_size=12).hexdigest()
