"""The queues: how many messages wait in each, which, and how to empty them. Only the broker needs to run."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from amqp.exceptions import AMQPError
from kombu.entity import Queue
from kombu.exceptions import OperationalError
from redis import Redis, RedisError

from core.platform.clock import now_ms
from core.platform.settings import settings
from tasks.app import app
from tasks.broker import rabbitmq
from tasks.broker.envelopes import GarbageError, check_task, opened

CHUNK = 500
LIST, NOTHING = b"list", b"none"


class BrokerError(Exception):
    """The broker is unavailable, or is none that can be looked into; the message says which."""


@dataclass(frozen=True)
class Waiting:
    """A message in a queue, without its content. What no worker would take is not `readable`, and has nothing else.

    `about` is the task's argument, empty without one; `at_ms` is when it was sent, in epoch milliseconds, if it says
    so: what beat sends does not.
    """

    readable: bool
    id: str = ""
    task: str = ""
    about: str = ""
    at_ms: int | None = None


def names() -> list[str]:
    """The names of the queues, with RabbitMQ that of the dead letters as well."""
    return list(_queues())


def can_be_read() -> bool:
    """Whether the messages themselves can be looked at here; else only counted and removed."""
    return not rabbitmq.is_rabbitmq(settings().broker_url)


def _queues() -> dict[str, Queue]:
    own = {} if can_be_read() else {rabbitmq.DEAD_LETTERS: rabbitmq.dead_letters()}
    return {**app.amqp.queues, **own}


def backlogs() -> dict[str, int]:
    """How many messages wait in each queue. Raises kombu's OperationalError when the broker is unavailable."""
    with _asked() as channel:
        return {name: _depth(queue, channel) for name, queue in _queues().items()}


def _depth(queue: Queue, channel: Any) -> int:
    # Declared, not only asked for: in Redis an empty list does not exist, and in RabbitMQ it may be the first time.
    return int(queue.bind(channel).queue_declare().message_count)  # type: ignore[no-untyped-call]


@contextmanager
def _asked() -> Iterator[Any]:
    """A channel. A RabbitMQ that does not answer in time is unavailable as one that is not there."""
    try:
        with app.connection_for_read() as connection, connection.channel() as channel:
            yield channel
    except (AMQPError, OSError) as error:
        raise OperationalError(str(error)) from error


def messages(queue: str) -> Iterator[Waiting]:
    """What waits in this queue, the oldest first; what comes or goes meanwhile may be missed. Raises BrokerError."""
    app.loader.import_default_modules()
    with _redis() as (redis, channel):
        for key in _keys(channel, queue):
            # Whatever else has this name keeps its messages from being read.
            if redis.type(key) not in (LIST, NOTHING):
                yield Waiting(readable=False)
                continue
            for end in range(redis.llen(key), 0, -CHUNK):
                yield from map(_waiting, reversed(redis.lrange(key, max(0, end - CHUNK), end - 1)))


def count(queue: str) -> int:
    """How many messages wait in this queue. Raises BrokerError."""
    if not can_be_read():
        with _rabbitmq() as channel:
            return _depth(_queues()[queue], channel)
    with _redis() as (redis, channel):
        return sum(_length(redis, key) for key in _keys(channel, queue))


def unacknowledged() -> tuple[int, float]:
    """How many messages workers have and have not finished, and for how many seconds the oldest. Raises BrokerError."""
    with _redis() as (redis, channel):
        oldest = redis.zrange(channel.global_keyprefix + channel.unacked_index_key, 0, 0, withscores=True)
        kept = redis.hlen(channel.global_keyprefix + channel.unacked_key)
        return kept, max(0.0, now_ms() / 1000 - float(oldest[0][1])) if oldest else 0.0


def empty(queue: str) -> int:
    """Remove what waits in this queue; returns how many messages that were. Raises BrokerError."""
    if not can_be_read():
        with _rabbitmq() as channel:
            _depth(_queues()[queue], channel)
            return int(channel.queue_purge(queue))
    with _redis() as (redis, channel):
        keys = _keys(channel, queue)
        removed = sum(_length(redis, key) for key in keys)
        redis.unlink(*keys)
        return removed


def empty_unacknowledged() -> int:
    """Forget what workers have and have not finished; returns how many messages that were. Raises BrokerError."""
    with _redis() as (redis, channel):
        removed = int(redis.hlen(channel.global_keyprefix + channel.unacked_key))
        redis.unlink(*(channel.global_keyprefix + key for key in (channel.unacked_key, channel.unacked_index_key)))
        return removed


@contextmanager
def _rabbitmq() -> Iterator[Any]:
    try:
        with _asked() as channel:
            yield channel
    except OperationalError as error:
        raise BrokerError(f"The broker cannot be asked ({error}).") from None


@contextmanager
def _redis() -> Iterator[tuple[Redis, Any]]:
    try:
        with app.connection_for_read() as connection:
            if connection.transport.driver_type != "redis":
                raise BrokerError(
                    "Only a broker in Redis can be looked into. RabbitMQ has its own tools: rabbitmqctl list_queues, "
                    "rabbitmqadmin get, and its management page."
                )
            connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
            with connection.channel() as channel:
                yield Redis(connection_pool=channel.pool), channel
    except (OperationalError, RedisError, OSError) as error:
        raise BrokerError(f"The broker cannot be read ({type(error).__name__}: {error}).") from None


def _keys(channel: Any, queue: str) -> list[str]:
    """A queue is a list for each priority."""
    return [channel.global_keyprefix + channel._q_for_pri(queue, step) for step in channel.priority_steps]


def _length(redis: Redis, key: str) -> int:
    kind = redis.type(key)
    return int(redis.llen(key)) if kind == LIST else int(kind != NOTHING)


def _waiting(raw: bytes | str) -> Waiting:
    try:
        body = opened(raw)
        headers = json.loads(raw)["headers"]
        check_task(headers, body, app.tasks)
    except GarbageError:
        return Waiting(readable=False)
    return Waiting(True, headers["id"], headers["task"], next(iter(body[0]), ""), headers.get("sent_ms"))
