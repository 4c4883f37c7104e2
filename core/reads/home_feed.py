"""The home feed: the posts of those whom somebody follows, and their own, the newest first (docs/decisions/0035).

The ids of a page come from the home index and from the indexes of merged authors (core/reads/home_indexes.py), the
items from the cache. Where all of them are in one partition, the page is kept as it was made until something of it
changes. If one of the indexes does not know the whole page, it comes from MongoDB, with the same cursors.
"""

import heapq
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from core.reads import cache, feeds, home_indexes
from core.reads.cursors import write_cursor
from core.reads.feeds import Page
from core.reads.home_indexes import Pushed
from core.reads.indexes import Index
from core.reads.leases import Lease, random_token
from core.reads.spans import Span, documents
from core.servers.cache_partitions import are_together, by_partition, prefix_of
from core.servers.mongo import Document
from core.servers.piggybacks import Piggyback
from core.servers.redis import UNAVAILABLE

# What a feed is ordered by: creation time (ms) and id of a post.
SortKey = tuple[int, str]


@dataclass(frozen=True)
class Found:
    """What indexes know of a page: the sort keys of its first posts, or that they do not know them all; and the lease
    that was taken before."""

    keys: list[SortKey]
    is_known: bool
    wants_fills: tuple[str, ...]
    lease: Lease | None


def page(user_id: str, span: Span, known_etag: str = "", piggyback: Piggyback | None = None) -> Page:
    """One page of this user's home feed after the cursor of `span`, the newest first. `known_etag` is that of the
    caller's page; `piggyback` is asked in the same round trip."""
    wanted = Index.home(user_id)
    own = _own_answer(wanted, span, known_etag, piggyback)
    if own and own[2] in (b"hit", b"same"):
        feeds.note(wanted, "hit")
        return feeds.from_cache(wanted, *own[3:])
    found = _from_indexes(wanted, span, own) if own else Found([], False, (), None)
    feeds.note(wanted, "hit" if found.is_known else "miss")
    keys = found.keys if found.is_known else _from_mongo(wanted, span, found.lease)
    names = [f"post:{each}" for _, each in keys[: span.limit]]
    items = cache.get(names)
    last = keys[span.limit - 1] if len(keys) > span.limit else None
    body = b"[" + b",".join(items[name].json() for name in names if name in items) + b"]"
    return Page(body, write_cursor(*last) if last else None, found.wants_fills)


def _own_answer(wanted: Index, span: Span, known_etag: str, piggyback: Piggyback | None) -> list[Any] | None:
    """What `home_page.lua` answers in the partition of the home index; None when the cache cannot be asked."""
    args = [*feeds.span_args(wanted, span, known_etag), int(are_together())]
    return feeds.ask_for_page("home_page", args, piggyback)


def _from_indexes(wanted: Index, span: Span, own: list[Any]) -> Found:
    """One post more than the page has, if there is one. `own` is the answer about the home index."""
    args = [random_token(), span.limit + 1, *(span.cursor or ("", ""))]
    lease = Lease({prefix_of(wanted.name): (own[0], own[1])})
    sources = by_partition(f"feed:user:{each.decode()}" for each in own[5])
    others = cache.ask_each("merged_ids", {prefix: [*args, *names] for prefix, names in sources.items()})
    answers = [own, *others.values()]
    is_known = len(others) == len(sources) and all(each[2] == b"known" for each in answers)
    newest_first = heapq.merge(*(_sort_keys(each[4]) for each in answers), reverse=True)
    wants_fills = tuple(name.decode() for each in answers for name in each[3])
    return Found(list(islice(dict.fromkeys(newest_first), span.limit + 1)), is_known, wants_fills, lease)


def _sort_keys(flat: list[bytes]) -> list[SortKey]:
    return [(int(score), each.decode()) for each, score in zip(flat[::2], flat[1::2], strict=True)]


def _from_mongo(wanted: Index, span: Span, lease: Lease | None) -> list[SortKey]:
    """The same from MongoDB. What is shown is put into the index: a fill that began before lacks none of it then."""
    user_id = wanted.name.rpartition(":")[2]
    everybody = replace(wanted, authors=tuple(home_indexes.followed_by(user_id)))
    docs = documents(everybody, span, span.limit + 1)
    if lease:
        with suppress(*UNAVAILABLE):
            home_indexes.put(lease, ((user_id, _pushed(doc)) for doc in docs))
    return [(int(doc["created_ms"]), doc["_id"]) for doc in docs]


def _pushed(doc: Document) -> Pushed:
    return Pushed(f"post:{doc['_id']}", doc["author_id"], int(doc["created_ms"]), is_deleted=False)
