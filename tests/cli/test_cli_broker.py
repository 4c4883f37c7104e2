"""`flask admin broker`: what waits in the queues, told and emptied while no worker, no API and no MongoDB runs."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from core.platform.settings import Settings
from core.writes import journal
from core.writes.kinds import QUEUES
from deploy.local.lifetimes import die_at_once_with_parent
from deploy.local.ports import free_port
from deploy.local.waiting import redis_answers
from tests.support.brokers import for_redis
from tests.support.clients.broker_garbage import APPLY_WRITES, GARBAGE_TABLE, SECRET, message, wake_up
from tests.support.journal_writes import ADA, insert_user, new_post
from tests.support.processes import BIN, ROOT, environment
from tests.support.waiting import eventually

pytestmark = for_redis
NONE = dict.fromkeys((*QUEUES, "unacknowledged"), 0)
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def broker(system: Settings) -> Iterator[Redis]:
    with Redis.from_url(system.broker_url) as client:
        yield client


def admin(env: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    line = [str(BIN / "flask"), "--app", "web.app:create_app", "admin", "broker", *words]
    return subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def run(system: Settings) -> Run:
    """The command in a process of its own, for which only the broker is there."""
    nowhere = {
        "MONGO_URL": "mongodb://127.0.0.1:1/?replicaSet=rs0",
        "JOURNAL_URL": "redis://127.0.0.1:1/0",
        "CACHE_URL": "redis://127.0.0.1:1/0",
        "MQTT_PORT": "1",
    }
    return lambda *words: admin(environment(system) | nowhere, *words)


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_o5_the_queues_are_told_and_emptied_with_only_the_broker_running(
    run: Run, broker: Redis, system: Settings
) -> None:
    insert_user(ADA)
    prefix = system.key_prefix
    old, new = new_post("Old"), new_post("New")
    sent = wake_up()
    sent["headers"]["sent_ms"] = 1_700_000_000_000
    broker.lpush(f"{prefix}posts", json.dumps(sent), json.dumps(message(args=("feed:all",))))
    broker.lpush(f"{prefix}posts", *GARBAGE_TABLE[:30])
    broker.lpush(f"{prefix}events\x06\x166", "not json")
    broker.set(f"{prefix}cache", "not even a list")
    broker.hset(f"{prefix}unacked", "tag", "x")
    broker.zadd(f"{prefix}unacked_index", {"tag": 1_000_000_000})
    shown = {row["queue"]: row for row in rows(run("show", "--json").stdout)}
    assert set(shown) == {*QUEUES, "unacknowledged"}
    assert {name: row["messages"] for name, row in shown.items()} == {
        **NONE, "posts": 32, "events": 1, "cache": 1, "unacknowledged": 1,
    }  # fmt: skip
    assert {name: row.get("readable") for name, row in shown.items() if name in QUEUES} == {
        **dict.fromkeys(QUEUES, 0), "posts": 2,
    }  # fmt: skip
    assert shown["posts"]["oldest"].startswith("20") and shown["events"]["oldest"] == "-"
    assert shown["unacknowledged"]["oldest_s"] > 1_000_000
    looked = run("look", "posts", "--limit", "5", "--json")
    assert [each["about"] for each in rows(looked.stdout)] == ["posts", "feed:all", None, None, None]
    assert rows(looked.stdout)[0]["task"] == APPLY_WRITES and rows(looked.stdout)[0]["at"].startswith(
        "2023-11-14T22:13:20"
    )
    assert SECRET not in looked.stdout + looked.stderr + run("look", "posts").stdout
    assert rows(run("empty", "posts", "--yes", "--json").stdout) == [{"queue": "posts", "removed": 32}]
    assert broker.llen(f"{prefix}posts") == 0 and broker.exists(f"{prefix}cache")
    emptied = run("empty", "--all", "--yes", "--json")
    assert {row["queue"]: row["removed"] for row in rows(emptied.stdout)} == {
        **NONE, "events": 1, "cache": 1, "unacknowledged": 1,
    }  # fmt: skip
    assert not [key for key in broker.keys(f"{prefix}*") if b"_kombu" not in key]
    # What was accepted is still there.
    assert {journal.get(write.id).state for write in (old, new)} == {"accepted"}


def test_o5_a_long_queue_is_read_to_its_end_the_oldest_first(run: Run, broker: Redis, system: Settings) -> None:
    many = [json.dumps(message(**{"headers.id": f"message-{n}"})) for n in range(1203)]
    broker.lpush(f"{system.key_prefix}maintenance", *many)
    looked = rows(run("look", "maintenance", "--limit", "1300", "--json").stdout)
    assert [each["id"] for each in looked] == [f"message-{n}" for n in range(1203)]


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (("look", "nonsense"), 2, "posts, comments, people, conversations, pictures, cache, events, maintenance"),
        (("empty", "--yes"), 2, "Name a queue, or say --all."),
        (("empty", "posts", "--all", "--yes"), 2, "Name a queue, or say --all."),
        (("look", "posts", "--limit", "0"), 2, "--limit"),
        (("empty", "posts"), 1, "Remove these messages?"),
    ],
)
def test_o5_wrong_words_are_answered_with_what_is_right(
    run: Run, words: tuple[str, ...], status: int, says: str
) -> None:
    answer = run(*words)
    assert answer.returncode == status and says in answer.stdout + answer.stderr
    assert "Traceback" not in answer.stderr


def test_o5_the_help_says_that_nothing_accepted_is_lost(run: Run) -> None:
    assert "Nothing that was accepted is lost" in run("empty", "--help").stdout


@pytest.mark.parametrize("words", [("show",), ("look", "posts"), ("empty", "--all", "--yes")])
def test_o5_a_broker_that_is_unavailable_is_one_line(system: Settings, words: tuple[str, ...]) -> None:
    nowhere = dict.fromkeys(("BROKER_URL", "JOURNAL_URL", "CACHE_URL"), "redis://127.0.0.1:1/1")
    answer = admin(environment(system) | nowhere, *words)
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1 and answer.stderr.startswith("Error: The broker cannot be read")


def test_o5_another_broker_says_that_it_cannot_be_looked_into(system: Settings) -> None:
    env = environment(system) | {"BROKER_URL": "amqp://127.0.0.1:1//"}
    answers = {word: admin(env, *word.split()) for word in ("look posts", "show", "empty posts --yes")}
    assert {each.returncode for each in answers.values()} == {1}
    assert "Only a broker in Redis" in answers.pop("look posts").stderr
    assert all(each.stderr.startswith("Error: The broker cannot be asked (") for each in answers.values())


def test_o5_the_journal_can_be_started_alone_with_the_settings_of_the_folder(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / ".local").mkdir()
    (tmp_path / ".local/env").write_text(f"JOURNAL_PORT={port}\nDATA_PASSWORD=secret\n")
    env = {name: value for name, value in os.environ.items() if name not in ("JOURNAL_PORT", "DATA_PASSWORD")}
    server = subprocess.Popen(
        [sys.executable, "-m", "deploy.local.servers", "journal"],
        cwd=tmp_path,
        env=env | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        preexec_fn=die_at_once_with_parent,
    )
    eventually(lambda: redis_answers(port, "secret"))
    assert (tmp_path / ".local/data/journal/appendonlydir").is_dir()
    server.terminate()
    assert server.wait(20) == 0
