"""Outboxes: where there are several partitions, an event is stored with the end of its write in the outbox of that
partition, and copied from there into the one log, which others hear.

Whoever ends or accepts a write copies, on one server in the same step; the announcer and the sweeper copy what was
left. Each event comes into the log once, and those of a partition in their order, however many copy at the same time
(core/writes/lua/functions/copy_functions.lua).
With one partition there is no outbox: a write and the log end in one step.
"""

from collections.abc import Iterable

from core.platform.settings import settings
from core.servers.partitions import ALL, are_together, prefix_of, tag_of
from core.servers.redis import journal as store
from core.servers.redis import key
from core.servers.redis_cluster import Cluster
from core.servers.scripts import script

BATCH = 200


def prefix_beside() -> str:
    """What the keys that belong to all begin with, where there are several partitions on one server: scripts that store
    an event copy it at once. Else empty."""
    return "" if are_together() or isinstance(store(), Cluster) else prefix_of("")


def copy(partitions: Iterable[str]) -> int:
    """Copy all events of these partitions, given by their prefixes, into the log; return how many were not there.

    Raises redis' errors; then the rest is copied later.
    """
    if are_together():
        return 0
    return _copy_from_other_servers(partitions) if isinstance(store(), Cluster) else _copy_on_the_server(partitions)


def _copy_on_the_server(partitions: Iterable[str]) -> int:
    """One call does it all, and nothing has to come here."""
    chosen, count, is_left = [each for each in partitions if tag_of(each) != ALL], 0, True
    args = [settings().events_kept, BATCH]
    while chosen and is_left:
        copied, is_left = script(store(), "copy_outboxes").ask([key(""), *chosen], args)
        count += copied
    return count


def _copy_from_other_servers(partitions: Iterable[str]) -> int:
    left, count = list(partitions), 0
    while left:
        answers = script(store(), "read_outbox").on_each(dict.fromkeys(left, (BATCH,)))
        found = {prefix: events for prefix, events in answers.items() if events}
        count += _copy(found) if found else 0
        left = [prefix for prefix, events in found.items() if len(events) == BATCH]
    return count


def _copy(found: dict[str, list[bytes]]) -> int:
    events = [part for prefix, some in found.items() for part in (tag_of(prefix), len(some), *some)]
    count = script(store(), "copy_events")(settings().events_kept, *events)
    numbers = {prefix: [some[-1].partition(b" ")[0]] for prefix, some in found.items()}
    script(store(), "clear_outbox").on_each(numbers)
    return int(count)


def numbers_in_log(events: list[tuple[str, int]]) -> list[int | None]:
    """The `seq` of each of these events, given by the prefix of its partition and its number in the outbox there; None
    for one that is not in the log, or so old that this is forgotten."""
    if are_together() or not events:
        return [number for _, number in events]
    members = [f"{tag_of(prefix)}-{number}" for prefix, number in events]
    return [None if seq is None else int(seq) for seq in store().zmscore(key("events:numbers"), members)]
