"""How every write is carried out: attempt, transaction, cache, receipt, event, wake-ups. The nouns add the effect."""

from collections.abc import Callable
from typing import Any

import structlog
from celery import Task
from pymongo.client_session import ClientSession

from core import accounts, cache, journal, ledger
from core.journal import Write
from core.ledger import Effect, MissingError, Outcome
from core.logs import bind_request_id
from core.metrics import FAILED_ATTEMPTS, WRITE_SECONDS
from core.mongo import is_away
from core.problems import Problem, not_found
from core.redis import AWAY
from core.settings import settings
from core.times import now_ms
from tasks.app import app
from tasks.events import announce_soon
from tasks.wake import TASKS, wake_all

RETRY_MS = 2_000
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
        TASKS[kind] = app.task(name=f"{effect.__module__}.{effect.__name__}")(carry_out_write)
        return TASKS[kind]

    return register


def _unless_banned(effect: Effect) -> Effect:
    def checked(session: ClientSession, write: Write) -> Outcome:
        accounts.check_not_banned(write.actor_id, session)
        return effect(session, write)

    return checked


def carry_out(write_id: str, effect: Effect) -> None:
    """One attempt at a write: it ends applied, rejected or dead, or stays pending and is due again."""
    if (write := journal.begin(write_id)) is None:
        return
    bind_request_id(write.request_id)
    try:
        outcome = _effect_or_wait(write, effect)
        if outcome is None:
            return
        cache.refresh(outcome.touched)
    except Problem as problem:
        _end(write, "rejected", problem=problem.as_dict())
    except Exception as error:  # noqa: BLE001 - whatever it is, the write stays pending or becomes dead
        _failed(write, error)
    else:
        _end(write, "applied", event=outcome.event, cached_ms=now_ms())


def _effect_or_wait(write: Write, effect: Effect) -> Outcome | None:
    """The outcome; or None when the write has to wait for the creation of what it is about."""
    try:
        return ledger.once(write, effect)
    except MissingError as missing:
        if journal.creation_of(missing.resource_id):
            journal.put_off(
                write, f"waits for {missing}", delay_ms=RETRY_MS, refund=True, waits_for=missing.resource_id
            )
            return None
    # It may have been created between the two looks.
    try:
        return ledger.once(write, effect)
    except MissingError as missing:
        raise not_found(missing.what) from None


def _failed(write: Write, error: Exception) -> None:
    away = isinstance(error, AWAY) or is_away(error)
    reason = f"{type(error).__name__}: {error}" if away else type(error).__name__
    FAILED_ATTEMPTS.labels(write.kind, str(away).lower()).inc()
    if away or write.attempts < settings().attempts_max:
        journal.put_off(write, reason, delay_ms=RETRY_MS, refund=away)
        _log.warning("write_put_off", write=write.id, kind=write.kind, error=type(error).__name__, away=away)
        return
    _log.exception("write_dead", write=write.id, kind=write.kind, attempts=write.attempts)
    wake_all(journal.give_up(write, reason))


def _end(write: Write, state: str, **result: Any) -> None:
    waiting = journal.finish(write, state, **result)
    _log.info("write_" + state, write=write.id, kind=write.kind, attempts=write.attempts)
    if state == "applied":
        WRITE_SECONDS.labels(write.kind).observe(max(0, now_ms() - write.at_ms) / 1000)
    if result.get("event"):
        announce_soon()
    wake_all(waiting)
