"""The best first: words that are in few documents choose the candidates, and MongoDB puts these in order.

MongoDB reads and scores every document that has one of the words before it gives the first, 10 µs each and more: a word
in half of 100,000 posts takes a second (docs/decisions/0033). So the words are counted first, each up to a limit,
without scores, which ends as soon as the limit is reached.
"""

import re
import struct
from collections.abc import Iterator
from typing import Any

from core.platform.settings import settings
from core.reads.cursors import bad_cursor
from core.reads.search.engine import Found, Page
from core.reads.search.mongo.looks import LOOKED_MAX, page_of, texts
from core.reads.search.words import Query
from core.servers.mongo import Document
from core.servers.mongo_bounded import bounded
from core.servers.sharding.filters import by_ids
from core.servers.sharding.layout import FOLDED

BATCH = 100
# Which words choose, a bit for each; the score, as eight bytes; the id.
PLACE = re.compile(r"r([0-9a-f]{1,3})-([0-9a-f]{16})-([0-9a-f]{24})")
NOTHING: Document = {}


def choose(name: str, query: Query, page: Page) -> int | None:
    """Which words choose the candidates, a bit for each, so that these are no more than SEARCH_MATCHES_MAX: none if
    one of them is nowhere. None when each alone is in more than that."""
    most, every = settings().search_matches_max, (1 << len(query.tokens)) - 1
    if _count(name, list(query.tokens), page) <= most:
        return every
    if len(query.tokens) == 1:
        return None
    counts = sorted((_count(name, [each], page), n) for n, each in enumerate(query.tokens))
    if not counts[0][0]:
        return 0
    chosen = total = 0
    for count, n in counts:
        total += count
        if total <= most:
            chosen |= 1 << n
    return chosen or None


def _count(name: str, tokens: list[str], page: Page) -> int:
    most = settings().search_matches_max + 1
    stages: list[Document] = [{"$match": _matching(name, tokens)}, {"$limit": most}, {"$count": "count"}]
    found = list(bounded(name).aggregate(stages, maxTimeMS=page.left_ms()))
    return int(found[0]["count"]) if found else 0


def _matching(name: str, tokens: list[str]) -> Document:
    # Tokens have letters and digits alone: nothing in them is an operator of `$search`.
    only: Document = {} if name == "users" else {"deleted": False}
    return {"$text": {"$search": " ".join(tokens)}} | only


def find(name: str, query: Query, page: Page, chosen: int, but_not: Document = NOTHING) -> Found:
    """A page of those that have all words, by relevance, and of equal ones the newest first. `chosen` are the words
    that choose; `but_not` is a part of the filter, which compares without case and accents. Raises Problem 400."""
    if match := PLACE.fullmatch(page.after):
        chosen = int(match[1], 16)
    elif page.after:
        raise bad_cursor()
    if chosen >> len(query.tokens):
        raise bad_cursor()
    if not chosen:
        return Found([], "")
    tokens = [each for n, each in enumerate(query.tokens) if chosen >> n & 1]
    stages: list[Document] = [{"$match": _matching(name, tokens) | but_not}]
    stages += [{"$project": {"score": {"$meta": "textScore"}}}, *_behind(match)]
    stages += [{"$sort": {"score": -1, "_id": -1}}, {"$limit": LOOKED_MAX}]
    how: dict[str, Any] = {"collation": FOLDED} if but_not else {}
    scored = list(bounded(name).aggregate(stages, maxTimeMS=page.left_ms(), batchSize=10_000, **how))
    return page_of(name, query, page, _with_texts(name, scored, page), lambda doc: _place(chosen, doc))


def _behind(match: re.Match[str] | None) -> list[Document]:
    if not match:
        return []
    (score,) = struct.unpack(">d", bytes.fromhex(match[2]))
    return [{"$match": {"$or": [{"score": {"$lt": score}}, {"score": score, "_id": {"$lt": match[3]}}]}}]


def _place(chosen: int, doc: Document) -> str:
    return f"r{chosen:x}-{struct.pack('>d', doc['score']).hex()}-{doc['_id']}"


def _with_texts(name: str, scored: list[Document], page: Page) -> Iterator[list[Document]]:
    for start in range(0, len(scored), BATCH):
        some = scored[start : start + BATCH]
        found = bounded(name).find(by_ids(doc["_id"] for doc in some), texts(name)).max_time_ms(page.left_ms())
        by_id = {doc["_id"]: doc for doc in found}
        if batch := [doc | by_id[doc["_id"]] for doc in some if doc["_id"] in by_id]:
            yield batch
