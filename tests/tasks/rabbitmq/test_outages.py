"""Workers that die, and a RabbitMQ that hangs or is started again: nothing is lost, and no request waits for it."""

import time
from collections.abc import Callable

import pytest
from amqp.exceptions import MessageNacked
from kombu.entity import Queue

from core.writes import backlog, journal
from tasks import enqueue
from tasks.app import app as celery
from tasks.broker import queues
from tasks.enqueue import wake
from tests.support.brokers import for_rabbitmq
from tests.support.faults import are_applied, stored_once
from tests.support.journal_writes import ADA, insert_user, new_post
from tests.support.processes import Processes, kill
from tests.support.servers import ServerAddresses
from tests.support.waiting import eventually
from tests.system.test_end_to_end import Caller

pytestmark = for_rabbitmq
POST = {"title": "A title", "content": "Some content"}


def test_the_message_of_a_worker_that_was_killed_is_there_again(processes: Processes) -> None:
    insert_user(ADA)
    new_post("Hang")
    worker = processes.start_worker("tests.support.workers.harmed_worker")
    assert wake("posts")
    eventually(lambda: backlog.listed("pending")[0].attempts == 1 and queues.count("posts") == 0)
    kill(worker)
    # The sweeper may have sent another one meanwhile.
    eventually(lambda: queues.count("posts") >= 1)


def test_a_broker_that_hangs_holds_up_no_request(
    processes: Processes, paused: Callable[[str], None], servers: ServerAddresses
) -> None:
    ada = Caller(processes.start_api())

    def seconds_to_post() -> float:
        began = time.monotonic()
        assert ada.send("POST", "/posts", POST).status_code == 202
        return time.monotonic() - began

    worker = processes.start_worker()
    seconds_to_post()
    eventually(lambda: backlog.totals()["applied"] == 1)
    # Nobody is awake then, and its connection is there.
    worker.terminate()
    worker.wait(30)
    paused("broker")
    answers = [seconds_to_post() for _ in range(10)]
    # The first one waits for the hint a little, and one for each pause of the breaker after it.
    assert max(answers) < 2 and sum(each > 0.25 for each in answers) <= 3
    assert '"event":"broker_unavailable"' in processes.printed()
    servers.resume("broker")
    processes.start_worker()
    eventually(lambda: backlog.totals()["applied"] == 11)


@pytest.mark.usefixtures("system")
def test_a_publisher_whose_connection_ended_meanwhile_makes_another_one(servers: ServerAddresses) -> None:
    assert wake("posts")
    servers.kill("broker")
    assert not wake("posts")
    servers.start("broker")
    enqueue.breaker.succeeded()
    eventually(lambda: wake("posts"))
    servers.restart("broker")
    assert wake("posts")


@pytest.mark.usefixtures("system")
def test_a_connection_through_which_a_message_was_refused_is_not_used_again() -> None:
    takes_nothing = {"x-max-length": 0, "x-overflow": "reject-publish"}
    with celery.connection_for_write() as connection:
        full = Queue("full", queue_arguments=takes_nothing, auto_delete=True)(connection.default_channel)
        full.declare()
        with pytest.raises(MessageNacked):
            connection.Producer().publish("one too many", exchange="", routing_key="full")
        assert not connection.connected
        full.revive(connection.default_channel)
        assert connection.connected
        full.delete()


def test_workers_and_beat_go_on_with_a_rabbitmq_that_was_killed_and_started_again(
    processes: Processes, servers: ServerAddresses
) -> None:
    insert_user(ADA)
    processes.start_worker()
    processes.start_beat()
    writes = [new_post("Before")]
    eventually(lambda: are_applied(writes))
    servers.kill("broker")
    writes += [new_post("Meanwhile")]
    servers.start("broker")
    # No message is sent for it: beat has it looked for.
    eventually(lambda: are_applied(writes), 120)
    assert stored_once(writes)
    assert {journal.get(write.id).attempts for write in writes} == {1}
