"""Garbage in RabbitMQ, put there by a plain client: counted, kept among the dead letters, and no harm to any worker."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from amqp import Message

from core.writes import journal
from core.writes.kinds import QUEUES
from deploy.local.ports import free_port
from tasks.broker import queues
from tasks.broker.rabbitmq import DEAD_LETTERS
from tasks.enqueue import wake
from tests.support.brokers import for_rabbitmq
from tests.support.clients.amqp_garbage import JSON, send, table
from tests.support.clients.broker_garbage import NO_JSON, SECRET, WRONG_COMMANDS
from tests.support.journal_writes import ADA, insert_user, new_post
from tests.support.processes import BIN, ROOT, Processes, answers
from tests.support.scrapes import value
from tests.support.waiting import eventually

pytestmark = for_rabbitmq


@pytest.fixture
def metrics_port() -> int:
    return free_port()


@pytest.fixture
def counted(metrics_port: int) -> Callable[[str], float]:
    """`counted("posts")`: the garbage that the worker has counted there."""
    url = f"http://127.0.0.1:{metrics_port}/metrics"
    return lambda queue: value(requests.get(url, timeout=5).text, "social_broker_garbage_total", queue=queue)


@pytest.fixture
def worker(processes: Processes, tmp_path: Path, metrics_port: int) -> "subprocess.Popen[bytes]":
    insert_user(ADA)
    folder = str(tmp_path / "metrics")
    started = processes.start_worker(METRICS_PORT=str(metrics_port), PROMETHEUS_MULTIPROC_DIR=folder)
    eventually(lambda: answers(f"http://127.0.0.1:{metrics_port}", "/metrics"))
    return started


def a_post_is_applied() -> None:
    write = new_post("After the garbage")
    assert wake("posts")
    eventually(lambda: journal.get(write.id).state == "applied")


def errors(processes: Processes) -> list[str]:
    """What they have logged that an operator would have to look at."""
    lines = [json.loads(line) for line in processes.printed().splitlines() if line.startswith("{")]
    return [line for line in lines if line.get("level") in ("error", "critical")]


def test_garbage_in_every_queue_ends_among_the_dead_letters_and_harms_no_worker(
    worker: "subprocess.Popen[bytes]", processes: Processes, channel: Any, counted: Callable[[str], float]
) -> None:
    sent = {send(channel, "", queue, table()) for queue in QUEUES}
    (each,) = sent
    assert each > 80
    eventually(lambda: {counted(queue) for queue in QUEUES} == sent)
    a_post_is_applied()
    eventually(lambda: queues.count(DEAD_LETTERS) == each * len(QUEUES))
    assert not any(queues.count(queue) for queue in QUEUES)
    assert worker.poll() is None and not errors(processes)
    log = processes.printed()
    assert SECRET not in log and "xxxx" not in log and "Traceback" not in log
    assert "Connection to broker lost" not in log


def test_garbage_among_commands_and_signs_of_life_harms_no_worker_and_nobody_who_watches(
    worker: "subprocess.Popen[bytes]", processes: Processes, channel: Any, counted: Callable[[str], float]
) -> None:
    watcher = processes.start("celery", "-A", "workers.main", "events", "--dump")
    eventually(lambda: "heartbeat" in processes.printed().lower())
    commands = [Message(json.dumps(body), **JSON) for body in WRONG_COMMANDS]
    commands += [Message(raw, **JSON) for raw in NO_JSON]
    commands += [Message(b'{"method": "ping"}', **JSON, application_headers={"clock": SECRET})]
    commands += [Message(b"cos\nsystem\n", content_type="application/x-python-serialize", content_encoding="binary")]
    sent = send(channel, "celery.pidbox", "", iter(commands))
    eventually(lambda: counted("commands") == sent)
    signs = [Message(json.dumps(body), **JSON) for body in ({}, 1, None, [1], {"type": SECRET}, [{"type": [], "x": 1}])]
    signs += [Message(raw, **JSON) for raw in NO_JSON]
    sent = send(channel, "celeryev", "worker.heartbeat", iter(signs))
    eventually(lambda: processes.printed().count("worker_events") == sent)
    ping = [str(BIN / "celery"), "-A", "workers.main", "inspect", "ping", "--timeout", "10"]
    subprocess.run(ping, cwd=ROOT, env=processes.env, check=True, capture_output=True)
    a_post_is_applied()
    eventually(lambda: "task succeeded" in processes.printed().lower())
    assert worker.poll() is None and watcher.poll() is None and not errors(processes)
    assert SECRET not in processes.printed() and "Traceback" not in processes.printed()
