"""How attempts end: what the writes changed is put into the cache, and their receipts say what came of them; or the
writes are deferred."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from itertools import chain

import structlog

from core.platform import traces
from core.platform.clock import now_ms
from core.platform.metrics import FAILED_ATTEMPTS, WRITE_SECONDS
from core.reads import cache, cache_debts
from core.reads.home_indexes import HomeChanges
from core.servers.partitions import by_partition
from core.servers.redis import UNAVAILABLE
from core.writes import attempts, ledger, outbox, turns
from core.writes.attempts import End, Finished
from core.writes.journal import Write
from core.writes.ledger import Outcome, Result
from tasks import consequences
from tasks.enqueue import wake
from tasks.events import announce_soon

RETRY_MS = 2_000
FAILURES = ("failed", "unavailable", "dead")
_log = structlog.get_logger()


def defer(batch: list[Write], why: str, reason: str, delay_ms: int = 0, waits_for: str = "") -> Counter[str]:
    """Let these writes be due again after `delay_ms`, or when `waits_for` exists or has ended; counts them as `why`.

    Only an attempt that `failed` counts against the write; one that `waits` or met an `unavailable` server does not.
    """
    if why != "waits":
        for write in batch:
            FAILED_ATTEMPTS.labels(write.kind, str(why == "unavailable").lower()).inc()
    _trace(batch, why)
    refund = why != "failed"
    count = attempts.defer(batch, reason, delay_ms=delay_ms, refund=refund, waits_for=waits_for)
    if not delay_ms:
        turns.tell_of((write.id for write in batch), batch[0].kind.queue)
    return Counter({why: count})


def end(batch: list[Write], results: list[Result]) -> Counter[str]:
    """End these writes with what came of them, or defer those that have to wait for the cache; counts them.

    What follows from them is accepted first. Raises what that does (tasks/consequences.py).
    """
    came = list(zip(batch, results, strict=True))
    applied = [(write, result) for write, result in came if isinstance(result, Outcome)]
    consequences.accept_of(write for write, _ in applied)
    consequences.follow_up(write for write, _ in applied)
    try:
        cached_ms = _put_into_cache(applied) if applied else 0
    except (*UNAVAILABLE, TimeoutError) as error:
        left_ms = max(cache_debts.owe(write.id, outcome.affected) for write, outcome in applied)
        if left_ms > 0:
            refused = (each for each in came if each not in applied)
            waiting = [write for write, _ in applied]
            return _finish(refused, 0) + defer(waiting, "unavailable", f"cache: {type(error).__name__}", left_ms)
        # No reader gets any more what the cache had before.
        cached_ms = 0
    return _finish(came, cached_ms)


def _put_into_cache(applied: list[tuple[Write, Outcome]]) -> int:
    with traces.span("refresh cache"):
        affected = dict.fromkeys(chain.from_iterable(outcome.affected for _, outcome in applied))
        cache.put_applied(affected, {write.actor_id for write, _ in applied}, _home_changes(applied))
    return now_ms()


def _home_changes(applied: list[tuple[Write, Outcome]]) -> HomeChanges:
    posts = chain.from_iterable(outcome.affected for write, outcome in applied if write.kind.changes_feeds)
    follows = [write for write, _ in applied if write.kind.changes_follows]
    followers = dict.fromkeys(f"user:{write.actor_id}" for write in follows)
    return HomeChanges([*posts], [*followers], [*dict.fromkeys(f"user:{write.resource_id}" for write in follows)])


def _finish(came: Iterable[tuple[Write, Result]], cached_ms: int) -> Counter[str]:
    ends = [_end_of(write, result, cached_ms) for write, result in came]
    done = attempts.finish(ends) if ends else Finished(set(), {})
    # What is not copied now, the announcer copies; whom nobody wakes now, the sweeper wakes.
    with suppress(*UNAVAILABLE):
        if not outbox.prefix_beside():
            outbox.copy(by_partition(done.ids))
        for queue, partitions in done.due.items():
            if turns.must_wake_in(queue, partitions):
                wake(queue)
    ended = [each for each in ends if each.write.id in done.ids]
    for each in ended:
        _note(each)
    if with_event := [each.write.id for each in ended if each.event or each.also]:
        announce_soon(with_event)
    return Counter(each.state for each in ended)


def _end_of(write: Write, result: Result, cached_ms: int) -> End:
    if isinstance(result, Outcome):
        told = End(write, "applied", event=result.event, also=result.also, held=result.held)
        return replace(told, cached_ms=cached_ms, resource_id=result.repeats)
    state = "dead" if result.status == ledger.GIVEN_UP else "rejected"
    return End(write, state, problem=result.as_dict())


def _note(ended: End) -> None:
    write = ended.write
    about = {"write": write.id, "kind": write.kind, "attempts": write.attempts, "request_id": write.request_id}
    if traces.is_on():
        about["trace_id"] = traces.id_in(write.traceparent)
    _trace([write], ended.state)
    _log.info("write_" + ended.state, **about)
    if ended.state == "applied":
        WRITE_SECONDS.labels(write.kind).observe(max(0, now_ms() - write.at_ms) / 1000)


def _trace(attempted: Iterable[Write], came: str) -> None:
    for write in attempted:
        if write.traceparent:
            about: traces.About = {"social.write": write.id, "social.request_id": write.request_id, "social.came": came}
            about["social.attempts"] = write.attempts
            traces.record(f"apply {write.kind}", "consumer", write.traceparent, about, is_error=came in FAILURES)
