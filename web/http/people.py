"""Lists of people over HTTP, page by page: who likes something, who follows whom."""

import orjson
from flask import Response

from core.content import likes
from core.reads import cache
from core.reads.cursors import read_cursor, write_cursor
from web.http.pagination import CursorQuery
from web.http.route import json_bytes


def answer_likers(item_id: str, query: CursorQuery) -> Response:
    """A page of those who like this item, the latest first. Raises Problem 400 for a bad cursor."""
    found = likes.who_likes(item_id, query.limit + 1, read_cursor(query.cursor) if query.cursor else None)
    return answer_people([(like["at_ms"], like["user_id"]) for like in found], query.limit)


def answer_people(found: list[tuple[int, str]], limit: int) -> Response:
    """A page of people: `found` has for each a time (ms) and their id, and one more than `limit` if others follow."""
    shown = found[:limit]
    summaries = cache.author_summaries_of({user_id for _, user_id in shown})
    page = {
        "items": [orjson.loads(summaries[user_id]) for _, user_id in shown if user_id in summaries],
        "next_cursor": write_cursor(*shown[-1]) if len(found) > limit else None,
    }
    return json_bytes(orjson.dumps(page))
