"""Feeds as an earlier run would have left them, and walks through them."""

from collections.abc import Iterator

import orjson

from core.platform.ids import new_id
from core.reads import feeds, indexes
from core.reads.cursors import read_cursor
from core.reads.spans import Span
from core.servers.mongo import db
from core.servers.sharding.filters import partition
from tests.support.journal_writes import ADA

SAME_MS = 1_700_000_000_000
Walk = Iterator[list[str]]


def insert_posts(count: int, spread_ms: int = 0) -> list[str]:
    """Posts as an earlier run would have left them, all in one millisecond or spread; their ids, oldest first."""
    ids = sorted(new_id() for _ in range(count))
    blank = {"author_id": ADA, "title": "t", "content": "c", "comment_count": 0, "like_count": 0}
    times = [SAME_MS + n * spread_ms for n in range(count)]
    db()["posts"].insert_many(
        blank
        | {"_id": each, "p": partition(each), "created_ms": at, "updated_ms": at, "deleted": False, "deleted_ms": None}
        | {"rev": 1, "version": 1, "seqs": {}}
        for each, at in zip(ids, times, strict=True)
    )
    return ids


def pages(name: str = "feed:all", limit: int = 100, **span: object) -> Walk:
    """The ids of each page, to the end."""
    cursor = None
    while True:
        page = feeds.page(indexes.named(name), Span(limit=limit, cursor=cursor, **span))  # type: ignore[arg-type]
        yield [item["id"] for item in orjson.loads(page.items)]
        if page.next_cursor is None:
            return
        cursor = read_cursor(page.next_cursor)


def walk(name: str = "feed:all", limit: int = 100, **span: object) -> list[str]:
    """The ids of all pages."""
    return [each for page in pages(name, limit, **span) for each in page]
