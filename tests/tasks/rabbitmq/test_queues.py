"""The queues of RabbitMQ: what they are, what becomes of a message that nobody finishes, and what operators see."""

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from amqp.exceptions import PreconditionFailed
from kombu.entity import Queue

from core.platform.settings import Settings
from core.writes.kinds import QUEUES
from tasks import enqueue
from tasks.app import app as celery
from tasks.broker import queues
from tasks.broker.rabbitmq import DEAD_LETTERS, REDELIVERIES_MAX, dead_letters
from tasks.enqueue import wake
from tests.support.brokers import for_rabbitmq
from tests.support.processes import BIN, ROOT, environment
from tests.support.scrapes import value
from tests.support.waiting import eventually

pytestmark = [for_rabbitmq, pytest.mark.usefixtures("system")]


def died(channel: Any) -> None:
    """Have a message delivered as often as it may be, and given back each time."""
    assert wake("posts")
    for _ in range(REDELIVERIES_MAX + 1):
        taken = eventually(lambda: channel.basic_get("posts"))
        channel.basic_reject(taken.delivery_tag, requeue=True)


@pytest.mark.parametrize("name", [*QUEUES, DEAD_LETTERS])
def test_each_queue_is_a_quorum_queue(name: str, channel: Any) -> None:
    queues.backlogs()
    known: Any = dead_letters() if name == DEAD_LETTERS else celery.amqp.queues[name]
    classic = known.queue_arguments | {"x-queue-type": "classic"}
    with pytest.raises(PreconditionFailed, match="x-queue-type"):
        Queue(name, queue_arguments=classic)(channel).queue_declare()


def test_a_message_waits_once_its_publisher_knows_of_it() -> None:
    assert wake("posts")
    assert queues.backlogs()["posts"] == 1 == queues.count("posts")
    assert queues.empty("posts") == 1 and queues.count("posts") == 0


def test_a_message_that_is_not_confirmed_was_not_sent(paused: Callable[[str], None]) -> None:
    assert wake("posts")
    paused("broker")
    # It takes what is written to it, and says nothing.
    assert not wake("posts")
    assert enqueue.breaker.is_open


def test_what_is_given_back_too_often_is_a_dead_letter(channel: Any) -> None:
    died(channel)
    eventually(lambda: queues.count(DEAD_LETTERS) == 1)
    assert queues.count("posts") == 0
    dead = channel.basic_get(DEAD_LETTERS, no_ack=True)
    (death,) = dead.headers["x-death"]
    assert (death["queue"], death["reason"]) == ("posts", "delivery_limit")
    assert dead.headers["task"] == "tasks.writes.apply_writes"


def test_prometheus_is_told_of_dead_letters(channel: Any, scrape: Callable[[], str]) -> None:
    assert value(scrape(), "social_broker_dead_letters") == 0
    died(channel)
    eventually(lambda: value(scrape(), "social_broker_dead_letters") == 1)
    assert 'queue="dead-letters"' not in scrape()


def admin(system: Settings, *words: str) -> "subprocess.CompletedProcess[str]":
    line = [str(BIN / "flask"), "--app", "web.app:create_app", "admin", "broker", *words]
    return subprocess.run(line, cwd=ROOT, env=environment(system), capture_output=True, text=True, check=False)


def test_operators_count_and_empty_queues_and_are_told_who_can_look_into_them(system: Settings, channel: Any) -> None:
    died(channel)
    assert wake("posts") and wake("posts")
    eventually(lambda: queues.count(DEAD_LETTERS) == 1)
    shown = admin(system, "show", "--json")
    counts = {row["queue"]: row["messages"] for row in map(json.loads, shown.stdout.splitlines())}
    assert counts == dict.fromkeys(QUEUES, 0) | {"posts": 2, DEAD_LETTERS: 1}
    assert "rabbitmqctl" in shown.stderr
    looked = admin(system, "look", "posts")
    assert looked.returncode == 1 and "rabbitmqctl list_queues" in looked.stderr
    assert admin(system, "empty", DEAD_LETTERS, "--yes").stdout == "dead-letters: 1 messages removed\n"
    assert admin(system, "empty", "--all", "--yes").stdout.splitlines()[0] == "posts: 2 messages removed"
    assert queues.count("posts") == 0
