"""What lay in the broker and is no message: it is counted under the name of where it was."""

from typing import Any

import structlog

from core.platform.metrics import GARBAGE
from core.writes.kinds import QUEUES
from tasks.broker.envelopes import check_command, check_events

# Celery's names for them.
COMMANDS, EVENTS, REPLIES = "celery.pidbox", "celeryev", ".reply.celery.pidbox"
# Where garbage may lie, beside the queues.
PLACES = ("commands", "worker_events", "replies", "unacknowledged", "bindings")
PLACE_OF = {COMMANDS: "commands", EVENTS: "worker_events"}
_log = structlog.get_logger()


def count_garbage(place: str, reason: str, size: int) -> None:
    """Count a message that is none, and say so without a word of what it says."""
    known = "replies" if place.endswith(REPLIES) else place
    queue = known if known in (*QUEUES, *PLACES) else "other"
    GARBAGE.labels(queue).inc()
    _log.warning("broker_garbage", queue=queue, reason=reason, bytes=size)


def check_broadcast(exchange: str, body: Any) -> None:
    """GarbageError unless this is what the exchange is there for: commands to workers, or their signs of life."""
    if exchange == COMMANDS:
        # Only a worker receives commands, and has this already.
        from celery.worker.control import Panel

        check_command(body, Panel.data)
    elif exchange == EVENTS:
        check_events(body)
