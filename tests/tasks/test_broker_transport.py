"""Garbage at the transport: a channel delivers a message or nothing, and counts what was none."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from core.platform.metrics import GARBAGE
from core.platform.settings import Settings
from tasks.app import app as celery
from tests.support.brokers import for_redis
from tests.support.clients.broker_garbage import BINDING, SECRET, message

pytestmark = for_redis


def connection(system: Settings) -> Any:
    return celery.connection_for_read(transport_options={"global_keyprefix": system.key_prefix})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
PATHS = [
    "body",
    "headers",
    "properties",
    "content-type",
    "content-encoding",
    "headers.task",
    "headers.id",
    "headers.eta",
]
PATHS += ["properties.delivery_tag", "properties.delivery_info", "properties.body_encoding", "properties.priority"]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    raw=st.binary(max_size=60)
    | JSON.map(lambda each: json.dumps(each).encode())
    | st.tuples(st.sampled_from(PATHS), JSON).map(lambda change: json.dumps(message(**{change[0]: change[1]})).encode())
)
def test_d4_the_channel_delivers_a_message_or_nothing_and_puts_back_a_message_or_nothing(
    system: Settings, broker: Redis, raw: bytes
) -> None:
    prefix = system.key_prefix
    broker.delete(f"{prefix}posts", f"{prefix}unacked", f"{prefix}unacked_index")
    with connection(system) as connected, connected.channel() as channel:
        broker.sadd(f"{prefix}_kombu.binding.posts", BINDING)
        broker.lpush(f"{prefix}posts", raw)
        got = channel.basic_get("posts")
        if got is not None:
            assert got.delivery_tag and isinstance(got.headers, dict)
            got.decode()
            got.requeue()
            assert channel.basic_get("posts").delivery_tag == got.delivery_tag
        broker.hset(f"{prefix}unacked", "tag", b"[" + raw + b', "posts", "posts"]')
        channel.qos.restore_by_tag("tag")
        assert broker.hlen(f"{prefix}unacked") == int(got is not None)


def test_garbage_is_counted_once_under_the_name_of_a_queue(system: Settings, broker: Redis) -> None:
    def total(queue: str) -> float:
        return GARBAGE.labels(queue)._value.get()  # type: ignore[attr-defined, no-any-return]

    before = total("cache"), total("other")
    broker.lpush(f"{system.key_prefix}cache", b"not json")
    broker.lpush(f"{system.key_prefix}{SECRET}", b"not json")
    with connection(system) as connected, connected.channel() as channel:
        assert channel.basic_get("cache") is None and channel.basic_get(SECRET) is None
    assert (total("cache"), total("other")) == (before[0] + 1, before[1] + 1)


@pytest.mark.usefixtures("system")
def test_another_broker_has_its_own_transport() -> None:
    from kombu import Connection  # type: ignore[attr-defined]

    from tasks.broker import amqp, transport

    assert Connection("redis://127.0.0.1:1/1").get_transport_cls() is transport.Transport
    assert Connection("amqps://127.0.0.1:1//").get_transport_cls() is amqp.Transport
