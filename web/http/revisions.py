"""The history of a post or a comment, page by page over HTTP."""

import orjson
from flask import Response

from core.content import revisions
from core.platform.problems import Problem, ProblemKind
from core.reads import cache
from core.reads.cursors import read_cursor, write_cursor
from core.reads.serializers import serialize_revision
from web.http.pagination import CursorQuery
from web.http.route import json_bytes


class HistoryQuery(CursorQuery):
    """Which part of the history, the newest first."""


def answer_history(item_id: str, query: HistoryQuery) -> Response:
    """A page of what this item said before. Raises Problem 400 for a bad cursor."""
    found = revisions.newest(item_id, query.limit + 1, _rev_before(item_id, query.cursor) if query.cursor else None)
    shown = found[: query.limit]
    summaries = cache.author_summaries_of({each["author_id"] for each in shown})
    page = {
        "items": [
            serialize_revision(each) | {"author": orjson.loads(summaries[each["author_id"]])}
            for each in shown
            if each["author_id"] in summaries
        ],
        "next_cursor": write_cursor(shown[-1]["rev"], item_id) if len(found) > query.limit else None,
    }
    return json_bytes(orjson.dumps(page))


def _rev_before(item_id: str, cursor: str) -> int:
    rev, of_item = read_cursor(cursor)
    if of_item != item_id:
        raise Problem(ProblemKind.BAD_CURSOR, "The cursor is of the history of something else.")
    return rev
