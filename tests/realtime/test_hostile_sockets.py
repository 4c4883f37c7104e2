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
from tests.conftest import carry_out_pending
from tests.support.clients.frames import Sent, Wire, signed_in
from tests.support.clients.live import in_feed, run
from tests.support.journal_writes import ADA, carry_out, insert_user, new_post
from tests.support.processes import Processes, environment
from tests.support.site import Site
from tests.support.waiting import eventually, until

KIB, MIB = 1024, 2**20
KEPT_MIB = 20
PLACEHOLDER = '["join",{"_placeholder":true,"num":0}]'
ATTACHMENT = b"x" * 30 * KIB
# Each with the reason for which the connection ends.
ATTACKS: dict[str, tuple[list[Sent], str]] = {
    "a binary frame": ([b"x"], "malformed"),
    "a binary frame in Base64": (["bAAAA"], "malformed"),
    "an unfinished binary event": ([f"45999999-/live,1{PLACEHOLDER}", *[ATTACHMENT] * 40], "malformed"),
    "an unfinished binary ack": ([f"46999999-/live,1{PLACEHOLDER}", *[ATTACHMENT] * 40], "malformed"),
    "attachments of an event": (['429-/live,["join",{}]'], "malformed"),
    "pongs": (["3"] * 300, "too_fast"),
    "a long pong": (["3" + "x" * 1000], "malformed"),
    "an ack that nobody asked for": (["43/live,7[]"], "malformed"),
    "an upgrade": (["5"], "malformed"),
    "a refusal": (['44/live,{"message":"x"}'], "malformed"),
    "a disconnect from elsewhere": (["41/elsewhere,"], "malformed"),
    "an event to elsewhere": (['42/elsewhere,["join",{}]'], "malformed"),
    "an event that is none": (['42/live,{"a":1}'], "malformed"),
    "an empty event": (["42/live,[]"], "malformed"),
    "an event without end": (["42/live,"], "malformed"),
    "deep JSON": (["42/live," + "[" * 30_000], "malformed"),
    "deep JSON that is whole": (["42/live," + "[" * 900 + "]" * 900], "malformed"),
    "deep JSON in the engine": (["4" + "[" * 30_000], "malformed"),
    "a huge id": (["42/live," + "9" * 30_000 + '["join",{}]'], "malformed"),
    "a huge number": (['42/live,1["join",' + "9" * 30_000 + "]"], "malformed"),
    "a huge namespace": (["40/" + "x" * 5_000], "malformed"),
    "an empty packet": ([""], "malformed"),
    "half a packet": (["4"], "malformed"),
    "no packet": (["x"], "malformed"),
}
UNKNOWN: dict[str, tuple[list[Sent], str]] = {
    "many namespaces": ([f"40/n{n}," for n in range(15)], "not_signed_in"),
    "the namespace that others have": (["40", *["40"] * 15], "not_signed_in"),
    "the same again": (['40/live,{"csrf":"x"}'] * 15, "not_signed_in"),
    "much": (['40/live,{"csrf":"' + "x" * 9 * KIB + '"}'], "not_signed_in"),
}
KNOWN: dict[str, tuple[list[Sent], str]] = {
    "coming and going": (["41/chat,", '40/chat,{"csrf":"x"}'] * 9, "too_fast"),
    "many namespaces": ([f"40/n{n}," for n in range(15)], "too_fast"),
}


@pytest.fixture
def site(system: Settings, tmp_path: Path) -> Iterator[Site]:
    insert_user(ADA)
    processes = Processes(environment(system), tmp_path / "log")
    try:
        yield Site.start(processes, LOG_LEVEL="INFO")
    finally:
        processes.stop()


def ended(site: Site, reason: str) -> int:
    """How many connections the log says were ended for this reason; it says it in one line each, and no error."""
    printed = site.processes.printed()
    assert "Traceback" not in printed and '"level":"error"' not in printed and '"level": "error"' not in printed, (
        printed
    )
    return printed.count(f'"reason":"{reason}"')


def test_security_f1_whoever_sends_what_nobody_needs_is_ended_at_once(site: Site) -> None:
    async def end(name: str, wire: Wire, sent: list[Sent], *reasons: str) -> None:
        before = sum(ended(site, each) for each in reasons)
        await wire.say(sent)
        heard = await asyncio.wait_for(wire.rest(), 30)
        try:
            await until(lambda: sum(ended(site, each) for each in reasons) > before, 10)
        except AssertionError as late:
            raise AssertionError(f"{name}: not ended as {reasons}; heard {heard[-200:]!r}") from late

    async def test() -> None:
        ada = site.person()
        honest = await in_feed(site.live[0], ada)
        for name, (sent, reason) in (ATTACKS | UNKNOWN).items():
            # Of who is not signed in, much of anything is too much.
            await end(name, await Wire.upgrade(site.live[0]), sent, reason, "not_signed_in")
        for name, (sent, reason) in (ATTACKS | KNOWN).items():
            await end(f"signed in, {name}", await signed_in(site.live[0], ada, "/live", "/chat"), sent, reason)
        await asyncio.to_thread(lambda: carry_out(new_post()))
        await until(lambda: honest.seqs)
        await honest.close()

    run(test)


def test_security_f1_no_namespace_but_two_lets_anybody_in(site: Site) -> None:
    async def test() -> None:
        wire = await signed_in(site.live[0], site.person(), "/live")
        for namespace in ("", "/,", "/elsewhere,", "/live/,"):
            await wire.say([f"40{namespace}"])
            assert b"Unable to connect" in await wire.until(b"44")
        wire.close()

    run(test)


def resident_mib(site: Site) -> float:
    """What the realtime process has in memory."""
    pid = site.processes.started[-1].pid
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


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
        before = resident_mib(site)
        await asyncio.gather(*(attack(site.live[0]) for _ in range(4)))  # type: ignore[call-overload]
        kept = resident_mib(site) - before
        await asyncio.to_thread(lambda: carry_out(new_post()))
        await until(lambda: honest.seqs)
        await honest.close()
        assert kept < KEPT_MIB, kept

    run(test)
    assert ended(site, "never") == 0


def test_security_f1_a_connection_without_a_request_ends(site: Site) -> None:
    async def test() -> None:
        silent, slow = await Wire.open(site.live[0]), await Wire.open(site.live[0])
        await slow.write(b"GET /healthz HTTP/1.1\r\nHost: ")
        await asyncio.wait_for(asyncio.gather(silent.rest(), slow.rest()), 60)

    run(test)


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


def test_security_f1_what_was_typed_is_still_heard_after_all_this(site: Site) -> None:
    """The bounds are wide enough for what honest clients do in a row."""

    async def test() -> None:
        ada = site.person()
        opened = await in_feed(site.live[0], ada)
        for _ in range(15):
            assert (await opened.ask("join", {"room": "feed"}))["ok"]
        await asyncio.to_thread(carry_out_pending)
        assert opened.client.connected
        await opened.close()

    run(test)
    eventually(lambda: ended(site, "malformed") == 0)
