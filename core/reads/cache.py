"""Cached items: read through the cache, never older than what was shown before, never resurrected.

Whatever is read from MongoDB to be shown is put into the cache first, under a read lease taken before the read
(docs/decisions/0003). So a reader who saw version 2 cannot be shown version 1 by a slower fill, nor after an eviction
or a flush. The source of the idea is the lease of Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, 3.2.1.
"""

import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import structlog

from core.platform import traces
from core.platform.metrics import cache_reads
from core.platform.one_for_all import OneForAll
from core.reads import cache_debts, home_indexes, item_partitions
from core.reads.first_replies import entries_of
from core.reads.home_indexes import HomeChanges
from core.reads.items import Item
from core.reads.leases import forget_tombstones, lease_for, put, random_token
from core.reads.nouns import NOUNS
from core.reads.serializers import Entry, FirstReplies, shape
from core.servers.cache_partitions import are_together, by_partition, key, prefixes
from core.servers.mongo import Document, collection
from core.servers.piggybacks import Piggyback, ask_piggybacked
from core.servers.redis import UNAVAILABLE, cache_store, clocks_ms
from core.servers.scripts import script
from core.servers.sharding.filters import by_ids

TRIES, UNTRUSTED = 5, b"untrusted"
RESTORED = "restored:"
# To put more than this would keep readers waiting longer than a cache that begins anew.
DEBTS_MAX = 500
# How often a process looks whether trust ends within RENEWED_MS.
RENEW_S, RENEWED_MS = 0.2, cache_debts.TRUST_MS / 2


class Renewed:
    """When this process looks next whether the trust in the cache ends soon, in monotonic seconds."""

    due_s = 0.0


_settling, _renewed = OneForAll(), Renewed()
_log = structlog.get_logger()


def read_documents(names: Iterable[str]) -> list[Entry]:
    """What MongoDB knows of these items (`post:<id>`) now, in one question, and one more if there are comments with
    replies; those that are not there are left out."""
    wanted: dict[str, list[str]] = {}
    for name in names:
        noun, _, item_id = name.partition(":")
        wanted.setdefault(noun, []).append(item_id)
    if not wanted:
        return []
    (first, stages), *others = [(noun, _stages(noun, ids)) for noun, ids in wanted.items()]
    for noun, more in others:
        stages += [{"$unionWith": {"coll": NOUNS[noun].collection, "pipeline": more}}]
    found: Iterable[Document] = collection(NOUNS[first].collection).aggregate(stages)
    read: dict[str, list[Document]] = {}
    for doc in found:
        read.setdefault(doc.pop("noun"), []).append(doc)
    return [entry for noun, docs in read.items() for entry in entries_of(noun, docs)]


def _stages(noun: str, ids: list[str]) -> list[Document]:
    return [{"$match": by_ids(ids)}, {"$set": {"noun": noun}}]


def refresh(names: Iterable[str], author_ids: Iterable[str] = ()) -> list[Entry]:
    """Read these items from MongoDB and put them; return them. Raises redis' errors when the cache is unavailable.

    This is the whole of a cache fill, of a reader's miss, and of what a worker does after a commit, who knows the
    authors of new items.
    """
    names = list(names)
    partitions = item_partitions.partitions_of(names, author_ids)
    for _ in range(TRIES):
        lease = lease_for(partitions)
        entries = read_documents(names)
        item_partitions.note(entries)
        # Their indexes may be in other partitions, and what changes there needs a lease of those as well.
        missing = lease.lacks(entries)
        if not missing and put(lease, entries):
            return entries
        partitions |= missing
    raise TimeoutError("The cache was flushed again and again.")


def restored(name: str) -> str:
    """How `put_applied` is told that this item, which was deleted, is there again."""
    return RESTORED + name


def put_applied(names: Collection[str], author_ids: Collection[str], homes: HomeChanges) -> None:
    """Put what applied writes have changed: these items, as `refresh` does, and home feeds. Raises redis' errors."""
    forget_tombstones(each.removeprefix(RESTORED) for each in names if each.startswith(RESTORED))
    changed = [each for each in names if not each.startswith(RESTORED)]
    for _ in range(TRIES):
        lease = home_indexes.lease_of(homes)
        if home_indexes.update(lease, refresh(changed, author_ids), homes):
            return
    raise TimeoutError("The cache was flushed again and again.")


def get(names: list[str], *, and_replies: bool = False) -> dict[str, Item]:
    """These items from the cache, the missing ones from MongoDB; without those that do not exist or are deleted. With
    `and_replies` their first replies as well, as far as these are cached."""
    if not names:
        return {}
    found = cached(names, and_replies=and_replies)
    missing = [name for name in names if name not in found]
    for name in names:
        cache_reads(name.partition(":")[0], "hit" if name in found else "miss").inc()
    if traces.is_on():
        came = dict.fromkeys(found, "hit") | dict.fromkeys(missing, "miss")
        traces.describe({f"social.cache.{name.partition(':')[0]}": each for name, each in came.items()})
    if missing:
        found |= {entry.name: Item.of(entry) for entry in read_through(missing) if not entry.deleted}
    return _with_author_summaries(found)


