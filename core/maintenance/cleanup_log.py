"""What the clean-up has done, kept in the journal for metrics and operators."""

from dataclasses import dataclass

from core.platform.clock import now_ms
from core.servers.redis import journal as store
from core.servers.redis import key


@dataclass(frozen=True)
class Figures:
    """`removed` and `last_run_ms` by job, `overdue` (count) and `overdue_s` (the oldest, in seconds) by kind of thing
    that should be gone, `drift` (found and repaired, ever) by kind of difference."""

    removed: dict[str, int]
    last_run_ms: dict[str, int]
    overdue: dict[str, int]
    overdue_s: dict[str, float]
    drift: dict[str, int]


def note_run(job: str, removed: int) -> None:
    """A run of this job is over; it removed or mended so many things."""
    with store().pipeline() as pipe:
        pipe.hincrby(key("cleanup", "removed"), job, removed)
        pipe.hset(key("cleanup", "last_run_ms"), job, now_ms())
        pipe.execute()


def note_drift(kind: str, count: int = 1) -> None:
    """So many things of this kind were not what they should be, and have been mended."""
    store().hincrby(key("cleanup", "drift"), kind, count)


def note_overdue(kind: str, count: int, oldest_s: float) -> None:
    """So many things should be gone by now; the oldest since `oldest_s` seconds."""
    store().hset(key("cleanup", "overdue"), kind, count)
    store().hset(key("cleanup", "overdue_s"), kind, round(oldest_s, 1))


def figures() -> Figures:
    """All of it."""
    names = ("removed", "last_run_ms", "overdue", "overdue_s", "drift")
    with store().pipeline(transaction=False) as pipe:
        for name in names:
            pipe.hgetall(key("cleanup", name))
        removed, last_run_ms, overdue, overdue_s, drift = (
            {field.decode(): value.decode() for field, value in stored.items()} for stored in pipe.execute()
        )
    return Figures(
        removed={job: int(count) for job, count in removed.items()},
        last_run_ms={job: int(at) for job, at in last_run_ms.items()},
        overdue={kind: int(count) for kind, count in overdue.items()},
        overdue_s={kind: float(seconds) for kind, seconds in overdue_s.items()},
        drift={kind: int(count) for kind, count in drift.items()},
    )
