"""Waking workers up. A message carries an id and nothing else; losing one is harmless, the sweeper sends it again."""

import structlog
from celery import Task
from kombu.exceptions import KombuError, OperationalError

from core.breaker import Breaker
from core.redis import AWAY
from tasks.app import app

# A wake-up is a hint: a request waits no longer than this for a broker that hangs.
PUBLISH_S = 0.3
TASKS: dict[str, Task] = {}
breaker = Breaker("broker")
_log = structlog.get_logger()


def hurry() -> None:
    """Make this process, which only publishes, wait for the broker for no longer than PUBLISH_S."""
    limits = {"socket_timeout": PUBLISH_S, "socket_connect_timeout": PUBLISH_S, "max_retries": 0}
    app.conf.broker_transport_options = app.conf.broker_transport_options | limits


def wake(write_id: str, kind: str) -> bool:
    """Tell a worker that a write of this kind waits."""
    return kind in TASKS and publish(TASKS[kind], write_id)


def wake_all(writes: list[tuple[str, str]]) -> None:
    """Wake up for each (id, kind)."""
    for write_id, kind in writes:
        wake(write_id, kind)


def publish(task: Task, *args: str) -> bool:
    """Publish a task; False when the broker is away. After a failure one publisher tries at a time."""
    if not breaker.allows():
        return False
    try:
        task.apply_async(args=args)
    except (KombuError, OperationalError, OSError, *AWAY) as error:
        breaker.failed(error)
        _log.warning("broker_away", task=task.name, error=type(error).__name__)
        return False
    breaker.succeeded()
    return True
