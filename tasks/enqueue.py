"""Waking workers up. A message says that there is something to do; the sweeper makes up for one that is lost."""

from time import monotonic
from typing import Any

import structlog
from amqp.exceptions import AMQPError
from celery import Task
from kombu.exceptions import KombuError, OperationalError

from core.platform import traces
from core.platform.clock import now_ms
from core.platform.settings import settings
from core.servers.breaker import Breaker
from core.servers.redis import UNAVAILABLE
from tasks.app import app
from tasks.broker import rabbitmq

# A wake-up is a hint: a request waits no longer than this for a broker that hangs.
PUBLISH_S = 0.3
breaker = Breaker("broker")
# By its name, for those whom tasks/writes.py uses.
APPLY_WRITES = "tasks.writes.apply_writes"
_log = structlog.get_logger()


def hurry() -> None:
    """Make this process, which only publishes, wait for the broker for no longer than PUBLISH_S."""
    limits: dict[str, Any] = {"socket_timeout": PUBLISH_S, "socket_connect_timeout": PUBLISH_S, "max_retries": 0}
    if rabbitmq.is_rabbitmq(settings().broker_url):
        limits = rabbitmq.hurried(settings().broker_url, PUBLISH_S)
    app.conf.broker_transport_options = app.conf.broker_transport_options | limits


def wake(queue: str) -> bool:
    """Tell a worker that writes of this queue are due; False when the broker is unavailable. The sweeper tells it
    again."""
    return publish(app.tasks[APPLY_WRITES], queue)


def publish(task: Task, *args: str) -> bool:
    """Publish a task; False when the broker is unavailable. After a failure one publisher tries at a time."""
    if not breaker.allows():
        return False
    try:
        with traces.span(f"send {task.name}", "producer"):
            _send(task, args)
    except (KombuError, AMQPError, OSError, *UNAVAILABLE) as error:
        breaker.failed(error)
        _log.warning("broker_unavailable", task=task.name, error=type(error).__name__)
        return False
    breaker.succeeded()
    return True


def _send(task: Task, args: tuple[str, ...]) -> None:
    began_s = monotonic()
    headers = {"sent_ms": now_ms()}
    try:
        task.apply_async(args=args, headers=headers)
    except (OperationalError, AMQPError, OSError):
        # A connection that ended since its last message, as when a node was stopped, says so at once; one that hangs
        # does not. That of Redis is made anew by its client.
        if not rabbitmq.is_rabbitmq(settings().broker_url) or monotonic() - began_s > PUBLISH_S / 2:
            raise
        task.apply_async(args=args, headers=headers)
