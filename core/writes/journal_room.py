"""Whether the journal has room for new writes.

It refuses everything at its `maxmemory`, the notes of workers included. So new writes are refused before that, and what
was accepted can still be carried out, which makes room.
"""

import time

from core.servers.redis import ask_servers
from core.servers.redis import journal as store

NEARLY_FULL = 0.9
LOOK_EVERY_S = 1.0
_seen = (0.0, False)


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
