"""Garbage in the broker, put there by a plain Redis client: it is counted and gone, and harms no worker."""

import base64
import json
import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from core.platform.metrics import GARBAGE
from core.platform.settings import Settings
from core.servers.redis import journal as store
from core.writes import journal
from deploy.local.ports import free_port
from tasks.app import app as celery
from tests.support.journal_writes import ADA, insert_user, new_post
from tests.support.processes import BIN, ROOT, Processes, answers, environment
from tests.support.waiting import eventually
from tests.web.test_metrics import value

# ruff: noqa: E501 - a table is read in rows
QUEUES = ("writes", "cache", "events", "maintenance")
SECRET = "somebodys-secret"
# How a queue is bound to its exchange: routing key, pattern, queue.
BINDING = b"writes\x06\x16\x06\x16writes"
FILL_FEED = "tasks.feeds.fill_feed"
APPLY_WRITES = "tasks.writes.apply_writes"
ID = "comments:6743a1f09c1e4b0012d3a4b5"


def message(
    *, args: Any = (ID,), kwargs: Any = None, embed: Any = None, call: Any = ..., **changes: Any
) -> dict[str, Any]:
    """A good call of a task, with changes: `headers.task`, `properties.delivery_tag`, `content-type` and so on."""
    usual = [list(args) if isinstance(args, tuple) else args, {} if kwargs is None else kwargs, embed or {}]
    whole = base64.b64encode(json.dumps(usual if call is ... else call).encode()).decode()
    made: dict[str, Any] = {
        "body": whole,
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": {"lang": "py", "task": FILL_FEED, "id": str(uuid.uuid4()), "retries": 0},
        "properties": {
            "delivery_tag": str(uuid.uuid4()),
            "body_encoding": "base64",
            "delivery_info": {"exchange": "writes", "routing_key": "writes"},
            "priority": 0,
        },
    }
    for path, changed in changes.items():
        *folders, name = path.split(".")
        part = made
        for folder in folders:
            part = part[folder]
        part[name] = changed
    return made


def without(path: str) -> dict[str, Any]:
    made = message()
    *folders, name = path.split(".")
    part = made
    for folder in folders:
        part = part[folder]
    del part[name]
    return made


NO_JSON = [
    b"not json", b"", b"\x00", b"\xff\xfe\x80", b"{", b"[" * 100_000, b"NaN", b"1" * 5000, b'{"__type__": "no", "__value__": 1}',
    b'{"__type__": "uuid", "__value__": {"x": 1}}', b'{"__type__": "bytes", "__value__": 1}', b'"\\ud800"',
]  # fmt: skip
NO_MESSAGE: list[Any] = [
    {}, [], None, True, 1, -1.5, SECRET, [SECRET], [[]], {"properties": {}}, {"properties": None}, {"body": SECRET},
    *(without(path) for path in (
        "body", "headers", "properties", "content-type", "content-encoding", "headers.task", "headers.id",
        "properties.delivery_tag", "properties.delivery_info", "properties.body_encoding",
        "properties.delivery_info.exchange", "properties.delivery_info.routing_key",
    )),
    *(message(**{path: wrong})
      for path in ("body", "headers", "properties", "content-type", "content-encoding", "headers.task", "headers.id",
                   "properties.delivery_tag", "properties.delivery_info", "properties.body_encoding",
                   "properties.delivery_info.exchange", "properties.delivery_info.routing_key")
      for wrong in (None, 1, [], [SECRET], {"x": SECRET}, "\ud800")),
    message(body="not base64!"), message(body=base64.b64encode(b"not json").decode()),
    message(body=base64.b64encode(b"\xff").decode()), message(body=base64.b64encode(b"[" * 90_000).decode()),
    message(**{"content-type": "application/x-python-serialize"}), message(**{"content-type": "application/x-yaml"}),
    message(**{"content-encoding": "no-such"}), message(**{"content-encoding": "binary"}),
    message(**{"properties.body_encoding": "rot13"}), message(**{"properties.priority": float("inf")}),
    message(**{"properties.delivery_tag": ""}), message(**{"headers.compression": "application/x-gzip"}),
    message(args=("x" * 2_000_000,)), message(padding="x" * 2_000_000), message(**{"headers.argsrepr": "x" * 2_000_000}),
]  # fmt: skip
NO_CALL: list[Any] = [
    *(message(**{"headers.task": name}) for name in ("no.such.task", "", "celery.chord", SECRET)),
    *(message(call=body) for body in (1, None, "text", [], {}, [[]], [[], {}], [1, 2, 3], [[], {}, {}, {}], {"args": [ID]},  # type: ignore[var-annotated]
                                      {"task": FILL_FEED, "id": "1", "args": [ID], "kwargs": {}})),
    *(message(args=args) for args in ((), (ID, ID), (1,), (None,), ({"$ne": 1},), ([ID],), (SECRET + " words",), "text", 1, None)),
    *(message(kwargs=kwargs) for kwargs in ({"write_id": ID}, {"x": SECRET}, [], "text", 1)),  # type: ignore[var-annotated]
    *(message(embed={part: [{"task": FILL_FEED}]}) for part in ("callbacks", "errbacks", "chain", "chord")),
    *(message(**{f"headers.{name}": wrong}) for name, wrong in (
        ("eta", 1), ("eta", "no time"), ("eta", "9999-99-99"), ("expires", []), ("expires", "no time"), ("retries", "x"),
        ("retries", -1), ("retries", 10**30), ("timelimit", 5), ("timelimit", [1]), ("timelimit", ["a", "b"]),
        ("shadow", {}), ("root_id", []), ("group", 1), ("stamped_headers", 1), ("get", 1), ("update", SECRET), ("clock", "x"),
        ("expires", "9999-12-31T23:59:59+99:99"), ("eta", "9999-12-31T23:59:59-23:59"),
    )),
]  # fmt: skip
GARBAGE_TABLE = [*NO_JSON, *(json.dumps(each).encode() for each in [*NO_MESSAGE, *NO_CALL])]


