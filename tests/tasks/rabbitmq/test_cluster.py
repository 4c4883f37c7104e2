"""Three nodes of RabbitMQ: one that dies or hangs under load costs neither a write nor a request its time."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.platform.settings import Settings
from core.servers.health import address, states
from core.servers.mongo import collection
from core.writes import backlog
from deploy.local.repeating import again_and_again
from tests.support.brokers import for_rabbitmq
from tests.support.failovers import start_rabbits
from tests.support.processes import Processes, environment
from tests.support.servers import ServerAddresses
from tests.support.waiting import eventually
from tests.system.test_end_to_end import Caller

pytestmark = for_rabbitmq
POST = {"title": "A title", "content": "Some content"}
EVERY_S = 0.05
NODES = ("broker-0", "broker-1", "broker-2")


@pytest.fixture(scope="module")
def cluster(servers: ServerAddresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerAddresses]:
    """Three nodes beside the other servers."""
    started = replace(servers, servers={}, processes={})
    try:
        assert start_rabbits(started, tmp_path_factory.mktemp("cluster")) == list(NODES)
        yield started
    finally:
        started.stop()


@pytest.fixture
def processes(
    system: Settings, configure: Callable[..., Settings], cluster: ServerAddresses, tmp_path: Path
) -> Iterator[Processes]:
    """The processes of a test, with the three nodes as their broker."""
    with cluster.started_again(*NODES):
        chosen = configure(broker_url=cluster.broker_url)
        started = Processes(environment(chosen) | {"LOG_LEVEL": "INFO"}, tmp_path / "log")
        yield started
        started.stop()
        for name in NODES:
            if cluster.processes[name].poll() is None:
                cluster.resume(name)


class Load:
    """Posts, twenty in a second; what was answered."""

    def __init__(self, ada: Caller) -> None:
        self.ada, self.ids, self.slowest_s = ada, list[str](), 0.0

    def post(self) -> None:
        """One more."""
        answer = self.ada.send("POST", "/posts", POST)
        assert answer.status_code == 202, answer.text
        self.ids.append(answer.json()["resource"]["id"])
        self.slowest_s = max(self.slowest_s, answer.elapsed.total_seconds())

    def has(self, count: int) -> Callable[[], bool]:
        """Whether it has made so many."""
        return lambda: len(self.ids) >= count


@pytest.mark.parametrize("how", ["killed", "hangs"])
def test_a_node_that_is_gone_under_load_loses_and_doubles_nothing(
    processes: Processes, cluster: ServerAddresses, how: str
) -> None:
    ada = Caller(processes.start_api())
    for _ in range(2):
        processes.start_worker()
    processes.start_beat()
    load = Load(ada)
    load.post()
    eventually(lambda: backlog.totals()["applied"] == 1)
    with again_and_again(load.post, EVERY_S):
        eventually(load.has(60))
        # The first one of the address: all that began now is connected with it.
        (cluster.kill if how == "killed" else cluster.pause)(NODES[0])
        eventually(load.has(200), 120)
    eventually(lambda: backlog.totals()["pending"] == 0, 120)
    assert (backlog.totals()["dead"], backlog.totals()["rejected"]) == (0, 0)
    assert sorted(post["_id"] for post in collection("posts").find({}, {"_id": 1})) == sorted(load.ids)
    assert load.slowest_s < 2


def test_the_address_of_several_nodes_is_shown_without_passwords_and_one_that_answers_is_enough(
    configure: Callable[..., Settings], cluster: ServerAddresses
) -> None:
    nowhere = "amqp://guest:hidden@127.0.0.1:1//"
    configure(broker_url=f"{nowhere};{cluster.broker_url}")
    assert address("broker").startswith("amqp://127.0.0.1:1//;amqp://127.0.0.1:")
    assert "hidden" not in address("broker") and "guest" not in address("broker")
    assert states()["broker"]
    configure(broker_url=f"{nowhere};{nowhere}")
    assert not states()["broker"]
