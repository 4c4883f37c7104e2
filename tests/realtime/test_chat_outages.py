"""/chat through cuts, kills and restarts: nothing that was said is lost, or comes out of its order."""

import asyncio
import random
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.platform.settings import Settings
from tasks import events
from tests.support.clients.chat import JsSocket, chat_socket, texts
from tests.support.clients.conversations import both, say, start_conversation
from tests.support.clients.live import Person, run
from tests.support.processes import kill
from tests.support.servers import ServerAddresses
from tests.support.site import Site, running_site
from tests.support.waiting import eventually, until

MESSAGES = 1000
CUTS = 12


@pytest.fixture
def site(system: Settings, tmp_path: Path, worker: None) -> Iterator[Site]:
    with running_site(system, tmp_path / "log", 2) as started:
        yield started


def write_all(who: Person, where: str, count: int, done: threading.Event) -> None:
    """Say `message 0` to `message <count - 1>`, and announce it as the events worker would."""
    for n in range(count):
        say(who, where, f"message {n}")
        if n % 20 == 0:
            events.announce_events()
    done.set()


async def cut_while(running: Callable[[], bool], javascript: JsSocket) -> None:
    """Cut the connection, CUTS times at most: each time when a few more messages were heard."""
    few = random.Random(CUTS)
    for _ in range(CUTS):
        enough = len(texts(javascript)) + few.randint(0, MESSAGES // CUTS)
        await until(lambda enough=enough: len(texts(javascript)) >= enough or not running())  # type: ignore[misc]
        if running():
            await javascript.cut()


def test_a_client_that_is_cut_off_again_and_again_ends_with_all_messages_in_order(site: Site) -> None:
    ada, bob = site.people()
    where, done = start_conversation(ada, bob), threading.Event()

    async def test() -> None:
        javascript = await JsSocket.connect(site.live[0], bob, last_seq=0)
        writing = asyncio.create_task(asyncio.to_thread(write_all, ada, where, MESSAGES, done))
        await cut_while(lambda: not done.is_set(), javascript)
        await writing
        await until(lambda: len(texts(javascript)) >= MESSAGES)
        assert texts(javascript) == [f"message {n}" for n in range(MESSAGES)]
        assert javascript.connects > CUTS // 2
        await javascript.close()

    run(test)


def test_a_killed_process_loses_nothing_that_another_cannot_tell(site: Site) -> None:
    ada, bob = site.people()
    where, done = start_conversation(ada, bob), threading.Event()

    async def test() -> None:
        ear = await chat_socket(site.live[0], bob, last_seq=0)
        writing = asyncio.create_task(asyncio.to_thread(write_all, ada, where, 200, done))
        await until(lambda: len(texts(ear)) > 50)
        await asyncio.to_thread(kill, site.processes.started[1])
        last_seq = ear.named("message.new")[-1]["seq"]
        other = await chat_socket(site.live[1], bob, last_seq=last_seq)
        await writing
        await until(lambda: len(texts(ear)) + len(texts(other)) >= 200)
        assert texts(ear) + texts(other) == [f"message {n}" for n in range(200)]
        await other.close()

    run(test)
    assert site.processes.started[1].returncode == -signal.SIGKILL


def test_restarts_of_redis_and_mqtt_lose_nothing_that_was_said(site: Site, servers: ServerAddresses) -> None:
    ada, bob = site.people()
    where = start_conversation(ada, bob)

    async def test() -> None:
        python, javascript = await both(site, ada, bob)
        for n, name in enumerate(("cache", "mosquitto", "cache")):
            # In this thread, with which the server would end.
            servers.restart(name)
            await asyncio.to_thread(say, ada, where, f"after restart {n}")
            await until(lambda n=n: len(texts(javascript)) == len(texts(python)) == n + 1)  # type: ignore[misc]
        assert texts(python) == texts(javascript) == [f"after restart {n}" for n in range(3)]

        async def types() -> bool:
            await python.ask("typing", {"conversation_id": where})
            return bool(javascript.named("typing"))

        # The pub/sub between the processes comes back.
        await until(types, every_s=0.2)
        await python.close()
        await javascript.close()

    run(test)


def test_who_connects_while_mongodb_is_unavailable_comes_back_by_itself(site: Site, servers: ServerAddresses) -> None:
    ada, bob = site.people()
    where = start_conversation(ada, bob)
    servers.kill("mongod")

    async def test() -> None:
        javascript = await JsSocket.connect(site.live[0], bob)
        assert (await until(lambda: javascript.named("bye")))[0] == {"reason": "unavailable"}
        servers.start("mongod")
        await asyncio.to_thread(eventually, lambda: say(ada, where, "Back"), 20)
        await until(lambda: texts(javascript) == ["Back"])
        await javascript.close()

    run(test)
