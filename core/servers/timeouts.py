"""How long this process waits for a server that hangs: briefly in a request, longer in a worker."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Timeouts:
    """In seconds, for one call. A request pays it once: then the server's breaker is open (core/servers/breaker.py)."""

    cache_s: float
    journal_s: float
    mongo_s: float


REQUEST = Timeouts(cache_s=0.25, journal_s=1.2, mongo_s=1.3)
# Shorter than a write's time limit (tasks/writes.py), together.
TASK = Timeouts(cache_s=1.0, journal_s=2.0, mongo_s=5.0)
_chosen = [REQUEST]


def use(timeouts: Timeouts) -> None:
    """Make this the timeouts of the process, before it first asks a server."""
    _chosen[:] = [timeouts]


def timeouts() -> Timeouts:
    """The timeouts of this process."""
    return _chosen[0]