@pytest.fixture
def broker(system: Settings) -> Iterator[Redis]:
    """The database of the broker, through a client that adds no prefix."""
    with Redis.from_url(system.broker_url) as client:
        yield client


@pytest.fixture
def metrics_port() -> int:
    return free_port()


@pytest.fixture
def processes(system: Settings, tmp_path: Path) -> Iterator[Processes]:
    started = Processes(environment(system) | {"LOG_LEVEL": "INFO"}, tmp_path / "log")
    yield started
    started.stop()


@pytest.fixture
def counted(metrics_port: int) -> Callable[..., float]:
    """`counted(queue="writes")`: the garbage that the worker has counted."""
    import requests

    def scrape(**labels: str) -> float:
        text = requests.get(f"http://127.0.0.1:{metrics_port}/metrics", timeout=5).text
        return value(text, "social_broker_garbage_total", **labels)

    return scrape


def start_worker(processes: Processes, tmp_path: Path, port: int) -> Any:
    folder = str(tmp_path / "metrics")
    worker = processes.start_worker(METRICS_PORT=str(port), PROMETHEUS_MULTIPROC_DIR=folder)
    eventually(lambda: answers(f"http://127.0.0.1:{port}", "/metrics"))
    return worker


def is_applied(write_id: str) -> bool:
    return journal.get(write_id).state == "applied"


def wake_up() -> dict[str, Any]:
    """The message that tells a worker that writes are due."""
    return message(args=(), **{"headers.task": APPLY_WRITES})


def send(broker: Redis, system: Settings) -> None:
    """Wake a worker up; by hand, because this process's Celery has the prefix of its first test."""
    broker.lpush(f"{system.key_prefix}writes", json.dumps(wake_up()))


def a_post_is_applied(broker: Redis, system: Settings) -> None:
    write = new_post("After the garbage")
    send(broker, system)
    eventually(lambda: is_applied(write.id))


def connection(system: Settings) -> Any:
    return celery.connection_for_read(transport_options={"global_keyprefix": system.key_prefix})


def test_d4_and_fault_f30_garbage_in_every_queue_is_counted_and_dropped_and_harms_no_worker(
    processes: Processes,
    system: Settings,
    broker: Redis,
    tmp_path: Path,
    metrics_port: int,
    counted: Callable[..., float],
) -> None:
    insert_user(ADA)
    for queue in QUEUES:
        broker.rpush(f"{system.key_prefix}{queue}", *GARBAGE_TABLE[::7])
    worker = start_worker(processes, tmp_path, metrics_port)
    for queue in QUEUES:
        for step in ("", "\x06\x163", "\x06\x166", "\x06\x169"):
            broker.lpush(f"{system.key_prefix}{queue}{step}", *GARBAGE_TABLE)
    each = 4 * len(GARBAGE_TABLE) + len(GARBAGE_TABLE[::7])
    keys = [f"{system.key_prefix}{queue}" for queue in QUEUES]
    eventually(lambda: not any(broker.llen(key) for key in keys), 90)
    a_post_is_applied(broker, system)
    eventually(lambda: {counted(queue=queue) for queue in QUEUES} == {each})
    assert worker.poll() is None
    eventually(lambda: broker.hlen(f"{system.key_prefix}unacked") == 0)
    log = processes.printed()
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert sum(line.get("event") == "broker_garbage" for line in lines) == each * len(QUEUES)
    assert SECRET not in log and "xxxx" not in log and "Traceback" not in log
    assert not any(line.get("level") in ("error", "critical") for line in lines)
    assert log.count("ready.") <= 1 and "Connection to broker lost" not in log


WRONG_COMMANDS: list[Any] = [
    *({"method": "ping"} | wrong for wrong in (
        {"method": SECRET}, {"method": None}, {"method": 1}, {"arguments": [1]}, {"method": "rate_limit", "arguments": {"x": SECRET}},
        {"destination": 1}, {"reply_to": 1}, {"reply_to": {"exchange": 1}}, {"extra": 1}, {"pattern": 1})),
    [], 1, None, "text", {},
]  # fmt: skip


