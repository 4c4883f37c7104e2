"""Feeds: the feed, a user's posts and a post's comments are the same thing, an index of items by creation time."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from core.platform.metrics import cache_reads
from core.platform.problems import not_found
from core.reads import cache
from core.reads.cache import Item, Lease
from core.reads.cursors import write_cursor
from core.reads.indexes import Index, Order
from core.reads.nouns import NOUNS
from core.reads.serializers import SHAPE, Entry
from core.servers.mongo import Document, collection
from core.servers.redis import UNAVAILABLE, cache_store
from core.servers.scripts import Piggyback, ask_if_answered, ask_piggybacked, script


@dataclass(frozen=True)
class Span:
    """Which part of a feed is wanted. `since_ms` and `until_ms` are inclusive; the cursor's item is not."""

    order: Order = "newest"
    limit: int = 20
    cursor: tuple[int, str] | None = None
    since_ms: int | None = None
    until_ms: int | None = None


@dataclass(frozen=True)
class Page:
    """One page: its items as a JSON array, and the cursor of the next page if there is one.

    `wants_fill` is the index that should be filled now, if one should. `etag` is empty if Redis has not made the page;
    one that `is_same` as the caller's comes without items.
    """

    items: bytes
    next_cursor: str | None
    wants_fill: str = ""
    etag: str = ""
    is_same: bool = False


def page(wanted: Index, span: Span, known_etag: str = "", piggyback: Piggyback | None = None) -> Page:
    """One page of the feed: from Redis if its index knows the whole page, else from MongoDB, with the same cursors.

    `known_etag` is that of the caller's page; `piggyback` is asked in the same round trip. Raises Problem 404
    when the post or user of this feed does not exist (any more).
    """
    args = _args(wanted, span, known_etag)
    answer = _ask_index(args, piggyback)
    if answer is None or answer[2] == b"unknown":
        _check_owner(wanted)
        answer = answer and _ask_index(args, None)
    state = answer[2] if answer else b"unavailable"
    cache_reads(wanted.kind, "hit" if state in (b"hit", b"same", b"lost") else "miss").inc()
    if answer is None:
        return _from_mongo(wanted, span, None, args)
    if state in (b"hit", b"same"):
        return _from_cache(wanted, *answer[3:])
    if state == b"lost":
        return _with_lost(wanted, *answer[3:])
    found = _from_mongo(wanted, span, Lease(answer[0], answer[1]), args)
    return replace(found, wants_fill=answer[3].decode() if state == b"fill" else "")


def _check_owner(wanted: Index) -> None:
    if wanted.owner and not cache.get([wanted.owner]):
        raise not_found(wanted.owner.partition(":")[0])


def cached_page(wanted: Index, span: Span, known_etag: str, piggyback: Piggyback) -> Page | None:
    """As `page`, but only if the cache has or can make the page and `piggyback` allows it; else None, and the request
    is not counted. Raises redis' errors."""
    answer = ask_if_answered(cache_store(), "cached_page", _args(wanted, span, known_etag), piggyback)
    if not answer:
        return None
    cache_reads(wanted.kind, "hit").inc()
    return _from_cache(wanted, *answer[3:])


def _args(wanted: Index, span: Span, known_etag: str) -> list[Any]:
    score, item_id = span.cursor or ("", "")
    limits = ["" if bound is None else bound for bound in (span.since_ms, span.until_ms)]
    args = [cache.random_token(), wanted.name, wanted.noun, span.order, span.limit, score, item_id, *limits]
    return [*args, known_etag, SHAPE, wanted.owner]


def _ask_index(args: list[Any], piggyback: Piggyback | None) -> list[Any] | None:
    once = [piggyback] if piggyback else []
    return cache.ask(lambda: _ask_page(args, once.pop() if once else None))


def _ask_page(args: list[Any], piggyback: Piggyback | None) -> Any:
    return (
        ask_piggybacked(cache_store(), "page", args, piggyback) if piggyback else script(cache_store(), "page")(*args)
    )


def _from_cache(wanted: Index, *answer: Any) -> Page:
    cache_reads(wanted.noun, "hit").inc(answer[2])
    return _as_made(*answer)


def _as_made(
    last_score: bytes | None, last_id: bytes | None, count: int, etag: bytes, items: bytes | None = None
) -> Page:
    return Page(items or b"[]", _cursor_after(last_score, last_id), etag=etag.decode(), is_same=items is None)


def _with_lost(wanted: Index, last_score: bytes | None, ids: list[bytes]) -> Page:
    names = [f"{wanted.noun}:{each.decode()}" for each in ids]
    found = cache.get(names)
    return Page(_json(found[name] for name in names if name in found), _cursor_after(last_score, ids[-1]))


def _cursor_after(last_score: bytes | None, last_id: bytes | None) -> str | None:
    return write_cursor(int(float(last_score)), last_id.decode()) if last_score and last_id else None


def _json(items: Iterable[Item]) -> bytes:
    return b"[" + b",".join(item.json() for item in items) + b"]"


def query(wanted: Index, span: Span) -> dict[str, Any]:
    """The MongoDB filter of this part of a feed; it stands on the index (…, deleted, created_ms, _id)."""
    matches: dict[str, Any] = wanted.match | {"deleted": False}
    created = {"$gte": span.since_ms, "$lte": span.until_ms}
    if bounds := {name: bound for name, bound in created.items() if bound is not None}:
        matches["created_ms"] = bounds
    if span.cursor:
        score, item_id = span.cursor
        beyond = "$lt" if span.order == "newest" else "$gt"
        tie = {"created_ms": score, "_id": {beyond: item_id}}
        matches["$or"] = [{"created_ms": {beyond: score}}, tie]
    return matches


def documents(wanted: Index, span: Span, limit: int) -> list[Document]:
    """The documents of this part of a feed in their order, at most `limit`, from MongoDB."""
    direction = -1 if span.order == "newest" else 1
    found = collection(NOUNS[wanted.noun].collection).find(query(wanted, span))
    return list(found.sort([("created_ms", direction), ("_id", direction)]).limit(limit))


def _from_mongo(wanted: Index, span: Span, lease: Lease | None, args: list[Any]) -> Page:
    docs = documents(wanted, span, span.limit + 1)
    shown = [NOUNS[wanted.noun].entry(doc) for doc in docs[: span.limit]]
    last = docs[span.limit - 1] if len(docs) > span.limit else None
    if lease and _put(lease, shown):
        last_score = int(last["created_ms"]) if last else ""
        if made := _made([*args, last_score, *(entry.name.partition(":")[2] for entry in shown)]):
            return _as_made(*made[3:])
    elif lease:
        shown = [entry for entry in cache.read_through([entry.name for entry in shown]) if not entry.deleted]
        shown.sort(key=lambda entry: (entry.created_ms, entry.name), reverse=span.order == "newest")
    summaries = cache.author_summaries_of({entry.author_id for entry in shown})
    items = _json(Item(entry.body, entry.author_id, summaries.get(entry.author_id)) for entry in shown)
    return Page(items, write_cursor(last["created_ms"], last["_id"]) if last else None)


def _made(args: list[Any]) -> list[Any] | None:
    """The page of items that were just put, made in Redis, which may keep it; None when something of it is missing."""
    try:
        made: list[Any] | None = script(cache_store(), "keep_read")(*args)
    except UNAVAILABLE:
        return None
    return made


def _put(lease: Lease, entries: list[Entry]) -> bool:
    try:
        return not entries or cache.put(lease, entries)
    except UNAVAILABLE:
        return True
