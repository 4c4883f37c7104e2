"""The newest first: for words that are so common that to put all that have them in order would take too long. Reading
back from the newest document soon finds enough of them."""

import re
from collections.abc import Iterator

from core.reads.cursors import bad_cursor
from core.reads.search.engine import Found, Page
from core.reads.search.mongo.looks import page_of, texts
from core.reads.search.words import Query
from core.servers.mongo import Document
from core.servers.mongo_bounded import bounded

BATCH = 200
PLACE = re.compile(r"n-([0-9a-f]{24})")


def find(name: str, query: Query, page: Page) -> Found:
    """A page of those that have all words, in the order of their ids. It may have fewer than there are, and leads on
    all the same. Raises Problem 400."""
    if not (match := PLACE.fullmatch(page.after or "n-" + "f" * 24)):
        raise bad_cursor()
    return page_of(name, query, page, _back_from(name, match[1], page), lambda doc: f"n-{doc['_id']}")


def _back_from(name: str, before_id: str, page: Page) -> Iterator[list[Document]]:
    while True:
        wanted = {"deleted": False, "_id": {"$lt": before_id}}
        found = bounded(name).find(wanted, texts(name)).sort("_id", -1).limit(BATCH)
        batch = list(found.max_time_ms(page.left_ms()))
        if batch:
            yield batch
            before_id = batch[-1]["_id"]
        if len(batch) < BATCH:
            return
