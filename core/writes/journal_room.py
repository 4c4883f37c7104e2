"""Whether the journal has room for new writes.

It refuses everything at its `maxmemory`, the notes of workers included. So new writes are refused before that, and what
was accepted can still be carried out, which makes room. And at `BACKLOG_MAX` pending writes a queue takes no more.
"""

import random
import time

from core.platform.settings import settings
from core.servers.partitions import are_together, prefixes
from core.servers.redis import ask_servers
from core.servers.redis import journal as store
from core.servers.scripts import script
from core.writes.kinds import WRITE_QUEUES

NEARLY_FULL = 0.9
LOOK_EVERY_S = 1.0
# So many times as long while the fullest queue is less than half full: to count in 256 partitions takes a request some
# milliseconds.
LOOK_SELDOM = 5
_seen = (0.0, False)
_counted: tuple[float, dict[str, int]] = (0.0, {})


def used_share() -> float | None:
    """Which share of its `maxmemory` the journal uses, in a cluster its fullest node; None without a limit, or when it
    does not tell."""
    found = ask_servers(store(), lambda server: server.info("memory"))
    limits = ((int(each["used_memory"]), int(each.get("maxmemory", 0))) for each in found)
    return max((used / limit for used, limit in limits if limit), default=None)


def is_short() -> bool:
    """Whether the journal is nearly full, as it was within the last second."""
    global _seen
    at_s, short = _seen
    if time.monotonic() - at_s > LOOK_EVERY_S:
        short = (used_share() or 0) > NEARLY_FULL
        _seen = (time.monotonic(), short)
    return short


def pending() -> dict[str, int]:
    """How many writes of each queue are pending. Raises redis' errors."""
    of_each = script(store(), "pending_in_queues").on_each(dict.fromkeys(prefixes(), WRITE_QUEUES))
    return dict(zip(WRITE_QUEUES, map(sum, zip(*of_each.values(), strict=True)), strict=True))


def limits(queue: str) -> dict[str, float]:
    """What accept.lua refuses a write of this queue by. Raises redis' errors."""
    return {
        "backlog_max": _backlog_max(queue),
        "slow_after_ms": settings().slow_after_s * 1000,
        "stop_after_ms": settings().stop_after_s * 1000,
        "chance": random.random(),
    }


def _backlog_max(queue: str) -> int:
    """How many writes may be pending in one partition: none when there were too many in all at the last look."""
    global _counted
    if are_together():
        return settings().backlog_max
    at_s, counts = _counted
    is_half_full = max(counts.values(), default=0) > settings().backlog_max / 2
    if time.monotonic() - at_s > LOOK_EVERY_S * (1 if is_half_full else LOOK_SELDOM):
        # While one thread counts, the others go on with what was counted before.
        _counted = (time.monotonic(), counts)
        counts = pending()
        _counted = (time.monotonic(), counts)
    return 0 if counts.get(queue, 0) >= settings().backlog_max else settings().backlog_max
