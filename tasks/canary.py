"""Signs of life on a schedule: a canary through the journal for each queue of writes, a note for each other queue."""

from typing import Any

import structlog
from celery.signals import after_task_publish
from pymongo.client_session import ClientSession

from core.platform.problems import Problem
from core.writes import canary
from core.writes.journal import Write
from core.writes.kinds import CANARIES
from core.writes.ledger import Outcome
from tasks.app import app
from tasks.effects.kinds import effect_of
from tasks.writes import submit_canary

_log = structlog.get_logger()


@app.task
def send_canary(queue: str) -> bool:
    """Accept the next canary of this queue and wake a worker up for it. False: the last one is still on its way, or
    people wait."""
    try:
        return submit_canary(queue)
    except Problem as problem:
        _log.warning("canary_not_accepted", queue=queue, reason=problem.title)
        return False


def apply_canary(session: ClientSession, write: Write) -> Outcome:
    """Store the canary as any write is stored. It has no event."""
    canary.keep(session, write)
    return Outcome(None)


for _kind in CANARIES:
    effect_of(_kind)(apply_canary)


@app.task
def note_progress(queue: str) -> None:
    """Note that a worker of the queue that this was sent to does its work."""
    canary.note(queue)


@after_task_publish.connect(sender="tasks.canary.send_canary")
def note_beat(**_: Any) -> None:
    """Only beat publishes this task, so a new message of it shows that beat works."""
    canary.note("beat")
