"""What the cache is owed: items that applied writes have changed while it could not be reached.

A cache that was only cut off or paused comes back with what it knew before. So it is believed for TRUST_MS at a time,
by its own clock, and only after everything that it is owed has been put (core/reads/cache.py). A write that cannot put
what it changed notes the debt here and waits until whatever trust was given before that has run out; then it is
applied. The idea is that of leases: Gray and Cheriton, "Leases: an efficient fault-tolerant mechanism for distributed
file cache consistency", SOSP 1989 (docs/decisions/0012).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from core.servers.partitions import are_together
from core.servers.redis import journal as store
from core.servers.redis import key
from core.servers.scripts import script

TRUST_MS = 1_000
# Clocks of two servers run at nearly the same speed; this is for what lies between a clock and its answer.
MARGIN_MS = 500


def owe(write_id: str, names: Iterable[str]) -> int:
    """Note that this pending write owes these items (`post:<id>`) to the cache, once; return for how many milliseconds
    more readers may trust what the cache had before."""
    args: list[Any] = [write_id, TRUST_MS + MARGIN_MS]
    if are_together():
        return int(script(store(), "owe")(*args, *names))
    # A debt that is noted twice is settled twice.
    script(store(), "note_debts")(*names)
    return int(script(store(), "owe")(*args, of=write_id))


def owed() -> dict[str, int]:
    """The items that are owed, each with a mark that changes when it is owed once more."""
    return {name.decode(): int(mark) for name, mark in store().hgetall(key("cache:owed")).items()}


def settle(marks: Mapping[str, int]) -> None:
    """Forget these debts, except those that were made again since `owed` told these marks."""
    args = [part for pair in marks.items() for part in pair]
    script(store(), "settle")(*args)
