"""How much one socket may send, hold and leave unread, and how many sockets a user may have."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from core.platform.settings import Settings
from core.servers import mongo
from tests.support.clients.live import open_socket, run, says, write_until
from tests.support.journal_writes import insert_user
from tests.support.site import Site, running_site
from tests.support.waiting import eventually, until

KIB = 1024


@pytest.fixture
def site(system: Settings, tmp_path: Path) -> Iterator[Site]:
    with running_site(system, tmp_path / "log") as started:
        yield started


def test_who_sends_too_fast_is_thrown_out(site: Site) -> None:
    async def test() -> None:
        opened = await open_socket(site.live[0], site.person())
        for _ in range(100):
            await opened.client.emit("join", {"room": "feed"}, namespace=opened.namespace)
        await until(lambda: not opened.client.connected)
        assert opened.named("bye") == [{"reason": "too_fast"}]

    run(test)


def test_a_message_may_have_32_kib_and_not_33(site: Site) -> None:
    async def test() -> None:
        opened = await open_socket(site.live[0], site.person())
        assert (await opened.ask("join", {"room": "x" * 31 * KIB}))["problem"]["status"] == 403
        await opened.client.emit("join", {"room": "x" * 33 * KIB}, namespace=opened.namespace)
        await until(lambda: not opened.client.connected)

    run(test)


def test_field_2_one_socket_too_many_replaces_the_oldest_whatever_process_it_is_on(
    system: Settings, tmp_path: Path
) -> None:
    site: Site

    async def test() -> None:
        ada, bob = site.person(), site.person()
        second = site.processes.start_realtime(site.api, SOCKETS_PER_USER="5")
        others = await open_socket(site.live[0], bob)
        opened = [await open_socket(url, ada) for url in (site.live[0], second, site.live[0], second, site.live[0])]
        for url, oldest in zip((second, site.live[0]), opened, strict=False):
            opened.append(await open_socket(url, ada))
            await until(lambda oldest=oldest: oldest.named("bye") == [{"reason": "replaced"}])  # type: ignore[misc]
        for each in (*opened[2:], others):
            assert each.client.connected and not each.named("bye")
        for each in (*opened, others):
            await each.close()

    with running_site(system, tmp_path / "log", SOCKETS_PER_USER="5") as site:
        run(test)


def test_a_socket_may_be_in_so_many_rooms(system: Settings, tmp_path: Path) -> None:
    site: Site

    async def test() -> None:
        opened = await open_socket(site.live[0], site.person())
        for n in range(2):
            assert (await opened.ask("join", {"room": f"post:{n:024x}"}))["ok"]
        assert (await opened.ask("join", {"room": "feed"}))["problem"]["status"] == 409
        assert (await opened.ask("join", {"room": f"post:{1:024x}"}))["ok"]
        await opened.close()

    with running_site(system, tmp_path / "log", SOCKET_ROOMS_MAX="3") as site:
        own = {"author_id": "a" * 24, "deleted": False, "rev": 1, "version": 1, "created_ms": 1, "updated_ms": 1}
        own |= {"title": "t", "content": "c", "comment_count": 0, "like_count": 0, "deleted_ms": None}
        mongo.db()["posts"].insert_many([{"_id": f"{n:024x}", "p": 0, **own} for n in range(3)])
        insert_user("a" * 24)
        run(test)


def test_who_does_not_read_is_dropped(system: Settings, tmp_path: Path) -> None:
    site: Site

    async def test() -> None:
        ada = site.person()
        url = f"{site.live[0]}/socket.io/?EIO=4&transport=websocket"
        session = aiohttp.ClientSession(headers={"Cookie": ada.cookie})
        async with session, session.ws_connect(url, max_msg_size=0) as slow:
            await slow.receive()
            await slow.send_str(f'40/live,{{"csrf":"{ada.csrf}"}}')
            await slow.send_str('42/live,1["join",{"room":"feed"}]')
            for _ in range(3):
                await slow.receive()
            assert slow._conn is not None and slow._conn.protocol is not None
            slow._conn.protocol.pause_reading()
            await asyncio.to_thread(
                write_until, lambda: says(site.live[0], 'social_live_dropped_total{reason="slow"} 1.0')
            )
            await asyncio.to_thread(eventually, lambda: says(site.live[0], 'social_live_open{kind="socket"} 0.0'), 10)
            assert slow._conn.transport is not None
            slow._conn.transport.abort()

    with running_site(system, tmp_path / "log", SOCKET_QUEUE_MAX="20", EVENTS_KEPT="100000") as site:
        run(test)
