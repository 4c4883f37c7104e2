"""Waking workers up. A message carries an id and nothing else; losing one is harmless, the sweeper sends it again."""

import time

import structlog
from celery import Task
from kombu.exceptions import KombuError, OperationalError

from core.redis import AWAY

BROKER_PAUSE_S = 5.0
TASKS: dict[str, Task] = {}
_log = structlog.get_logger()
_away_until = 0.0


def wake(write_id: str, kind: str) -> bool:
    """Tell a worker that a write of this kind waits."""
    return kind in TASKS and publish(TASKS[kind], write_id)


def wake_all(writes: list[tuple[str, str]]) -> None:
    """Wake up for each (id, kind)."""
    for write_id, kind in writes:
        wake(write_id, kind)


def publish(task: Task, *args: str) -> bool:
    """Publish a task; False when the broker is away. After a failure nobody tries for a while, so no request hangs."""
    global _away_until
    if time.monotonic() < _away_until:
        return False
    try:
        task.apply_async(args=args)
    except (KombuError, OperationalError, OSError, *AWAY) as error:
        _away_until = time.monotonic() + BROKER_PAUSE_S
        _log.warning("broker_away", task=task.name, error=type(error).__name__)
        return False
    return True
