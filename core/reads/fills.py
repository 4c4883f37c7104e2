"""Fills: an index that is not in Redis is made from MongoDB, and its first items with it."""

from dataclasses import dataclass
from typing import Any

from core.platform.settings import settings
from core.reads import cache, home_indexes, threads
from core.reads.first_replies import entries_of
from core.reads.indexes import Index
from core.reads.items import Item
from core.reads.leases import Lease, put, random_token
from core.reads.spans import Span, documents
from core.servers.cache_partitions import are_together, prefix_of
from core.servers.mongo import Document
from core.servers.redis import cache_store
from core.servers.scripts import script

FILL_LIFE_S = 60
WARM_ITEMS = 100


@dataclass(frozen=True)
class Fill:
    """A fill that has begun: nothing is read from the index until it is committed."""

    wanted: Index
    lease: Lease
    token: str


def begin_fill(wanted: Index) -> Fill | None:
    """Begin to fill an index; None when it is there already."""
    token = random_token()
    args = [token, wanted.name, FILL_LIFE_S]
    epoch, begun_ms, begun = script(cache_store(), "begin_fill")(*args, of=wanted.name)
    if not begun:
        return None
    # Whom somebody follows is asked after the fill has begun: what changes from now on voids it.
    wanted = home_indexes.with_authors(wanted) if wanted.kind == "home" else wanted
    return Fill(wanted, Lease({prefix_of(wanted.name): (epoch, begun_ms)}), token)


def read_fill(fill: Fill) -> list[Document]:
    """The documents of the index, from the end that it keeps: one more than it does, to know whether these are all."""
    return documents(fill.wanted, Span(order=fill.wanted.keeps), settings().index_max + 1)


def commit_fill(fill: Fill, docs: list[Document]) -> bool:
    """Put the ids into the index and say how far it is complete. False: refused, something came between."""
    keep = settings().index_max
    ids = [part for doc in docs[:keep] for part in (doc["_id"], int(doc["created_ms"]))]
    stamp = fill.lease.stamps[prefix_of(fill.wanted.name)]
    args: list[Any] = [*stamp, fill.token, fill.wanted.name, fill.wanted.noun]
    merged = " ".join(("!", *fill.wanted.merged)) if fill.wanted.kind == "home" else ""
    args += [settings().cache_ttl_s, keep, int(len(docs) <= keep), merged, *ids]
    return bool(script(cache_store(), "commit_fill")(*args, of=fill.wanted.name))


def warm(fill: Fill, docs: list[Document]) -> bool:
    """Put the items at the end that the index keeps, their first replies and their authors, so that its first pages
    are hits."""
    entries = entries_of(fill.wanted.noun, docs[:WARM_ITEMS])
    replies = cache.refresh(name for entry in entries for name in threads.names_of(Item.of(entry)))
    cache.refresh({f"user:{entry.author_id}" for entry in (*entries, *replies) if entry.author_id})
    if are_together():
        return put(fill.lease, entries)
    return bool(cache.refresh([entry.name for entry in entries])) or not entries
