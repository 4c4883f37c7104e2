"""Read leases: what was read from MongoDB under one may be put into the cache, while nothing speaks against it.

A lease is a cache's epoch, that a flush ends, and its clock (docs/decisions/0003), for each partition that is
changed. A post is in indexes of other partitions, too. Then the pages of these are held: none is kept while the post
changes, so a page never shows an older post than the post itself (docs/decisions/0019).
"""

import random
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.platform.settings import settings
from core.reads.serializers import Entry, FirstReplies, shape
from core.servers.cache_partitions import are_together, prefix_of, prefixes
from core.servers.redis import cache_store
from core.servers.scripts import script

# For how long pages are not kept if whoever holds them dies: longer than a put may take.
HOLD_MS = 5_000
LEASE_KEPT_S, LEASE_KEPT_FROM = 1.0, 8
WATERMARK_LIFE_MS = 300_000


@dataclass(frozen=True)
class Lease:
    """Taken before reading MongoDB: of each partition, by its prefix, the cache's epoch and clock (milliseconds)."""

    stamps: dict[str, tuple[bytes, bytes]]

    def lacks(self, entries: Iterable[Entry]) -> set[str]:
        """The partitions of indexes of these items that it is not for."""
        return {prefix_of(index) for entry in entries for index in entry.indexes} - self.stamps.keys()


# When it was taken (monotonic seconds), and the lease.
_kept: list[tuple[float, Lease]] = []
_taking = threading.Lock()


def random_token() -> str:
    """A value that no other fill or epoch has."""
    return f"{random.getrandbits(64):016x}"


def take_lease(partitions: Iterable[str] = ()) -> Lease:
    """A lease for what is read from MongoDB after this call, and put into these partitions; by default into all."""
    token = random_token()
    answers = script(cache_store(), "lease").on_each({each: [token] for each in partitions or prefixes()})
    return Lease({prefix: (epoch, now_ms) for prefix, (epoch, now_ms) in answers.items()})


def lease_for(partitions: set[str]) -> Lease:
    """A lease for these partitions, for what is read after this call. For many at once that is one for all of them,
    taken at most LEASE_KEPT_S ago: an older lease forbids more, and to take one anew each time costs more than a put.
    """
    if are_together() or len(partitions) < LEASE_KEPT_FROM:
        return take_lease(partitions)
    # One thread takes it, and the others that come meanwhile wait for it.
    with _taking:
        # A copy: another thread may forget it meanwhile.
        kept = _kept[:]
        if not kept or time.monotonic() > kept[0][0] + LEASE_KEPT_S or not partitions <= kept[0][1].stamps.keys():
            kept = [(time.monotonic(), take_lease())]
            _kept[:] = kept
    return kept[0][1]


def forget_kept() -> None:
    """A lease has turned out to be void: the one that is kept may be the same, and is not given again."""
    _kept.clear()


def put(lease: Lease, entries: list[Entry]) -> bool:
    """Put what was read under this lease, and add it to the indexes that are there. False: the lease is void."""
    if _put(lease, entries):
        return True
    forget_kept()
    return False


def _put(lease: Lease, entries: list[Entry]) -> bool:
    far = {} if are_together() else _far_indexes(entries)
    if far:
        script(cache_store(), "hold_pages").on_each({prefix: [HOLD_MS, *names] for prefix, names in far.items()})
    states = _put_items(lease, entries)
    if states is None:
        return False
    if far and not _put_into_far_indexes(lease, [entry for entry in entries if entry.name in states], states):
        return False
    if not are_together() and any(state == b"author" for state in states.values()):
        begin_generation()
    return True


def begin_generation() -> None:
    """No page that was kept until now is shown any more."""
    script(cache_store(), "begin_generation").on_each({prefix: [] for prefix in prefixes()})


def _far_indexes(entries: list[Entry]) -> dict[str, list[str]]:
    """The indexes of these items that are in other partitions than they, by the prefix of that."""
    far: dict[str, list[str]] = {}
    for entry in entries:
        for index in entry.indexes:
            if (prefix := prefix_of(index)) != prefix_of(entry.name):
                far.setdefault(prefix, []).append(index)
    return far


def _put_items(lease: Lease, entries: list[Entry]) -> dict[str, bytes] | None:
    """What came of each item, by name: `same`, `changed`, `deleted`, or `author` when other items show it; None when
    the lease is void."""
    ttl_s = int(settings().cache_ttl_s * random.uniform(0.9, 1.1))
    calls: dict[str, list[Any]] = {}
    for entry in entries:
        prefix = prefix_of(entry.name)
        near = [index for index in entry.indexes if prefix_of(index) == prefix]
        args = calls.setdefault(prefix, [*lease.stamps[prefix], ttl_s, settings().index_max, shape()])
        args += [entry.name, entry.name.partition(":")[2], entry.version, int(entry.deleted), entry.body]
        # Elsewhere, what it needs may be in another partition.
        args += [
            entry.author_id,
            entry.summary,
            entry.created_ms,
            " ".join(near),
            entry.needs if are_together() else "",
            *(entry.first_replies or FirstReplies()).as_cached(),
            int(entry.locked),
        ]
    answers = script(cache_store(), "put").on_each(calls)
    if not all(answers.values()):
        return None
    return {
        name.decode(): state for flat in answers.values() for name, state in zip(flat[::2], flat[1::2], strict=True)
    }


def _put_into_far_indexes(lease: Lease, entries: list[Entry], states: dict[str, bytes]) -> bool:
    calls: dict[str, list[Any]] = {}
    for entry in entries:
        for index in entry.indexes:
            if (prefix := prefix_of(index)) != prefix_of(entry.name):
                args = calls.setdefault(prefix, [*lease.stamps[prefix], settings().index_max])
                args += [entry.name, entry.name.partition(":")[2], entry.created_ms, states[entry.name], index]
    return all(script(cache_store(), "put_into_index").on_each(calls).values())


def forget_tombstones(names: Iterable[str]) -> None:
    """Let these items be put although they were deleted: they are there again. Every lease is void then, so that nobody
    puts what they have read before. Raises redis' errors."""
    for name in names:
        asked = [name, random_token()]
        script(cache_store(), "forget_item").on_each(dict.fromkeys(prefixes(), asked))
        forget_kept()


def sweep_watermarks(batch: int = 1000) -> int:
    """Forget versions and tombstones older than five minutes, at most `batch` of a partition; no lease lives that long.
    Returns how many."""
    args = [WATERMARK_LIFE_MS, batch]
    return sum(map(int, script(cache_store(), "sweep_watermarks").on_each(dict.fromkeys(prefixes(), args)).values()))
