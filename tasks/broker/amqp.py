"""RabbitMQ as Celery's broker, with three differences to kombu's transport: no answer is waited for without an end, of
messages only those that call tasks are confirmed, and what is no message to workers or Flower says nothing to them.

kombu leaves a connection that did not answer in time as it is, and takes a late confirmation for that of the next
message. tasks/app.py puts this in the place of kombu's for `amqp://`.
"""

from typing import Any

from amqp.exceptions import AMQPError, MessageNacked
from kombu.serialization import loads
from kombu.transport import pyamqp

from tasks.broker.envelopes import BYTES_MAX, GarbageError
from tasks.broker.garbage import COMMANDS, EVENTS, PLACE_OF, check_broadcast, count_garbage
from tasks.broker.rabbitmq import ANSWER_S

# No events, and a command to nobody.
NOTHING = {EVENTS: b"[]", COMMANDS: b'{"destination": ["nobody"]}'}


class Channel(pyamqp.Channel):  # type: ignore[misc]
    """Knows that a message has arrived, or closes its connection."""

    def basic_publish_confirm(self, msg: Any, exchange: str = "", *args: Any, **options: Any) -> Any:
        """Publish a message, and wait until it is confirmed if it calls a task: those go through no exchange. A worker
        that tells of itself, or answers a command, has no time to wait.

        A channel through which RabbitMQ has refused a message is not used again, either: after the death of a node,
        3.10 went on refusing what came through it for as long as it was watched, though each queue had a leader.
        """
        if exchange and not self._confirm_selected:
            return self._basic_publish(msg, exchange, *args, **options)
        try:
            return super().basic_publish_confirm(msg, exchange, *args, **options)  # type: ignore[no-untyped-call]
        except (AMQPError, MessageNacked, OSError):
            if self.connection:
                self.connection.collect()
            raise

    def message_to_python(self, raw_message: Any) -> Any:
        """The message; what is none in an exchange of Celery's says nothing."""
        message = super().message_to_python(raw_message)  # type: ignore[no-untyped-call]
        exchange = str(message.delivery_info.get("exchange"))
        if exchange in NOTHING:
            try:
                _check(exchange, message)
            except GarbageError as error:
                count_garbage(PLACE_OF[exchange], str(error), len(message.body or ""))
                message.errors, message.headers, message.body = [], {}, NOTHING[exchange]
                message.content_type, message.content_encoding = "application/json", "utf-8"
        return message


def _check(exchange: str, message: Any) -> None:
    if len(message.body or "") > BYTES_MAX:
        raise GarbageError(f"more than {BYTES_MAX} bytes")
    if not isinstance(message.headers.get("clock", 0), int):
        raise GarbageError("clock: not a number")
    try:
        # Not its own `decode`, which would remember what it was.
        how = message.content_type, message.content_encoding
        body = loads(message.body, *how, accept={"application/json"})  # type: ignore[no-untyped-call]
    except Exception as error:  # noqa: BLE001 - whatever it is, it is not a body
        raise GarbageError(f"not decodable: {type(error).__name__}") from None
    check_broadcast(exchange, body)


class Connection(pyamqp.Connection):  # type: ignore[misc]
    """Waits for `answer_s` seconds where no other time is said."""

    Channel = Channel

    def __init__(self, *args: Any, answer_s: float = ANSWER_S, **options: Any) -> None:
        self._answer_s = answer_s
        super().__init__(*args, **options)  # type: ignore[no-untyped-call]

    def drain_events(self, timeout: float | None = None) -> None:
        """As the base class, and never without an end."""
        super().drain_events(self._answer_s if timeout is None else timeout)  # type: ignore[no-untyped-call]


class Transport(pyamqp.Transport):  # type: ignore[misc]
    """kombu's transport, with the connection above."""

    Connection = Connection
