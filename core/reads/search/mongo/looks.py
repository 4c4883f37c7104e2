"""Looks through the texts of candidates: a page is those that have all words."""

from collections.abc import Callable, Iterable
from typing import Any

from core.reads.search.engine import Found, Page
from core.reads.search.words import Query, has_all
from core.servers.mongo import Document
from core.servers.sharding.layout import SEARCHED

Projection = dict[str, Any]
# Candidates that are looked at for one page.
LOOKED_MAX = 2000


def texts(name: str) -> Projection:
    """What is read of a candidate."""
    return dict.fromkeys(SEARCHED[name], 1)


def page_of(
    name: str, query: Query, page: Page, batches: Iterable[list[Document]], place: Callable[[Document], str]
) -> Found:
    """Those candidates that have all words of the query, until the page is full, there are no more, or enough was
    looked at for one page. `place` writes down where a candidate stands."""
    kept: list[Document] = []
    looked = 0
    for batch in batches:
        kept += [doc for doc in batch if has_all(query.words, _text(name, doc))]
        looked += len(batch)
        if len(kept) > page.limit:
            # One more than is shown, to know that there is a next page.
            return Found([doc["_id"] for doc in kept[: page.limit]], place(kept[page.limit - 1]))
        if looked >= LOOKED_MAX or page.is_over():
            return Found([doc["_id"] for doc in kept], place(batch[-1]))
    return Found([doc["_id"] for doc in kept], "")


def _text(name: str, doc: Document) -> str:
    return " ".join(doc[each] for each in SEARCHED[name] if doc.get(each))
