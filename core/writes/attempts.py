"""Attempts: how pending writes are taken up, deferred, and ended, by one worker at a time.

An attempt holds a lease. The next attempt gets another one, and from then on the first can change nothing about the
write any more, however late it wakes up.

Writes are taken in batches, by one turn at a time (core/writes/turns.py).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from core.platform.settings import settings
from core.servers.partitions import by_partition, prefix_of
from core.servers.redis import journal as store
from core.servers.scripts import script
from core.writes import outbox
from core.writes.events import id_of, to_log
from core.writes.journal import WAIT_MS, Write, pairs, parse

# Longer than the hard time limit of a task (tasks/writes.py): no attempt begins beside one that is still alive.
LEASE_MS = 12_000
REASON_MAX = 500


@dataclass(frozen=True)
class End:
    """How an attempt ended its write: `applied`, `rejected` or `dead`.

    `also` are events beside `event`. `cached_ms` is for its history: when the cache had it. `resource_id` is that of
    the write which this one repeats. `held`: as of its outcome (core/writes/ledger.py).
    """

    write: Write
    state: str
    problem: dict[str, Any] | None = None
    event: dict[str, Any] | None = None
    also: list[dict[str, Any]] = field(default_factory=list)
    cached_ms: int = 0
    resource_id: str = ""
    held: list[str] = field(default_factory=list)


def begin(write_ids: Iterable[str]) -> list[Write]:
    """Start an attempt at each of these writes, as a turn does; without those that are finished, leased, or wait for
    their predecessor."""
    limits = [settings().attempts_max, LEASE_MS, WAIT_MS]
    calls = {prefix: [*limits, *ids] for prefix, ids in by_partition(write_ids).items()}
    return begun(chain.from_iterable(script(store(), "begin").on_each(calls).values()))


def begun(answers: Iterable[list[Any]]) -> list[Write]:
    """The writes that a script has begun attempts at, in the order of their acceptance."""
    writes = [
        replace(parse(write_id.decode(), pairs(flat)), is_exhausted=came == b"exhausted")
        for came, write_id, flat in answers
    ]
    return sorted(writes, key=lambda write: write.seq)


def defer(writes: Iterable[Write], reason: str, *, delay_ms: int, refund: bool, waits_for: str = "") -> int:
    """End these attempts without an outcome; the writes are due again after `delay_ms`, or when `waits_for` exists or
    has ended.

    `refund` when the failure was not the write's own: a server was unavailable. Returns how many were deferred; the
    leases of the others have been replaced.
    """
    calls: dict[str, list[Any]] = {}
    for write in writes:
        args = calls.setdefault(prefix_of(write.id), [delay_ms, reason[:REASON_MAX], waits_for])
        # One that is exhausted was not counted as another attempt.
        args += [write.id, write.lease, int(refund and not write.is_exhausted)]
    return sum(map(int, script(store(), "defer").on_each(calls).values()))


def _also(end: End) -> str:
    """The events beside the write's own, each as its id and as the journal takes it, as JSON; empty without any."""
    logged = [[id_of(end.write.id, n), to_log(each, end.write.traceparent)] for n, each in enumerate(end.also)]
    return json.dumps(logged) if logged else ""


@dataclass(frozen=True)
class Finished:
    """The `ids` of the writes that ended, and the other queues in which something is `due` now, with the prefixes of
    the partitions where."""

    ids: set[str]
    due: dict[str, list[str]]


def finish(ends: Iterable[End]) -> Finished:
    """End these writes, in this order; the events of each become pending in the same step. The early event
    of a write that is not applied is retracted, and what waited for one of them is due.

    It has not ended those that had ended already, or whose lease has been replaced.
    """
    calls: dict[str, list[Any]] = {}
    beside = outbox.prefix_beside()
    for end in ends:
        args = calls.setdefault(prefix_of(end.write.id), [settings().receipt_ttl_s, settings().events_kept, beside])
        event = to_log(end.event, end.write.traceparent) if end.event else ""
        args += [end.write.id, end.write.lease, end.state, json.dumps(end.problem) if end.problem else "", event]
        args += [end.cached_ms or "", end.resource_id, int(end.write.kind.changes_members), _also(end)]
        args.append(" ".join(end.held))
    ids, due = set[str](), dict[str, list[str]]()
    for prefix, (ended, queues) in script(store(), "finish").on_each(calls).items():
        ids |= {each.decode() for each in ended}
        for queue in queues:
            due.setdefault(queue.decode(), []).append(prefix)
    return Finished(ids, due)
