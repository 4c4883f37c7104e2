"""Feeds: the feed, a user's posts and a post's comments are the same thing, an index of items by creation time."""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from core.platform import traces
from core.platform.metrics import cache_reads
from core.platform.problems import not_found
from core.reads import cache, spans, threads
from core.reads.cursors import write_cursor
from core.reads.first_replies import entries_of
from core.reads.indexes import Index
from core.reads.items import Item
from core.reads.leases import Lease, lease_for, put, random_token
from core.reads.serializers import Entry, shape
from core.reads.spans import Span
from core.servers.cache_partitions import are_together, by_partition, prefix_of, prefixes
from core.servers.piggybacks import Piggyback, ask_if_answered, ask_piggybacked
from core.servers.redis import UNAVAILABLE, cache_store
from core.servers.scripts import script


@dataclass(frozen=True)
class Page:
    """One page: its items as a JSON array, and the cursor of the next page if there is one.

    `wants_fills` are the indexes that should be filled now. `etag` is empty if Redis has not made the page;
    one that `is_same` as the caller's comes without items.
    """

    items: bytes
    next_cursor: str | None
    wants_fills: tuple[str, ...] = ()
    etag: str = ""
    is_same: bool = False


def page(wanted: Index, span: Span, known_etag: str = "", piggyback: Piggyback | None = None) -> Page:
    """One page of the feed: from Redis if its index knows the whole page, else from MongoDB, with the same cursors.

    `known_etag` is that of the caller's page; `piggyback` is asked in the same round trip. Raises Problem 404
    when the post or user of this feed does not exist (any more).
    """
    args = _args(wanted, span, known_etag)
    if wanted.owner.startswith("comment:") and not are_together():
        # Its post may be in another partition.
        check_owner(wanted)
    answer = ask_for_page("page", args, piggyback)
    if answer is None or answer[2] == b"unknown":
        check_owner(wanted)
        answer = answer and ask_for_page("page", args, None)
    state = answer[2] if answer else b"unavailable"
    came = "hit" if state in (b"hit", b"same", b"lost") else "miss"
    note(wanted, came)
    if answer is None:
        return _from_mongo(wanted, span, None, args, None)
    if state in (b"hit", b"same"):
        return from_cache(wanted, *answer[3:])
    args[0] = answer[-1]
    if state == b"lost":
        return _with_lost(wanted, args, *answer[3:6])
    lease = Lease({prefix_of(wanted.name): (answer[0], answer[1])})
    found = _from_mongo(wanted, span, lease, args, answer[4])
    return replace(found, wants_fills=(answer[3].decode(),) if state == b"fill" else ())


def check_owner(wanted: Index) -> None:
    """Raises Problem 404 when the post, comment or user of this feed does not exist (any more)."""
    noun = wanted.owner.partition(":")[0]
    owner = cache.get([wanted.owner]).get(wanted.owner) if noun else None
    if noun and (owner is None or (noun == "comment" and not cache.get([f"post:{owner.post_id()}"]))):
        raise not_found(noun)


def cached_page(wanted: Index, span: Span, known_etag: str, piggyback: Piggyback) -> Page | None:
    """As `page`, but only if the cache has or can make the page and `piggyback` allows it; else None, and the request
    is not counted. Raises redis' errors."""
    cache.renew_trust()
    args = _args(wanted, span, known_etag)
    answer = ask_if_answered(cache_store(), "cached_page", args, piggyback, of=wanted.name)
    if not answer:
        return None
    note(wanted, "hit")
    return from_cache(wanted, *answer[3:])


def note(wanted: Index, came: str) -> None:
    """Count a page of this feed as a `hit` or a `miss` of the cache, in metrics and in the trace."""
    cache_reads(wanted.kind, came).inc()
    traces.describe({f"social.cache.{wanted.kind}": came})


def _args(wanted: Index, span: Span, known_etag: str) -> list[Any]:
    return [*span_args(wanted, span, known_etag), wanted.owner]


def span_args(wanted: Index, span: Span, known_etag: str) -> list[Any]:
    """What scripts that make pages are told of the wanted one (page.lua)."""
    score, item_id = span.cursor or ("", "")
    limits = ["" if bound is None else bound for bound in (span.since_ms, span.until_ms)]
    args = [random_token(), wanted.name, wanted.noun, span.order, span.limit, score, item_id, *limits]
    return [*args, known_etag, shape()]


def ask_for_page(script_name: str, args: list[Any], piggyback: Piggyback | None) -> list[Any] | None:
    """What this script answers in the partition of the index that `args` name (`span_args`); None when the cache cannot
    be asked, or must not be trusted. `piggyback` is asked in the same round trip."""
    once, name = [piggyback] if piggyback else [], args[1]

    def question(partitions: Iterable[str]) -> dict[str, list[Any]]:
        return {prefix: _ask(script_name, args, once.pop() if once else None) for prefix in partitions}

    return cache.ask(question, by_partition([name])).get(prefix_of(name))