def cached(names: list[str], *, and_replies: bool = False) -> dict[str, Item]:
    """Those of these items, and of their first replies, that the cache has; nothing is fetched for the others, nor
    their authors."""
    wanted, asked = by_partition(names), [random_token(), shape(), int(and_replies)]
    answers = ask_each("items", {prefix: [*asked, *some] for prefix, some in wanted.items()})
    hits = [hit for prefix, answer in answers.items() for hit in zip(wanted[prefix], answer[2], strict=True)]
    hits += [(name.decode(), found) for answer in answers.values() for name, found in answer[3]]
    return {name: _item(name, *found) for name, found in hits if found[0]}


def _item(name: str, body: bytes, author: bytes, version: bytes, *more: bytes | None) -> Item:
    shown, cursor, *summaries = more
    first = FirstReplies.cached(shown, cursor) if name.startswith("comment:") else None
    return Item(body, author.decode(), next(filter(None, summaries), None), int(version), first)


def is_there(name: str, piggyback: Piggyback, *, unlocked: bool = False) -> bool:
    """Whether the cache has this item (`post:<id>`), and has it as `unlocked` if that is asked for; `piggyback` is
    asked in the same round trip. False also when it cannot be asked, or must not be trusted: then `get` knows. Raises
    what `piggyback` raises."""
    try:
        return bool(ask_piggybacked(cache_store(), "is_there", [name, int(unlocked)], piggyback, of=name))
    except UNAVAILABLE:
        return False


def ask_each(name: str, calls: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """What the script of this name answers in each partition, `[epoch, the clock in ms, ...]`; without those that are
    unavailable or must not be trusted, because they may lack what was applied meanwhile: then the caller asks MongoDB.
    """
    return ask(lambda asked: script(cache_store(), name).on_each({prefix: calls[prefix] for prefix in asked}), calls)


def ask(question: Callable[[Iterable[str]], dict[str, list[Any]]], partitions: Iterable[str]) -> dict[str, list[Any]]:
    """As `ask_each`, where `question` asks these partitions."""
    renew_trust()
    settled = _settling.count
    try:
        answers = question(partitions)
        untrusted = {prefix: int(answer[1]) for prefix, answer in answers.items() if answer[2] == UNTRUSTED}
        # Trust ends for all readers at once.
        if untrusted and _settling.do(lambda: _settle(untrusted if are_together() else _clocks()), since=settled):
            answers |= question(untrusted)
    except (*UNAVAILABLE, TimeoutError):
        return {}
    return {prefix: answer for prefix, answer in answers.items() if answer[2] != UNTRUSTED}


def _clocks() -> dict[str, int]:
    return clocks_ms(cache_store(), prefixes())


def _settle(asked_ms: dict[str, int]) -> bool:
    """Put what is owed to the cache, and let these partitions be believed for a moment from `asked_ms` on: their
    clocks, before anybody looked for debts. False when the journal, which knows of them, is unavailable."""
    try:
        marks = cache_debts.owed()
    except UNAVAILABLE:
        return False
    if len(marks) > DEBTS_MAX:
        cache_store().flushdb()
    elif marks:
        put_applied(marks, set(), HomeChanges.of_debts(marks))
    if marks:
        with suppress(*UNAVAILABLE):
            cache_debts.settle(marks)
    until_ms = {prefix: [at_ms + cache_debts.TRUST_MS] for prefix, at_ms in asked_ms.items()}
    emptied = sum(map(int, script(cache_store(), "trust").on_each(until_ms).values()))
    if emptied:
        _log.warning("cache_successor_emptied", servers=emptied)
    return True


def renew_trust() -> None:
    """Let the cache be believed for longer before that ends: one reader does that, and the others go on reading."""
    if time.monotonic() >= _renewed.due_s:
        with suppress(*UNAVAILABLE, TimeoutError):
            _settling.do_if_nobody_does(_renew)


def _renew() -> bool:
    _renewed.due_s = time.monotonic() + RENEW_S
    # Another process may have done it a moment ago.
    left_ms = int(cache_store().pttl(key("cache:trusted")))
    return left_ms > RENEWED_MS or _settle(_clocks())


def settle_debts() -> int:
    """Put what applied writes left owing while the cache was unavailable; return how much is owed still."""
    if cache_debts.owed():
        with suppress(*UNAVAILABLE, TimeoutError):
            _settle(_clocks())
    return len(cache_debts.owed())


def read_through(names: list[str]) -> list[Entry]:
    """As refresh, but when the cache is unavailable the answer comes from MongoDB alone."""
    with suppress(*UNAVAILABLE, TimeoutError):
        return refresh(names)
    return read_documents(names)


def _with_author_summaries(items: dict[str, Item]) -> dict[str, Item]:
    bare = {item.author_id for item in items.values() if item.author_id and not item.summary}
    if not bare:
        return items
    summaries = author_summaries_of(bare)
    return {name: replace(item, summary=item.summary or summaries.get(item.author_id)) for name, item in items.items()}


def author_summaries_of(author_ids: Iterable[str]) -> dict[str, bytes]:
    """The summaries of these users, by id, read through the cache."""
    users = get([f"user:{author_id}" for author_id in sorted(author_ids)])
    return {name.partition(":")[2]: user.summary for name, user in users.items() if user.summary}
