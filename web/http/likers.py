"""Who likes a post or a comment, page by page over HTTP."""

import orjson
from flask import Response

from core.content import likes
from core.reads import cache
from core.reads.cursors import read_cursor, write_cursor
from web.http.pagination import CursorQuery
from web.http.route import json_bytes


class LikersQuery(CursorQuery):
    """Which part of those who like it, the latest first."""


def answer_likers(item_id: str, query: LikersQuery) -> Response:
    """A page of those who like this item. Raises Problem 400 for a bad cursor."""
    found = likes.who_likes(item_id, query.limit + 1, read_cursor(query.cursor) if query.cursor else None)
    shown = found[: query.limit]
    last = shown[-1] if len(found) > query.limit else None
    summaries = cache.author_summaries_of({like["user_id"] for like in shown})
    page = {
        "items": [orjson.loads(summaries[like["user_id"]]) for like in shown if like["user_id"] in summaries],
        "next_cursor": write_cursor(last["at_ms"], last["user_id"]) if last else None,
    }
    return json_bytes(orjson.dumps(page))
