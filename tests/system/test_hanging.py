"""Servers that hang: their port is open and nothing comes. A request waits for one once, and then not at all."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import BlockingConnectionPool

from core.platform.ids import new_id
from core.platform.settings import Settings
from core.reads import cache
from core.servers import redis
from core.servers.health import states
from core.servers.redis import UNAVAILABLE
from core.writes import announcements, backlog, journal
from deploy.local.pausing import pause
from deploy.local.servers import HOST
from tasks import events as announcing
from tests.conftest import carry_out_pending
from tests.support.clients.live import Person
from tests.support.processes import Processes, environment
from tests.support.redis_cluster import HAS_CLUSTERS, MASTERS
from tests.support.servers import ServerAddresses
from tests.support.users import BASE, SignedIn
from tests.support.waiting import eventually

POST = {"title": "A title", "content": "Some content"}
Pause = Callable[[str], None]
# What a hanging server may cost a request is 0.3 s (cache) or 1.5 s; a busy machine may take some more. Of a cluster
# each master is waited for once.
NODES = MASTERS if HAS_CLUSTERS else 1
ONCE_S = {"cache": 1.5 * NODES, "journal": 4.0 * NODES, "mongod": 4.0, "mosquitto": 1.5}
BUSY = """
import threading
for _ in range(20):
    threading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()
