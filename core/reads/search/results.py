"""Results: what an engine finds, as the other routes show it, with the words that were looked for marked."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

import orjson

from core.platform.metrics import SEARCH_SECONDS
from core.platform.problems import Problem
from core.platform.settings import settings
from core.reads import cache
from core.reads.items import Item
from core.reads.search.cursors import read_cursor, write_cursor
from core.reads.search.engine import Engine, Kind, Page
from core.reads.search.highlights import highlight
from core.reads.search.mongo.finds import MongoEngine
from core.reads.search.words import Query, has_all, read_query
from core.schemas.stored_erasures import ERASED

ENGINES: dict[str, Engine] = {"mongo": MongoEngine()}
# How often the engine is asked again for one page, when what it found is not there any more.
ROUNDS = 5
Result = dict[str, Any]


@dataclass(frozen=True)
class Results:
    """A page of results, each `{type, item, highlight}`, and the cursor of the next page if there is one."""

    items: list[Result]
    next_cursor: str | None


def search(kind: Kind, text: str, limit: int, cursor: str | None) -> Results:
    """A page of those that have all words of this text. Raises Problem 422 for a text without words, 400 for a cursor
    of another search, and 503 when it takes too long."""
    query = read_query(text)
    after = read_cursor(kind, query, cursor) if cursor else ""
    began_s, result = monotonic(), "failed"
    try:
        items, after = _page(kind, query, limit, after, began_s + settings().search_time_s)
        result = "found" if items else "nothing"
    except Problem as problem:
        result = "too slow" if problem.status == 503 else "refused"
        raise
    finally:
        SEARCH_SECONDS.labels(kind, result).observe(monotonic() - began_s)
    return Results(items, write_cursor(kind, query, after) if after else None)


def _page(kind: Kind, query: Query, limit: int, after: str, until_s: float) -> tuple[list[Result], str]:
    engine, shown = ENGINES[settings().search_engine], list[Result]()
    for _ in range(ROUNDS):
        page = Page(limit - len(shown), after, until_s)
        found = engine.find(kind, query, page)
        shown += SHOWN[kind](query, found.ids)
        after = found.after
        if not after or len(shown) >= limit or page.is_over():
            break
    return shown, after


def _read(noun: str, ids: list[str]) -> list[Item]:
    names = [f"{noun}:{each}" for each in ids]
    found = cache.get(names)
    return [found[name] for name in names if name in found]


def _result(noun: str, item: Item, **highlights: Any) -> Result:
    return {"type": noun, "item": orjson.Fragment(item.json()), **highlights}


def _posts(query: Query, ids: list[str]) -> list[Result]:
    results = []
    for item in _read("post", ids):
        body = orjson.loads(item.body)
        # It may have been edited since the engine saw it.
        if has_all(query.words, f"{body['title']} {body['content']}"):
            marked = {
                "title": highlight(query, body["title"], is_whole=True),
                "text": highlight(query, body["content"]),
            }
            results.append(_result("post", item, highlight=marked))
    return results


def _comments(query: Query, ids: list[str]) -> list[Result]:
    results = []
    items = [(item, orjson.loads(item.body)) for item in _read("comment", ids)]
    posts = cache.get(sorted({f"post:{body['post_id']}" for _, body in items}))
    for item, body in items:
        post = posts.get(f"post:{body['post_id']}")
        if post and not body["is_deleted"] and has_all(query.words, body["content"]):
            title = orjson.loads(post.body)["title"]
            marked = {"text": highlight(query, body["content"])}
            results.append(_result("comment", item, highlight=marked, post_title=title))
    return results


def _people(query: Query, ids: list[str]) -> list[Result]:
    results = []
    for item in _read("user", ids):
        body = orjson.loads(item.body)
        if body["handle"] is None and body["name"] == ERASED:
            continue
        name = highlight(query, body["name"], is_whole=True, begins=True)
        results.append(_result("user", item, highlight={"name": name}))
    return results


SHOWN: dict[Kind, Callable[[Query, list[str]], list[Result]]] = {
    "posts": _posts,
    "comments": _comments,
    "people": _people,
}
