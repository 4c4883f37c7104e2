"""Redis as Celery's broker, with one difference to kombu's: what is no message is counted and dropped.

kombu decodes whatever it pops inside the loop of the worker, where an exception ends the worker or cancels what it
does. tasks/app.py puts this in the place of kombu's transport for `redis://`; that for RabbitMQ is in amqp.py.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from kombu.transport import redis
from kombu.utils.encoding import bytes_to_str

from tasks.broker.envelopes import GarbageError, check_unacknowledged, opened
from tasks.broker.garbage import PLACE_OF, check_broadcast, count_garbage


def _is_good(check: Callable[[bytes], Any], raw: bytes, place: str) -> bool:
    try:
        check(raw)
    except GarbageError as error:
        count_garbage(place, str(error), len(raw))
        return False
    return True


def _check_broadcast(exchange: str, raw: bytes) -> None:
    check_broadcast(exchange, opened(raw))


class Client(redis.PrefixedStrictRedis):  # type: ignore[misc]
    """Pops only what is a message; what is none is gone."""

    def parse_response(self, connection: Any, command_name: str, **options: Any) -> Any:
        """As the base class; garbage that BRPOP brings is as if its time had run out."""
        answer = super().parse_response(connection, command_name, **options)  # type: ignore[no-untyped-call]
        if command_name == "BRPOP" and answer and not _is_good(opened, answer[1], _queue(answer[0])):
            return None
        return answer

    def rpop(self, name: Any, count: int | None = None) -> Any:
        """As the base class, for the first that is a message."""
        item: Any = super().rpop(name)
        while item and not _is_good(opened, item, _queue(name)):
            item = super().rpop(name)
        return item


def _queue(key: bytes | str) -> str:
    return str(bytes_to_str(key).rsplit(redis.Channel.sep, 1)[0])  # type: ignore[no-untyped-call]


class QoS(redis.QoS):  # type: ignore[misc]
    """Keeps what is not acknowledged."""

    def restore_by_tag(self, tag: bytes | str, client: Any = None, leftmost: bool = False) -> None:
        """Put a message back into its queue."""
        if self.channel.can_restore(tag):
            super().restore_by_tag(tag, client, leftmost)  # type: ignore[no-untyped-call]


class Channel(redis.Channel):  # type: ignore[misc]
    """Looks at all that comes from Redis before kombu does."""

    QoS = QoS

    def can_restore(self, tag: bytes | str) -> bool:
        """Whether what is kept under this tag can be put back; what cannot is removed, or it would stay for ever."""
        with self.conn_or_acquire() as client:
            kept = client.hget(self.unacked_key, tag)
            if kept is None or _is_good(check_unacknowledged, kept, "unacknowledged"):
                return True
            client.pipeline().zrem(self.unacked_index_key, tag).hdel(self.unacked_key, tag).execute()
            return False

    def get_table(self, exchange: str) -> list[tuple[str, ...]]:
        """The rows (routing key, pattern, queue) of an exchange."""
        key = self.keyprefix_queue % exchange
        with self.conn_or_acquire() as client:
            rows = {raw: tuple(bytes_to_str(raw).split(self.sep)) for raw in client.smembers(key)}  # type: ignore[no-untyped-call]
            for raw in [raw for raw, row in rows.items() if len(row) != 3]:
                count_garbage("bindings", "not a row", len(raw))
                client.srem(key, raw)
        return [row for row in rows.values() if len(row) == 3]

    def _restore(self, message: Any, leftmost: bool = False) -> None:
        if self.can_restore(message.delivery_tag):
            super()._restore(message, leftmost)  # type: ignore[no-untyped-call]

    def _handle_message(self, client: Any, r: Any) -> dict[str, Any]:
        heard: dict[str, Any] = super()._handle_message(client, r)  # type: ignore[no-untyped-call]
        if bytes_to_str(heard["type"]).endswith("message") and heard["data"]:  # type: ignore[no-untyped-call]
            exchange = bytes_to_str(heard["channel"]).partition(".")[2].split("/", 1)[0]  # type: ignore[no-untyped-call]
            place = PLACE_OF.get(exchange, "other")
            if not _is_good(partial(_check_broadcast, exchange), heard["data"], place):
                # kombu passes over what is empty.
                heard["data"] = None
        return heard

    def _get_client(self) -> Any:
        super()._get_client()  # type: ignore[no-untyped-call]
        return partial(Client, global_keyprefix=self.global_keyprefix)


class Transport(redis.Transport):  # type: ignore[misc]
    """kombu's transport, with the channel above."""

    Channel = Channel

    def _deliver(self, message: dict[str, Any], queue: str) -> None:
        # What the message says of its way may be wrong; this is where it was.
        message["properties"]["delivery_info"]["queue"] = queue
        super()._deliver(message, queue)  # type: ignore[no-untyped-call]
