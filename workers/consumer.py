"""How a worker takes messages: as Celery does, but what is no call of a task is counted and dropped.

celeryconfig.py names it. The transport (tasks/broker/transport.py) has sorted out what is no message at all; this holds
for every broker.
"""

from collections.abc import Callable
from typing import Any

from celery import bootsteps
from celery.utils.log import get_logger
from celery.worker import consumer
from celery.worker.consumer.connection import Connection
from kombu.message import Message
from vine import promise

from tasks.broker import rabbitmq
from tasks.broker.envelopes import BYTES_MAX, GarbageError, check_task
from tasks.broker.garbage import count_garbage

_logger = get_logger(__name__)
# What Celery raises over values in a message that no rule of ours has foreseen.
CANNOT_BE_TAKEN = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError)


class DeadLetters(bootsteps.StartStopStep):  # type: ignore[misc]
    """Declares the queue of what nobody could take, before there is any."""

    requires = (Connection,)

    def include_if(self, parent: Any) -> bool:
        """With RabbitMQ only."""
        return bool(parent.conninfo.transport.driver_type == "amqp")

    def start(self, parent: Any) -> None:
        """Declare it on the worker's connection."""
        rabbitmq.dead_letters()(parent.connection.default_channel).declare()  # type: ignore[no-untyped-call]


class Consumer(consumer.Consumer):  # type: ignore[misc]
    """Takes calls of tasks that this worker knows, and drops the rest: RabbitMQ keeps that among the dead letters."""

    class Blueprint(consumer.Consumer.Blueprint):  # type: ignore[misc]
        """Celery's steps. Without its queues for calls that are to wait: what waits here, waits in the journal."""

        default_steps = (
            *(step for step in consumer.Consumer.Blueprint.default_steps if not step.endswith(":DelayedDelivery")),
            DeadLetters,
        )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options | {"amqheartbeat": rabbitmq.HEARTBEAT_S})

    def create_task_handler(self, promise: Any = promise) -> Callable[[Message], None]:
        """What is called with each message."""
        handle = super().create_task_handler(promise)

        def take(message: Message) -> None:
            try:
                if len(message.body or "") > BYTES_MAX:
                    raise GarbageError(f"more than {BYTES_MAX} bytes")
                check_task(message.headers, _body(message), self.app.tasks)
            except GarbageError as error:
                self._drop(message, str(error))
                return
            try:
                handle(message)
            except CANNOT_BE_TAKEN as error:
                self._drop(message, type(error).__name__)

        return take

    def on_decode_error(self, message: Message, exc: Exception) -> None:
        """Drop what cannot be decoded."""
        self._drop(message, f"not decodable: {type(exc).__name__}")

    def on_unknown_message(self, body: Any, message: Message) -> None:
        """Drop what is no call."""
        self._drop(message, "not a call")

    def on_unknown_task(self, body: Any, message: Message, exc: Exception) -> None:
        """Drop the call of something that is not there."""
        self._drop(message, "unknown task")

    def on_invalid_task(self, body: Any, message: Message, exc: Exception) -> None:
        """Drop a call that Celery cannot make."""
        self._drop(message, f"invalid: {type(exc).__name__}")

    def _drop(self, message: Message, reason: str) -> None:
        where = message.delivery_info
        count_garbage(str(where.get("queue") or where.get("routing_key")), reason, len(message.body or ""))
        if not message.acknowledged:
            message.reject_log_error(_logger, self.connection_errors)  # type: ignore[no-untyped-call]


def _body(message: Message) -> Any:
    try:
        return message.decode()  # type: ignore[no-untyped-call]
    except Exception as error:  # noqa: BLE001 - whatever it is, it is not a body
        raise GarbageError(f"not decodable: {type(error).__name__}") from None
