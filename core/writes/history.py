"""The history of a write, step by step, and for how long the oldest has waited."""

from core.servers.partitions import prefixes
from core.servers.redis import journal as store
from core.servers.scripts import script
from core.writes.journal import Write


def steps(write: Write) -> list[tuple[int, str]]:
    """What has happened to this write, in order: epoch milliseconds and `accepted`, `attempt 1`, `deferred <why>`,
    `cached`, `applied`, `announced` and so on."""
    lines = [line.partition(" ") for line in write.history.splitlines()]
    return [(write.at_ms, "accepted"), *((write.at_ms + int(after_ms), what) for after_ms, _, what in lines)]


def oldest_s(pending: str, prefix: str) -> float:
    """For how many seconds the oldest member of a pending set has waited; 0 when it is empty."""
    answers = script(store(), "oldest").on_each({each: [pending, prefix] for each in prefixes()})
    waits_ms = [int(now_ms) - int(at_ms[0]) for now_ms, *at_ms in answers.values() if at_ms]
    return max(waits_ms, default=0) / 1000
