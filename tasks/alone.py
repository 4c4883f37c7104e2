"""How one write is carried out alone: it may wait for what it is about, fail, be tried again, and be given up."""

from collections import Counter

import structlog
from pymongo.errors import PyMongoError

from core.platform.logs import bind_request_id, clear_request_id
from core.platform.problems import Problem, ProblemKind, not_found
from core.platform.settings import settings
from core.servers.failures import is_unavailable
from core.servers.mongo import is_unstorable
from core.writes import journal, ledger
from core.writes.journal import Write
from core.writes.ledger import MissingError, Result
from tasks import endings
from tasks.effects import kinds

_log = structlog.get_logger()


def carry_out(write: Write) -> Counter[str]:
    """One attempt at this write; counts as tasks/writes.py does."""
    bind_request_id(write.request_id)
    try:
        return _attempt(write)
    except Exception as error:  # noqa: BLE001 - whatever it is, the write stays pending or becomes dead
        return _failed(write, error)
    finally:
        clear_request_id()


def _attempt(write: Write) -> Counter[str]:
    try:
        return endings.end([write], [_result(write)])
    except MissingError as missing:
        return endings.defer([write], "waits", f"waits for {missing}", endings.RETRY_MS, waits_for=missing.resource_id)


def _result(write: Write) -> Result:
    """What came of the write. Raises MissingError when it has to wait for the creation of what it is about."""
    if write.is_exhausted:
        return ledger.refuse(write, _given_up())
    try:
        prepared = kinds.prepare(write)
    except Problem as problem:
        return ledger.refuse(write, problem)
    try:
        return _result_or_refusal(prepared)
    except Exception as error:
        if not is_unstorable(error):
            raise
        _log.warning("write_unstorable", write=write.id, kind=write.kind, error=type(error).__name__)
        return ledger.refuse(
            write, Problem(ProblemKind.CANNOT_BE_STORED, "What was sent is too large once it is stored.")
        )


def _given_up() -> Problem:
    return Problem(ProblemKind.NOT_APPLIED, "It could not be applied and is kept for the operator.")


def _result_or_refusal(write: Write) -> Result:
    try:
        return ledger.once([write], kinds.carry_out)[0]
    except MissingError as missing:
        if journal.creation_of(missing.resource_id):
            raise
    # It may have been created between the two looks.
    try:
        return ledger.once([write], kinds.carry_out)[0]
    except MissingError as missing:
        return ledger.refuse(write, not_found(missing.what))


def _failed(write: Write, error: Exception) -> Counter[str]:
    unavailable, name = is_unavailable(error), type(error).__name__
    is_last = not unavailable and write.attempts >= settings().attempts_max
    delay_ms = endings.RETRY_MS if unavailable else 0 if is_last else endings.RETRY_MS * 2 ** (write.attempts - 1)
    reason = f"{name}: {error}" if unavailable else name
    counts = endings.defer([write], "unavailable" if unavailable else "failed", reason, delay_ms)
    if not is_last:
        _log.warning("write_deferred", write=write.id, kind=write.kind, error=name, unavailable=unavailable)
        return counts
    _log.exception("write_dead", write=write.id, kind=write.kind, attempts=write.attempts)
    return _given_up_or(write, counts)


def _given_up_or(write: Write, counts: Counter[str]) -> Counter[str]:
    """Make the write dead: it keeps its body, and an operator can replay it. It may turn out to have taken effect."""
    try:
        return endings.end([write], [ledger.refuse(write, _given_up())])
    except PyMongoError as error:
        # It is due already, and exhausted: the next attempt ends it as dead.
        _log.warning("write_deferred", write=write.id, kind=write.kind, error=type(error).__name__, unavailable=True)
        return counts
