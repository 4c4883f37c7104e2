"""Pages of feeds and threads that may be ranked: by time as all feeds, or by what readers like."""

from typing import Annotated, Literal

from flask import Response, g
from pydantic import Field

from core.platform.problems import Problem, ProblemKind
from core.reads import rankings
from core.reads.indexes import Index
from core.reads.ranked_documents import By, Within
from core.reads.rankings import Ranking
from tasks.enqueue import publish
from tasks.feeds import make_edition
from web.http.kept_pages import answer_public_page
from web.http.pagination import REVALIDATE, PageQuery, SpanQuery, body_of, with_link
from web.http.route import json_bytes

FeedOrder = Literal["newest", "oldest", "top", "hot"]
ThreadOrder = Literal["newest", "oldest", "top"]


class FeedQuery(SpanQuery):
    """Which part of the feed: by time, or a ranking; rankings have no `since` and `until`."""

    order: FeedOrder = "newest"
    within: Annotated[Within | None, Field(description="With `top`: how old posts may be; any age without it")] = None


class ThreadQuery(SpanQuery):
    """Which part of a thread: by time, or most liked first, which has no `since` and `until`."""

    order: ThreadOrder = "oldest"


def answer_feed(index: Index, query: FeedQuery) -> Response:
    """The page as JSON, or 304. Raises Problem 400, 410 and 422."""
    if query.within and query.order != "top":
        raise _not_with(query.order, "within")
    return _answer(index, query, query.within or "all")


def answer_thread(index: Index, query: ThreadQuery) -> Response:
    """The same for a post's comments, or a comment's replies."""
    return _answer(index, query, "all")


def _answer(index: Index, query: FeedQuery | ThreadQuery, within: Within) -> Response:
    if query.order in ("newest", "oldest"):
        return answer_public_page(index, PageQuery(**query.model_dump(exclude={"within"})))
    for name in ("since", "until"):
        if getattr(query, name) is not None:
            raise _not_with(query.order, name)
    by: By = "hot" if query.order == "hot" else "top"
    return _answer_ranked(Ranking(index, by, within), query)


def _not_with(order: str, name: str) -> Problem:
    message = f"There is no `{name}` with the order `{order}`."
    return Problem(ProblemKind.INVALID_REQUEST, message, errors=[{"pointer": f"/query/{name}", "message": message}])


def _answer_ranked(ranking: Ranking, query: SpanQuery) -> Response:
    page = rankings.page(ranking, query.limit, query.cursor, g.piggyback)
    if page.wants_edition:
        publish(make_edition, page.wants_edition)
    answer = json_bytes(body_of(page))
    answer.headers["Cache-Control"] = REVALIDATE
    return with_link(answer, page)
