"""Garbage in the broker, put there by a plain Redis client: it is counted and gone, and harms no worker."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from core.platform.settings import Settings
from core.servers.redis import journal as store
from core.writes import journal
from core.writes.kinds import QUEUES
from deploy.local.ports import free_port
from tests.support.brokers import for_redis
from tests.support.clients.broker_garbage import (
    BINDING,
    GARBAGE_TABLE,
    NO_JSON,
    NO_MESSAGE,
    SECRET,
    WRONG_COMMANDS,
    message,
    wake_up,
)
from tests.support.journal_writes import ADA, insert_user, new_post
from tests.support.processes import BIN, ROOT, Processes, answers
from tests.support.scrapes import value
from tests.support.waiting import eventually

pytestmark = for_redis
# How kombu names the lists of a queue's other priorities.
STEPS = ("\x06\x163", "\x06\x166", "\x06\x169")


@pytest.fixture
def metrics_port() -> int:
    return free_port()


@pytest.fixture
def counted(metrics_port: int) -> Callable[..., float]:
    """`counted(queue="posts")`: the garbage that the worker has counted."""
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


def send(broker: Redis, system: Settings) -> None:
    """Wake a worker up; by hand, because this process's Celery has the prefix of its first test."""
    broker.lpush(f"{system.key_prefix}posts", json.dumps(wake_up()))


def a_post_is_applied(broker: Redis, system: Settings) -> None:
    write = new_post("After the garbage")
    send(broker, system)
    eventually(lambda: is_applied(write.id))


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
        keys = [f"{system.key_prefix}{queue}{step}" for step in ("", *STEPS)]
        broker.lpush(keys[0], *GARBAGE_TABLE)
        for name in keys[1:]:
            broker.lpush(name, *GARBAGE_TABLE[::3])
        # The broker's memory does not take that of all queues at once.
        eventually(lambda own=keys: not any(broker.llen(name) for name in own), 90)  # type: ignore[misc]
    each = len(GARBAGE_TABLE) + len(GARBAGE_TABLE[::7]) + len(STEPS) * len(GARBAGE_TABLE[::3])
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
    bad_kept = [*GARBAGE_TABLE[:40], b"[]", b"[1, 2, 3]", json.dumps([message(), 1, "posts"]).encode()]
    for number, garbage in enumerate(bad_kept):
        broker.hset(f"{prefix}unacked", f"tag-{number}", garbage)
        broker.zadd(f"{prefix}unacked_index", {f"tag-{number}": 1})
    write = new_post("Was with a worker that died")
    broker.hset(f"{prefix}unacked", "good", json.dumps([wake_up(), "posts", "posts"]))
    broker.zadd(f"{prefix}unacked_index", {"good": 2})
    broker.sadd(f"{prefix}_kombu.binding.posts", BINDING, b"no row", b"\xff", b"a\x06\x16b\x06\x16c\x06\x16d")
    worker = start_worker(processes, tmp_path, metrics_port)
    eventually(lambda: is_applied(write.id))
    eventually(lambda: broker.zcard(f"{prefix}unacked_index") == 0 == broker.hlen(f"{prefix}unacked"))
    assert counted(queue="unacknowledged") == len(bad_kept)
    broadcast = [
        *(message(call=body) for body in WRONG_COMMANDS),
        message(call={"method": "ping"}, **{"headers.clock": "x"}),
    ]
    topic = f"{prefix}/0.celery.pidbox"
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
    processes.start("celery", "-A", "workers.main", "worker", "-Q", "posts", "-c", "1", "-n", "seen@%h", "-E")
    a_post_is_applied(broker, system)
    awaited = ("heartbeat", "task received", "task started", "task succeeded")
    eventually(lambda: all(event in processes.printed().lower() for event in awaited))
    assert "broker_garbage" not in processes.printed()


def test_d4_and_security_a30_a_running_task_goes_on_beside_garbage(
    processes: Processes, system: Settings, broker: Redis, tmp_path: Path, metrics_port: int
) -> None:
    insert_user(ADA)
    worker = start_worker(processes, tmp_path, metrics_port)
    writes = [new_post(f"Post {n}") for n in range(40)]
    for _ in writes:
        broker.lpush(f"{system.key_prefix}posts", b"{}", b"not json")
        send(broker, system)
        broker.lpush(f"{system.key_prefix}events", json.dumps(NO_MESSAGE[0]))
    eventually(lambda: all(is_applied(write.id) for write in writes))
    assert {journal.get(write.id).attempts for write in writes} == {1}
    assert worker.poll() is None and store().ping()