print("on")
"""


def test_a_process_that_is_paused_stands_still_with_all_its_threads() -> None:
    with subprocess.Popen([sys.executable, "-uc", BUSY], stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.readline() == b"on\n"
        pause(process.pid)
        stats = [path.read_text() for path in Path(f"/proc/{process.pid}/task").glob("*/stat")]
        process.kill()
    assert len(stats) == 21 and {each.rpartition(")")[2].split()[0] for each in stats} == {"T"}


@pytest.fixture
def ada(sign_up: Callable[..., SignedIn]) -> SignedIn:
    return sign_up()


def made(ada: SignedIn) -> str:
    """The path of a post that is stored and in the cache."""
    path = ada.post("/posts", POST).get_json()["resource"]["href"].removeprefix(BASE)
    carry_out_pending()
    assert ada.get(path).status_code == 200
    return str(path)


def seconds_of(call: Callable[[], object]) -> float:
    started = time.monotonic()
    call()
    return time.monotonic() - started


# Each server in turn.


def test_fault_f17_while_the_cache_hangs_reads_come_from_mongodb_and_writes_go_on(
    ada: SignedIn, paused: Pause, servers: ServerAddresses
) -> None:
    path = made(ada)
    paused("cache")
    assert seconds_of(lambda: ada.get(path)) < ONCE_S["cache"]
    for _ in range(20):
        assert ada.get(path).status_code == ada.get("/posts").status_code == 200
    assert ada.post("/posts", POST).status_code == 202
    # No round trip was waited for again: all of that was answered in one pause of the breaker, or in few.
    assert redis.breakers(redis.cache_store())[0].is_open or seconds_of(lambda: ada.get(path)) < ONCE_S["cache"]
    servers.resume("cache")
    eventually(lambda: cache.cached([f"post:{path.rpartition('/')[2]}"]))


def test_fault_f36_while_the_journal_hangs_everything_is_refused_at_once_and_nothing_is_lost(
    ada: SignedIn, paused: Pause, servers: ServerAddresses
) -> None:
    made(ada)
    paused("journal")
    refused = []
    assert seconds_of(lambda: refused.append(ada.post("/posts", POST))) < ONCE_S["journal"]
    assert seconds_of(lambda: refused.extend(ada.post("/posts", POST) for _ in range(20))) < ONCE_S["journal"]
    assert {(each.status_code, "Retry-After" in each.headers) for each in refused} == {(503, True)}
    servers.resume("journal")
    eventually(lambda: ada.post("/posts", POST).status_code == 202)
    # Of those that were refused one may have arrived all the same; it is carried out, and all of it is counted.
    eventually(lambda: not carry_out_pending())
    totals = backlog.totals()
    assert totals["accepted"] == totals["applied"] >= 2


def test_fault_f19_while_mongodb_hangs_cached_reads_go_on_and_writes_are_accepted(
    ada: SignedIn, paused: Pause, servers: ServerAddresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(ada)
    monkeypatch.setattr("core.writes.ledger.APPLY_TIMEOUT_S", 0.5)
    paused("mongod")
    unknown = f"/posts/{new_id()}"
    assert seconds_of(lambda: ada.get(unknown)) < ONCE_S["mongod"]
    answers = [ada.get(unknown) for _ in range(20)]
    assert {each.status_code for each in answers} == {503}
    assert ada.get(path).status_code == 200
    accepted = ada.post(f"{path}/comments", {"content": "Meanwhile"})
    assert accepted.status_code == 202
    carry_out_pending()
    assert journal.get(accepted.get_json()["id"]).attempts == 0
    servers.resume("mongod")
    monkeypatch.setattr("core.writes.ledger.APPLY_TIMEOUT_S", 6.0)
    eventually(lambda: not carry_out_pending())
    assert journal.get(accepted.get_json()["id"]).state == "applied"
    assert backlog.totals()["dead"] == 0


def test_fault_f23_while_mosquitto_hangs_writes_are_applied_and_their_events_wait(
    ada: SignedIn, paused: Pause, servers: ServerAddresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.servers.mqtt.CONFIRM_S", 0.5)
    paused("mosquitto")
    write_id = ada.post("/posts", POST).get_json()["id"]
    carry_out_pending()
    assert journal.get(write_id).state == "applied"
    assert announcing.announce_events() == 0 and announcements.is_pending(write_id)
    servers.resume("mosquitto")
    eventually(lambda: announcing.announce_events() or not announcements.is_pending(write_id))


@pytest.mark.parametrize(("name", "server"), [("mosquitto", "mqtt"), ("cache", "cache"), ("mongod", "mongo")])
def test_o4_a_server_that_hangs_is_not_called_ready(
    name: str, server: str, client: FlaskClient, paused: Pause, servers: ServerAddresses
) -> None:
    assert client.get("/readyz").get_json()["status"] == "ok"
    paused(name)
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()["dependencies"][server]) == (200, "away")
    servers.resume(name)
    eventually(lambda: states()[server])


def test_o4_a_journal_that_hangs_is_unavailable(client: FlaskClient, paused: Pause, servers: ServerAddresses) -> None:
    paused("journal")
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()["status"]) == (503, "unavailable")
    servers.resume("journal")
    eventually(lambda: client.get("/readyz").status_code == 200)


@pytest.fixture
def blackhole() -> Iterator[int]:
    """The port of a server that accepts connections and never says a word."""
    with socket.create_server((HOST, 0), backlog=64) as listening:
        yield listening.getsockname()[1]


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_fault_f36_a_broker_that_says_nothing_does_not_hold_a_write_up(
    system: Settings, blackhole: int, tmp_path: Path, scheme: str
) -> None:
    processes = Processes(environment(system) | {"BROKER_URL": f"{scheme}://{HOST}:{blackhole}/0"}, tmp_path / "log")
    try:
        ada = Person(processes.start_api())
        answers = [seconds_of(lambda: write(ada)) for _ in range(10)]
        assert backlog.totals()["accepted"] == 10
        # The first one waits for the hint a little, and one for each pause of the breaker after it.
        assert max(answers) < 2 and sum(each > 0.25 for each in answers) <= 3
    finally:
        processes.stop()


def write(person: Person) -> None:
    headers = {"X-CSRF-TOKEN": person.csrf}
    answer = person.http.post(f"{person.api_url}{BASE}/posts", json=POST, headers=headers, timeout=15)
    assert answer.status_code == 202


def test_o4_a_broker_that_speaks_amqp_is_asked_to_speak(configure: Callable[..., Settings], blackhole: int) -> None:
    configure(broker_url=f"amqp://{HOST}:{blackhole}//")
    assert not states()["broker"]


def test_fault_f37_when_all_connections_are_in_use_a_request_is_refused_and_does_not_hang(
    ada: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    pools: list[BlockingConnectionPool] = [each.connection_pool for each in redis.servers_of(redis.journal())]
    taken: list[tuple[BlockingConnectionPool, Any]] = []
    for pool in pools:
        with suppress(*UNAVAILABLE):
            taken.extend((pool, pool.get_connection()) for _ in range(pool.max_connections))
    try:
        refused = []
        assert seconds_of(lambda: refused.append(ada.post("/posts", POST))) < 4
        assert (refused[0].status_code, "Retry-After" in refused[0].headers) == (503, True)
        # The server is well: who comes when there is room again is served at once.
        assert not any(breaker.is_open for breaker in redis.breakers(redis.journal()))
    finally:
        for pool, connection in taken:
            pool.release(connection)
    assert ada.post("/posts", POST).status_code == 202
