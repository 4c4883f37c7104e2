"""What the realtime process keeps of clients that send what they like: nothing."""

import asyncio
import gc
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from websockets.frames import Frame, Opcode

from core.platform.settings import Settings
from realtime.app import Realtime, create_app, create_uvicorn
from realtime.transport.connection import PING_S
from tests.support.clients.attacks import ATTACHMENT, ATTACKS, KNOWN, PLACEHOLDER, UNKNOWN, ended
from tests.support.clients.frames import Sent, Wire, signed_in
from tests.support.clients.live import in_feed, run
from tests.support.journal_writes import ADA, carry_out, insert_user, new_post
from tests.support.memory import resident_mib
from tests.support.processes import Processes, environment
from tests.support.site import Site, running_site
from tests.support.waiting import until

KEPT_MIB = 20


@pytest.fixture
def site(system: Settings, tmp_path: Path) -> Iterator[Site]:
    insert_user(ADA)
    with running_site(system, tmp_path / "log", LOG_LEVEL="INFO") as started:
        yield started


async def _unread_pings(url: str) -> None:
    wire = await Wire.upgrade(url)
    await wire.until(b"0{")
    wire.writer.transport.pause_reading()  # type: ignore[attr-defined]
    ping = Frame(Opcode.PING, b"x" * 125).serialize(mask=True, extensions=[])
    for _ in range(160):
        await asyncio.wait_for(wire.write(ping * 1000), 20)
    wire.close()


async def _fragments(url: str) -> None:
    wire = await Wire.upgrade(url)
    await wire.say([Frame(Opcode.TEXT, b"", fin=False)])
    empty = Frame(Opcode.CONT, b"", fin=False).serialize(mask=True, extensions=[])
    for _ in range(500):
        await wire.write(empty * 5000)
    await asyncio.wait_for(wire.rest(), 30)


async def _headers(url: str) -> None:
    wire = await Wire.open(url)
    await wire.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
    for n in range(200):
        await wire.write(b"".join(b"X-%d-%d: %s\r\n" % (n, each, b"x" * 900) for each in range(100)))
    await asyncio.wait_for(wire.rest(), 30)


async def _attachments(url: str) -> None:
    wire = await Wire.upgrade(url)
    await wire.say(["40", f"45999999-1{PLACEHOLDER}", *[ATTACHMENT] * 70])
    await asyncio.wait_for(wire.rest(), 30)


@pytest.mark.parametrize("attack", [_unread_pings, _fragments, _headers, _attachments])
def test_security_f1_memory_stays_where_it_was_whatever_a_client_sends(
    site: Site, attack: Callable[[str], None]
) -> None:
    async def test() -> None:
        honest = await in_feed(site.live[0], site.person())
        before = resident_mib(site.processes.started[-1].pid)
        await asyncio.gather(*(attack(site.live[0]) for _ in range(4)))  # type: ignore[call-overload]
        kept = resident_mib(site.processes.started[-1].pid) - before
        await asyncio.to_thread(lambda: carry_out(new_post()))
        await until(lambda: honest.seqs)
        await honest.close()
        assert kept < KEPT_MIB, kept

    run(test)
    assert ended(site, "never") == 0


def listening() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def test_security_f1_nothing_is_kept_of_those_who_are_gone(
    system: Settings, configure: Callable[..., Settings], tmp_path: Path
) -> None:
    processes = Processes(environment(system), tmp_path / "log")
    site: Site

    async def test() -> None:
        own = listening()
        app = create_app()
        server = create_uvicorn(app)
        serving = asyncio.create_task(server.serve(sockets=[own]))
        url = f"http://127.0.0.1:{own.getsockname()[1]}"
        await until(lambda: server.started)
        ada = await asyncio.to_thread(lambda: site.person())
        # What the first clients make once, and stays.
        first = await signed_in(url, ada, "/live", "/chat")
        first.close()
        await until(lambda: kept_by(app) == 0)
        before = len(asyncio.all_tasks())
        for sent, _ in (ATTACKS | UNKNOWN).values():
            await _endure(await Wire.upgrade(url), sent)
        for sent, _ in (ATTACKS | KNOWN).values():
            await _endure(await signed_in(url, ada, "/live", "/chat"), sent)
        await until(lambda: kept_by(app) == 0)
        # The engine's timer for the next ping ends when that is due.
        await until(lambda: len(asyncio.all_tasks()) <= before, PING_S + 10)
        server.should_exit = True
        await serving

    try:
        site = Site.start(processes)
        changed = configure(jwks_url=f"{site.api}/.well-known/jwks.json", **_stores(system))
        assert changed.key_prefix == system.key_prefix
        run(test)
        gc.collect()
    finally:
        processes.stop()


def _stores(system: Settings) -> dict[str, str]:
    return {"mongo_db": system.mongo_db, "key_prefix": system.key_prefix}


async def _endure(wire: Wire, sent: list[Sent]) -> None:
    await wire.say(sent)
    await asyncio.wait_for(wire.rest(), 30)


def kept_by(app: Realtime) -> int:
    """How much there is of clients in the engine, in Socket.IO, in the namespaces and in the process."""
    server = app.server
    rooms = sum(len(room) for rooms in server.manager.rooms.values() for room in rooms.values())
    members = sum(len(each.members) for each in server.namespace_handlers.values())
    waiting = (
        len(server.manager.pending_connect) + len(server.manager.pending_disconnect) + len(server.manager.callbacks)
    )
    engine = len(server.eio.sockets) + len(server.environ) + len(server._binary_packet)
    return rooms + members + waiting + engine + len(app.registry._all)