def test_d4_garbage_among_commands_and_events_and_what_is_not_acknowledged_harms_no_worker(
    processes: Processes,
    system: Settings,
    broker: Redis,
    tmp_path: Path,
    metrics_port: int,
    counted: Callable[..., float],
) -> None:
    insert_user(ADA)
    prefix = system.key_prefix
    bad_kept = [*GARBAGE_TABLE[:40], b"[]", b"[1, 2, 3]", json.dumps([message(), 1, "writes"]).encode()]
    for number, garbage in enumerate(bad_kept):
        broker.hset(f"{prefix}unacked", f"tag-{number}", garbage)
        broker.zadd(f"{prefix}unacked_index", {f"tag-{number}": 1})
    write = new_post("Was with a worker that died")
    broker.hset(f"{prefix}unacked", "good", json.dumps([wake_up(), "writes", "writes"]))
    broker.zadd(f"{prefix}unacked_index", {"good": 2})
    broker.sadd(f"{prefix}_kombu.binding.writes", BINDING, b"no row", b"\xff", b"a\x06\x16b\x06\x16c\x06\x16d")
    worker = start_worker(processes, tmp_path, metrics_port)
    eventually(lambda: is_applied(write.id))
    eventually(lambda: broker.zcard(f"{prefix}unacked_index") == 0 == broker.hlen(f"{prefix}unacked"))
    assert counted(queue="unacknowledged") == len(bad_kept)
    broadcast = [
        *(message(call=body) for body in WRONG_COMMANDS),
        message(call={"method": "ping"}, **{"headers.clock": "x"}),
    ]
    topic = f"{prefix}/1.celery.pidbox"
    assert broker.pubsub_numpat() >= 1
    for sent in [*NO_JSON, *(json.dumps(each).encode() for each in broadcast)]:
        broker.publish(topic, sent)
    # What is empty kombu passes over.
    eventually(lambda: counted(queue="commands") == len(NO_JSON) - 1 + len(broadcast))
    # From a process of its own: the pools of this one have the prefix of whichever test came first.
    ping = [str(BIN / "celery"), "-A", "workers.main", "inspect", "ping", "--timeout", "10"]
    subprocess.run(ping, cwd=ROOT, env=processes.env, check=True, capture_output=True)
    a_post_is_applied(broker, system)
    assert worker.poll() is None
    log = processes.printed()
    assert SECRET not in log and "Traceback" not in log and '"level":"error"' not in log


def test_every_event_of_a_worker_reaches_whoever_watches(processes: Processes, system: Settings, broker: Redis) -> None:
    insert_user(ADA)
    # Hears what Flower receives, through the same transport, and prints it.
    processes.start("celery", "-A", "workers.main", "events", "--dump")
    processes.start("celery", "-A", "workers.main", "worker", "-Q", "writes", "-c", "1", "-n", "seen@%h", "-E")
    a_post_is_applied(broker, system)
    awaited = ("heartbeat", "task received", "task started", "task succeeded")
    eventually(lambda: all(event in processes.printed().lower() for event in awaited))
    assert "broker_garbage" not in processes.printed()


def test_d4_a_running_task_goes_on_beside_garbage(
    processes: Processes, system: Settings, broker: Redis, tmp_path: Path, metrics_port: int
) -> None:
    insert_user(ADA)
    worker = start_worker(processes, tmp_path, metrics_port)
    writes = [new_post(f"Post {n}") for n in range(40)]
    for _ in writes:
        broker.lpush(f"{system.key_prefix}writes", b"{}", b"not json")
        send(broker, system)
        broker.lpush(f"{system.key_prefix}events", json.dumps(NO_MESSAGE[0]))
    eventually(lambda: all(is_applied(write.id) for write in writes))
    assert {journal.get(write.id).attempts for write in writes} == {1}
    assert worker.poll() is None and store().ping()


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
@given(raw=st.binary(max_size=60) | JSON.map(lambda each: json.dumps(each).encode()) | st.tuples(
    st.sampled_from(PATHS), JSON).map(lambda change: json.dumps(message(**{change[0]: change[1]})).encode()))  # fmt: skip
def test_d4_the_channel_delivers_a_message_or_nothing_and_puts_back_a_message_or_nothing(
    system: Settings, broker: Redis, raw: bytes
) -> None:
    prefix = system.key_prefix
    broker.delete(f"{prefix}writes", f"{prefix}unacked", f"{prefix}unacked_index")
    with connection(system) as connected, connected.channel() as channel:
        broker.sadd(f"{prefix}_kombu.binding.writes", BINDING)
        broker.lpush(f"{prefix}writes", raw)
        got = channel.basic_get("writes")
        if got is not None:
            assert got.delivery_tag and isinstance(got.headers, dict)
            got.decode()
            got.requeue()
            assert channel.basic_get("writes").delivery_tag == got.delivery_tag
        broker.hset(f"{prefix}unacked", "tag", b"[" + raw + b', "writes", "writes"]')
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

    from tasks.broker.transport import Transport

    assert Connection("redis://127.0.0.1:1/1").get_transport_cls() is Transport
    assert Connection("amqp://127.0.0.1:1//").get_transport_cls().__module__ == "kombu.transport.pyamqp"