def _ask(script_name: str, args: list[Any], piggyback: Piggyback | None) -> Any:
    if piggyback:
        return ask_piggybacked(cache_store(), script_name, args, piggyback, of=args[1])
    return script(cache_store(), script_name)(*args, of=args[1])


def from_cache(wanted: Index, *answer: Any) -> Page:
    """A page that Redis has made, from what `page.lua` says of one behind its state."""
    cache_reads(wanted.noun, "hit").inc(answer[2])
    return _as_made(*answer)


def _as_made(
    last_score: bytes | None, last_id: bytes | None, count: int, etag: bytes, items: bytes | None = None
) -> Page:
    return Page(items or b"[]", _cursor_after(last_score, last_id), etag=etag.decode(), is_same=items is None)


def _with_lost(
    wanted: Index, args: list[Any], last_score: bytes | None, ids: list[bytes], generation: bytes | None
) -> Page:
    names = [f"{wanted.noun}:{each.decode()}" for each in ids]
    shown, replies = threads.get(names)
    if are_together() or len(shown) < len(names):
        return Page(threads.page_json(shown, replies), _cursor_after(last_score, ids[-1]))
    return _joined(args, generation, shown, replies, last_score, ids[-1])


def _joined(
    args: list[Any],
    generation: bytes | None,
    shown: list[Item],
    replies: dict[str, Item],
    last_score: bytes | None,
    last_id: bytes,
) -> Page:
    """A page of the items of several partitions, which the cache may keep. `args` are those of `page.lua`."""
    name, known_etag, shape = args[1], args[9], args[10]
    items = threads.page_json(shown, replies)
    etag = hashlib.sha1(b" ".join((shape.encode(), last_score or b"", items)), usedforsecurity=False).hexdigest()
    about = [generation or "", last_score or "", last_id, len(shown), etag]
    versions = [part for reply, item in replies.items() for part in (reply, item.version)]
    with suppress(*UNAVAILABLE):
        script(cache_store(), "keep_joined")(*args, *about, items, *versions, of=name)
    is_same = etag == known_etag
    return Page(b"[]" if is_same else items, _cursor_after(last_score, last_id), etag=etag, is_same=is_same)


def _cursor_after(last_score: bytes | None, last_id: bytes | None) -> str | None:
    return write_cursor(int(float(last_score)), last_id.decode()) if last_score and last_id else None


def _from_mongo(wanted: Index, span: Span, lease: Lease | None, args: list[Any], generation: bytes | None) -> Page:
    everywhere = None if are_together() or not lease else _lease_everywhere()
    docs = spans.documents(wanted, span, span.limit + 1)
    shown = [entry for entry in entries_of(wanted.noun, docs[: span.limit]) if not entry.deleted]
    last = docs[span.limit - 1] if len(docs) > span.limit else None
    if lease and are_together() and _put(lease, shown):
        last_score = int(last["created_ms"]) if last else ""
        if made := _made([*args, last_score, *(entry.name.partition(":")[2] for entry in shown)]):
            return _as_made(*made[3:])
    elif lease and not (everywhere and _put(everywhere, _not_cached(shown))):
        shown = [entry for entry in cache.read_through([entry.name for entry in shown]) if not entry.deleted]
        shown.sort(key=lambda entry: (entry.created_ms, entry.name), reverse=span.order == "newest")
    summaries = cache.author_summaries_of({entry.author_id for entry in shown})
    items = [replace(Item.of(entry), summary=summaries.get(entry.author_id)) for entry in shown]
    replies = threads.first_replies_of(items)
    if lease and not are_together() and items:
        score, last_id = (b"%d" % last["created_ms"] if last else None), docs[: span.limit][-1]["_id"]
        return _joined(args, generation, items, replies, score, last_id.encode())
    following = write_cursor(last["created_ms"], last["_id"]) if last else None
    return Page(threads.page_json(items, replies), following)


def _made(args: list[Any]) -> list[Any] | None:
    """The page of items that were just put, made in Redis, which may keep it; None when something of it is missing."""
    try:
        made: list[Any] | None = script(cache_store(), "keep_read")(*args, of=args[1])
    except UNAVAILABLE:
        return None
    return made


def _lease_everywhere() -> Lease | None:
    try:
        return lease_for(set(prefixes()))
    except UNAVAILABLE:
        return None


def _not_cached(entries: list[Entry]) -> list[Entry]:
    """Those that the cache does not have as they are. To put the others would end the leases of all who read this page
    at the same time (hold_pages.lua)."""
    known = cache.cached([entry.name for entry in entries])
    return [entry for entry in entries if entry.name not in known or known[entry.name].version < entry.version]


def _put(lease: Lease, entries: list[Entry]) -> bool:
    try:
        return put(lease, entries)
    except UNAVAILABLE:
        return True
