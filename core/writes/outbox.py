"""Outboxes: where there are several partitions, an event is stored with the end of its write in the outbox of that
partition, and copied from there into the one log, which others hear.

Whoever ends or accepts a write copies; the announcer and the sweeper copy what was left. Each event comes into the log
once, and those of a partition in their order, however many copy at the same time (core/writes/lua/copy_events.lua).
With one partition there is no outbox: a write and the log end in one step.
"""

from collections.abc import Iterable

from core.platform.settings import settings
from core.servers.partitions import are_together, tag_of
from core.servers.redis import in_batches, key
from core.servers.redis import journal as store
from core.servers.scripts import script

BATCH = 200


def copy(partitions: Iterable[str]) -> int:
    """Copy all events of these partitions, given by their prefixes, into the log; return how many were not there.

    Raises redis' errors; then the rest is copied later.
    """
    if are_together():
        return 0
    left, count = list(partitions), 0
    while left:
        with store().pipeline(transaction=False) as pipe:
            for prefix in left:
                pipe.zrange(f"{prefix}outbox", 0, BATCH - 1)
            found = {prefix: lines for prefix, lines in zip(left, pipe.execute(), strict=True) if lines}
        for some in in_batches(list(found)):
            count += _copy({prefix: found[prefix] for prefix in some})
        left = [prefix for prefix, lines in found.items() if len(lines) == BATCH]
    return count


def _copy(found: dict[str, list[bytes]]) -> int:
    lines = [part for prefix, some in found.items() for part in (tag_of(prefix), len(some), *some)]
    count = script(store(), "copy_events")(settings().events_kept, *lines)
    with store().pipeline(transaction=False) as pipe:
        for prefix, some in found.items():
            pipe.zremrangebyscore(f"{prefix}outbox", "-inf", some[-1].partition(b" ")[0])
        pipe.execute()
    return int(count)


def numbers_in_log(events: list[tuple[str, int]]) -> list[int | None]:
    """The `seq` of each of these events, given by the prefix of its partition and its number in the outbox there; None
    for one that is not in the log, or so old that this is forgotten."""
    if are_together() or not events:
        return [number for _, number in events]
    members = [f"{tag_of(prefix)}-{number}" for prefix, number in events]
    return [None if seq is None else int(seq) for seq in store().zmscore(key("events:numbers"), members)]
