"""How every write is carried out: attempt, transaction, cache, receipt, event, wake-ups. The nouns add the effect."""

from collections.abc import Callable
from typing import Any

import structlog
from celery import Task
from pymongo.client_session import ClientSession
from pymongo.errors import PyMongoError

from core import accounts, attempts, cache, cache_debts, journal, ledger
from core.journal import Write
from core.ledger import Effect, MissingError, Outcome
from core.logs import bind_request_id
from core.metrics import FAILED_ATTEMPTS, WRITE_SECONDS
from core.mongo import is_away, is_unstorable
from core.problems import Problem, not_found
from core.redis import AWAY
from core.settings import settings
from core.times import now_ms
from tasks.app import app
from tasks.events import announce_soon
from tasks.wake import TASKS, wake_all

RETRY_MS = 2_000
# The lease of an attempt outlasts the hard limit (core/attempts.py), so nobody begins beside an
# attempt that hangs, and it hangs for no longer than MongoDB and the cache may take together.
SOFT_LIMIT_S, HARD_LIMIT_S = 8, 10
_log = structlog.get_logger()


def write_task(kind: str) -> Callable[[Effect], Task]:
    """Make `effect(session, write) -> Outcome` the Celery task that carries out writes of this kind.

    The task takes the write's id, nothing else. It may run any number of times.
    """

    def register(effect: Effect) -> Task:
        def carry_out_write(write_id: str) -> None:
            carry_out(write_id, _unless_banned(effect))

        carry_out_write.__name__, carry_out_write.__doc__ = effect.__name__, effect.__doc__
        carry_out_write.__module__ = effect.__module__
        limits = {"soft_time_limit": SOFT_LIMIT_S, "time_limit": HARD_LIMIT_S}
        TASKS[kind] = app.task(name=f"{effect.__module__}.{effect.__name__}", **limits)(carry_out_write)
        return TASKS[kind]

    return register


def _unless_banned(effect: Effect) -> Effect:
    def checked(session: ClientSession, write: Write) -> Outcome:
        accounts.check_not_banned(write.actor_id, session)
        return effect(session, write)

    return checked


def carry_out(write_id: str, effect: Effect) -> None:
    """One attempt at a write: it ends applied, rejected or dead, or stays pending and is due again."""
    if (write := attempts.begin(write_id)) is None:
        return
    bind_request_id(write.request_id)
    try:
        outcome = _decide(write, effect)
        cached_ms = _cached(write, outcome) if outcome else None
    except Problem as problem:
        _end(write, "dead" if problem.status == ledger.GIVEN_UP else "rejected", problem=problem.as_dict())
    except Exception as error:  # noqa: BLE001 - whatever it is, the write stays pending or becomes dead
        _failed(write, error)
    else:
        if outcome and cached_ms is not None:
            _end(write, "applied", event=outcome.event, cached_ms=cached_ms, resource_id=outcome.repeats)


def _decide(write: Write, effect: Effect) -> Outcome | None:
    """What the write did; None when it has to wait. Raises the Problem that it is refused with, which is noted then."""
    if write.is_exhausted:
        return ledger.refuse(write, _given_up())
    try:
        return _effect_or_wait(write, effect)
    except Problem as problem:
        return ledger.refuse(write, problem)
    except Exception as error:
        if not is_unstorable(error):
            raise
        _log.warning("write_unstorable", write=write.id, kind=write.kind, error=type(error).__name__)
        return ledger.refuse(write, Problem(422, "Cannot be stored", "What was sent is too large once it is stored."))


def _given_up() -> Problem:
    return Problem(ledger.GIVEN_UP, "Not applied", "It could not be applied and is kept for the operator.")


def _effect_or_wait(write: Write, effect: Effect) -> Outcome | None:
    """The outcome; or None when the write has to wait for the creation of what it is about."""
    try:
        return ledger.once(write, effect)
    except MissingError as missing:
        if journal.creation_of(missing.resource_id):
            attempts.put_off(
                write, f"waits for {missing}", delay_ms=RETRY_MS, refund=True, waits_for=missing.resource_id
            )
            return None
    # It may have been created between the two looks.
    try:
        return ledger.once(write, effect)
    except MissingError as missing:
        raise not_found(missing.what) from None


def _cached(write: Write, outcome: Outcome) -> int | None:
    """When the cache had what the write changed, in epoch milliseconds; 0 when it is owed to a cache that is away, and
    nobody reads what that has; None when the write has to wait until nobody does."""
    try:
        cache.refresh(outcome.touched)
        return now_ms()
    except (*AWAY, TimeoutError) as error:
        left_ms = cache_debts.owe(write.id, outcome.touched)
        if left_ms <= 0:
            return 0
        attempts.put_off(write, f"cache: {type(error).__name__}", delay_ms=left_ms, refund=True)
        return None


def _failed(write: Write, error: Exception) -> None:
    away = isinstance(error, AWAY) or is_away(error)
    reason = f"{type(error).__name__}: {error}" if away else type(error).__name__
    FAILED_ATTEMPTS.labels(write.kind, str(away).lower()).inc()
    is_last = not away and write.attempts >= settings().attempts_max
    delay_ms = RETRY_MS if away else 0 if is_last else RETRY_MS * 2 ** (write.attempts - 1)
    attempts.put_off(write, reason, delay_ms=delay_ms, refund=away and not write.is_exhausted)
    if not is_last:
        _log.warning("write_put_off", write=write.id, kind=write.kind, error=type(error).__name__, away=away)
        return
    _log.exception("write_dead", write=write.id, kind=write.kind, attempts=write.attempts)
    _give_up(write)


def _give_up(write: Write) -> None:
    """Make the write dead: it keeps its body, and an operator can replay it."""
    try:
        outcome = ledger.refuse(write, _given_up())
    except Problem as problem:
        _end(write, "dead", problem=problem.as_dict())
    except PyMongoError as error:
        # It is due already, and exhausted: whoever takes it up gives it up.
        _log.warning("write_put_off", write=write.id, kind=write.kind, error=type(error).__name__, away=True)
    else:
        _end(write, "applied", event=outcome.event)


def _end(write: Write, state: str, **result: Any) -> None:
    waiting = attempts.finish(write, state, **result)
    _log.info("write_" + state, write=write.id, kind=write.kind, attempts=write.attempts)
    if state == "applied":
        WRITE_SECONDS.labels(write.kind).observe(max(0, now_ms() - write.at_ms) / 1000)
    if result.get("event"):
        announce_soon()
    wake_all(waiting)
