"""Clients that send what they like: whoever sends what nobody needs is ended at once, and nobody else."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.platform.settings import Settings
from tests.conftest import carry_out_pending
from tests.support.clients.attacks import ATTACKS, KNOWN, UNKNOWN, ended
from tests.support.clients.frames import Sent, Wire, signed_in
from tests.support.clients.live import in_feed, run
from tests.support.journal_writes import ADA, carry_out, insert_user, new_post
from tests.support.site import Site, running_site
from tests.support.waiting import eventually, until


@pytest.fixture
def site(system: Settings, tmp_path: Path) -> Iterator[Site]:
    insert_user(ADA)
    with running_site(system, tmp_path / "log", LOG_LEVEL="INFO") as started:
        yield started


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
            # Of who is not signed in, much of anything is too much; who was let in as a guest meanwhile is too fast.
            await end(name, await Wire.upgrade(site.live[0]), sent, reason, "not_signed_in", "too_fast")
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


def test_security_f1_a_connection_without_a_request_ends(site: Site) -> None:
    async def test() -> None:
        silent, slow = await Wire.open(site.live[0]), await Wire.open(site.live[0])
        await slow.write(b"GET /healthz HTTP/1.1\r\nHost: ")
        await asyncio.wait_for(asyncio.gather(silent.rest(), slow.rest()), 60)

    run(test)


# Without a body, one that is answered before it has come, and one that never ends.
UNREAD = ("/socket.io/", "/nothing", "/healthz", "/api/v1/events?rooms=feed")


@pytest.mark.parametrize("path", UNREAD)
def test_security_a17_chunks_that_are_none_are_refused_and_are_no_error(site: Site, path: str) -> None:
    async def send(*parts: bytes) -> bytes:
        wire = await Wire.open(site.live[0])
        await wire.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode() + parts[0])
        for each in parts[1:]:
            await wire.until(b"\r\n\r\n")
            await wire.write(each)
        return await asyncio.wait_for(wire.rest(), 30)

    async def test() -> None:
        assert b" 400 " in await send(b"no size\r\n")
        await send(b"", b"no size\r\n")
        # After a body that has ended, an event stream goes on.
        if "events" not in path:
            await send(b"0\r\n\r\n", b"no request\r\n\r\n")

    run(test)
    assert ended(site, "never") == 0


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
