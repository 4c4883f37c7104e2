"""Times: epoch milliseconds inside, RFC 3339 in UTC with milliseconds outside."""

import time
from datetime import UTC, datetime
from functools import lru_cache

# How far the clocks of two machines may differ.
LEEWAY_S = 5


def now_ms() -> int:
    """This process's clock, in epoch milliseconds. A write's own time comes from the journal instead."""
    return time.time_ns() // 1_000_000


def rfc3339(epoch_ms: int) -> str:
    """`2026-11-23T07:12:13.292Z` for epoch milliseconds."""
    return f"{_to_the_second(epoch_ms // 1000)}.{epoch_ms % 1000:03d}Z"


@lru_cache(maxsize=1024)
def _to_the_second(epoch_s: int) -> str:
    return datetime.fromtimestamp(epoch_s, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def epoch_ms(rfc3339: str) -> int:
    """The epoch milliseconds of such a time."""
    return round(datetime.fromisoformat(rfc3339).timestamp() * 1000)
