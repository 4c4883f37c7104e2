"""Attempts: how pending writes are taken up, deferred, and ended, by one worker at a time.

An attempt holds a lease. The next attempt gets another one, and from then on the first can change nothing about the
write any more, however late it wakes up.

Writes are taken in batches, by one turn at a time: the run of a task that goes on for as long as something is due.
"""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from core.platform.settings import settings
from core.servers.redis import journal as store
from core.servers.redis import key
from core.servers.scripts import script
from core.writes.journal import WAIT_MS, Write, pairs, parse

# Longer than the hard time limit of a task (tasks/writes.py): no attempt begins beside one that is still alive.
LEASE_MS = 12_000
# When a turn has not come back for so long, its batch hangs, and another one takes what else is due.
AWAKE_MS = 2_000
# How many writes make a batch, by how often they have been attempted: a write of a batch that failed is
# tried in a smaller one, so a write that harms its batch is alone at the third attempt.
SIZES = (100, 10, 1)
# Of what was written; rendered it may become eight times as long, and the cache gets it in one call.
BYTES_MAX = 256 * 1024
REASON_MAX = 500


@dataclass(frozen=True)
class End:
    """How an attempt ended its write: `applied`, `rejected` or `dead`.

    `cached_ms` is for its history: when the cache had it. `resource_id` is that of the write which this one repeats.
    """

    write: Write
    state: str
    problem: dict[str, Any] | None = None
    event: dict[str, Any] | None = None
    cached_ms: int = 0
    resource_id: str = ""


def take(turn: str, linger_s: float = 0.0) -> list[Write] | None:
    """Take the next batch for this turn: writes leased for LEASE_MS, in the order of their acceptance. None when the
    turn is over: for `linger_s` nothing was due, or another turn is under way.

    A write whose attempts are used up `is_exhausted`: it may only be given up.
    """
    until_s = time.monotonic() + linger_s
    while True:
        left_s = until_s - time.monotonic()
        lingers = int(left_s > 0)
        args = [settings().attempts_max, LEASE_MS, WAIT_MS, turn, AWAKE_MS, BYTES_MAX, lingers, *SIZES]
        answer, *rest = script(store(), "take")(*args)
        if answer != b"lingers":
            return _begun(rest[0]) if answer == b"taken" else None
        store().blpop([key("writes:bell")], timeout=max(left_s, 0.001))


def begin(write_ids: Iterable[str]) -> list[Write]:
    """Start an attempt at each of these writes, as `take` does; without those that are finished, leased, or wait for
    their predecessor."""
    args = [settings().attempts_max, LEASE_MS, WAIT_MS, *write_ids]
    return _begun(script(store(), "begin")(*args))


def _begun(answers: list[list[Any]]) -> list[Write]:
    begun = [
        replace(parse(write_id.decode(), pairs(flat)), is_exhausted=came == b"exhausted")
        for came, write_id, flat in answers
    ]
    return sorted(begun, key=lambda write: write.seq)


def release(turn: str) -> int:
    """Make due at once what this turn has in hand, because the process that had it died; return how many writes."""
    return int(script(store(), "release")(turn))


def rest() -> None:
    """End a turn before its time: another one may begin."""
    store().delete(key("writes:awake"))


def defer(writes: Iterable[Write], reason: str, *, delay_ms: int, refund: bool, waits_for: str = "") -> int:
    """End these attempts without an outcome; the writes are due again after `delay_ms`, or when `waits_for` exists or
    has ended.

    `refund` when the failure was not the write's own: a server was unavailable. Returns how many were deferred; the
    leases of the others have been replaced.
    """
    args: list[Any] = [delay_ms, reason[:REASON_MAX], waits_for]
    for write in writes:
        # One that is exhausted was not counted as another attempt.
        args += [write.id, write.lease, int(refund and not write.is_exhausted)]
    return int(script(store(), "defer")(*args))


def finish(ends: Iterable[End]) -> set[str]:
    """End these writes, in this order; the event of each becomes pending in the same step. The early event
    of a write that is not applied is retracted, and what waited for one of them is due.

    Returns the ids of those that it has ended: not of those that had ended already, or whose lease has been replaced.
    """
    args: list[Any] = [settings().receipt_ttl_s, settings().events_kept]
    for end in ends:
        encoded = [json.dumps(part) if part else "" for part in (end.problem, end.event)]
        args += [end.write.id, end.write.lease, end.state, *encoded, end.cached_ms or ""]
        args += [end.resource_id, int(end.write.kind.changes_members)]
    ended = script(store(), "finish")(*args)
    return {each.decode() for each in ended}


def has_to_wake() -> bool:
    """Whether writes are due without a turn that takes them, so that the caller has to wake a worker."""
    return bool(script(store(), "wake_for_due")())
