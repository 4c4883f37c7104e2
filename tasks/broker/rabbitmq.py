"""RabbitMQ as Celery's broker: which settings it takes when BROKER_URL says `amqp://` or `amqps://`.

A queue is a quorum queue: a message that was confirmed is on most nodes. What can be carried out by nobody ends among
the dead letters, where an operator finds it.
"""

from typing import Any
from urllib.parse import urlsplit

from kombu.entity import Queue

from core.servers.health import AND

SCHEMES = ("amqp", "amqps", "pyamqp")
DEAD_LETTERS = "dead-letters"
# A message that workers took so often and gave back each time, as a worker that dies does, is dead.
REDELIVERIES_MAX = 10
# Of the oldest, nobody asks any more.
DEAD_LETTERS_MAX = 10_000
# A publisher is refused beyond it. The sweeper sends again what is due.
WAITING_MAX = 100_000
# What a process waits for an answer of the broker. One that comes never ends a connection that hangs.
ANSWER_S, CONNECT_S = 5.0, 1.0
# Between the signs of life of a worker's connection; a node that says nothing for two of them is left for another one.
HEARTBEAT_S = 10.0

ARGUMENTS: dict[str, Any] = {
    "x-queue-type": "quorum",
    "x-delivery-limit": REDELIVERIES_MAX,
    "x-max-length": WAITING_MAX,
    "x-overflow": "reject-publish",
    # The exchange that has every queue under its own name.
    "x-dead-letter-exchange": "",
    "x-dead-letter-routing-key": DEAD_LETTERS,
}
OPTIONS: dict[str, Any] = {"confirm_publish": True, "answer_s": ANSWER_S, "connect_timeout": CONNECT_S}


def is_rabbitmq(url: str) -> bool:
    """Whether this is the address of a RabbitMQ, or of its nodes, with `;` between them."""
    return urlsplit(url).scheme in SCHEMES


def hurried(url: str, wait_s: float) -> dict[str, Any]:
    """The options of a process that waits for the broker for no longer than this, and for one of several nodes for half
    of it, so that the next one is tried."""
    nodes = url.count(AND) + 1
    retries = {"max_retries": nodes - 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
    limits = {"connect_timeout": wait_s if nodes == 1 else wait_s / 2, "connect_retries_timeout": wait_s}
    return retries | limits | {"answer_s": wait_s}


def dead_letters() -> Queue:
    """The queue of what nobody could take. Nothing takes from it but an operator."""
    arguments = {"x-queue-type": "quorum", "x-max-length": DEAD_LETTERS_MAX}
    return Queue(DEAD_LETTERS, queue_arguments=arguments)  # type: ignore[no-untyped-call]
