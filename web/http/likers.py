"""Who likes a post or a comment, page by page over HTTP."""

from flask import Response

from core.content import likes
from core.reads.cursors import read_cursor
from web.http.pagination import CursorQuery
from web.http.people import answer_people


class LikersQuery(CursorQuery):
    """Which part of those who like it, the latest first."""


def answer_likers(item_id: str, query: LikersQuery) -> Response:
    """A page of those who like this item. Raises Problem 400 for a bad cursor."""
    found = likes.who_likes(item_id, query.limit + 1, read_cursor(query.cursor) if query.cursor else None)
    return answer_people([(like["at_ms"], like["user_id"]) for like in found], query.limit)
