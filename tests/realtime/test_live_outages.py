"""/live while processes and servers are killed and restarted: nobody misses anything, or hears it twice."""

import asyncio
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.platform.settings import Settings
from core.servers import mqtt
from core.servers.redis import cache_store
from core.writes import events
from tasks import events as announcements
from tests.support.clients.live import Socket, in_feed, open_socket, run
from tests.support.journal_writes import ADA, applied, carry_out, insert_user, new_post
from tests.support.keys import keys_like
from tests.support.processes import kill
from tests.support.servers import ServerAddresses
from tests.support.site import Site, running_site
from tests.support.waiting import eventually, until

COUNT = 30


@pytest.fixture
def site(system: Settings, tmp_path: Path) -> Iterator[Site]:
    insert_user(ADA)
    with running_site(system, tmp_path / "log", 2) as started:
        yield started


async def hears_more(opened: Socket) -> None:
    before = len(opened.seqs)
    await until(lambda: len(opened.seqs) > before)


def test_a_process_is_killed_and_its_clients_go_on_with_another(site: Site) -> None:
    async def test() -> None:
        ada, bob = site.person(), site.person()
        first, other = await in_feed(site.live[0], ada), await in_feed(site.live[1], bob)
        before = events.bounds()[1]
        writing = asyncio.create_task(applied(COUNT))
        await until(lambda: len(first.seqs) >= 3)
        kill(site.processes.started[1])
        await until(lambda: not first.client.connected)
        seen = first.seqs
        back = await in_feed(site.live[1], ada, last_seq=seen[-1])
        await writing
        wanted = list(range(before + 1, before + COUNT + 1))
        await until(lambda: len(seen + back.seqs) >= COUNT and len(other.seqs) >= COUNT)
        assert seen + back.seqs == wanted and other.seqs == wanted
        await back.close()
        await other.close()

    run(test)


async def has_all(client: Socket, seqs: range) -> None:
    """Wait until the client has received these events, and nothing else."""
    await until(lambda: client.seqs[-1] == seqs[-1])
    assert client.seqs == list(seqs)


def test_mosquitto_and_the_cache_are_restarted_and_nothing_is_lost(site: Site, servers: ServerAddresses) -> None:
    stop = threading.Event()

    def write() -> int:
        deadline = time.monotonic() + 60
        while not stop.is_set() and time.monotonic() < deadline:
            carry_out(new_post())
        return events.bounds()[1]

    async def test() -> None:
        opened = [await in_feed(url, site.person()) for url in site.live]
        before = events.bounds()[1]
        writing = asyncio.create_task(asyncio.to_thread(write))
        servers.kill("mosquitto")
        for each in opened:
            await until(lambda each=each: each.named("degraded"))  # type: ignore[misc]
            await hears_more(each)
        newcomer = await open_socket(site.live[0], site.person())
        assert newcomer.named("hello")[0]["degraded"]
        servers.restart("cache")
        for each in opened:
            await hears_more(each)
        servers.start("mosquitto")
        for each in opened:
            await until(lambda each=each: each.named("recovered"))  # type: ignore[misc]
        stop.set()
        newest = await writing
        for each in opened:
            await has_all(each, range(before + 1, newest + 1))
            assert each.named("degraded") == [{"mqtt": False}] and each.named("recovered") == [{"mqtt": True}]
        for each in [*opened, newcomer]:
            await each.close()

    try:
        with servers.started_again("cache", "mosquitto"):
            run(test)
    finally:
        stop.set()


def test_mqtt_wakes_the_relay(site: Site) -> None:
    """A relay that would look by itself in an hour relays what MQTT announces."""
    patient = site.processes.start_realtime(site.api, RELAY_POLL_S="3600")

    async def test() -> None:
        opened = await in_feed(patient, site.person())
        for _ in range(5):
            (seq,) = await applied(1)
            await asyncio.to_thread(announcements.announce_events)
            await until(lambda seq=seq: seq in opened.seqs)  # type: ignore[misc]
        await opened.close()

    try:
        run(test)
    finally:
        mqtt.disconnect()


def test_a_stopped_journal_is_waited_for(site: Site, servers: ServerAddresses) -> None:
    async def test() -> None:
        opened = await in_feed(site.live[0], site.person())
        before = await applied(1)
        await until(lambda: opened.seqs == before)
        servers.kill("journal")
        servers.start("journal")
        after = await applied(3)
        await until(lambda: len(opened.seqs) >= 4)
        assert opened.seqs == before + after
        await opened.close()

    run(test)


def test_a_process_ends_when_asked(site: Site) -> None:
    async def test() -> None:
        opened = await in_feed(site.live[0], site.person())
        process = site.processes.started[1]
        process.send_signal(signal.SIGTERM)
        await until(lambda: process.poll() is not None)
        await until(lambda: not opened.client.connected)

    run(test)


def test_the_cache_forgets_who_is_connected_and_is_told_again(site: Site) -> None:
    async def test() -> None:
        opened = await open_socket(site.live[0], site.person())
        await asyncio.to_thread(cache_store().flushdb)
        eventually(lambda: keys_like(cache_store(), "sockets:*"))
        await opened.close()

    run(test)
