"""Who is not let onto a socket, and who is thrown out."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from core.platform.settings import Settings
from core.servers import mongo
from tests.support.clients.live import Socket, in_feed, open_socket, run, says, write_until
from tests.support.clients.uninvited import forged_cookie, raw, refused
from tests.support.journal_writes import carry_out, delete, insert_user, new_post
from tests.support.processes import Processes, environment
from tests.support.servers import ServerAddresses
from tests.support.site import Site
from tests.support.waiting import eventually, until

KIB = 1024
Claims = dict[str, Any]


@pytest.fixture
def site(system: Settings, tmp_path: Path) -> Iterator[Site]:
    processes = Processes(environment(system), tmp_path / "log")
    try:
        yield Site.start(processes)
    finally:
        processes.stop()


def test_a_socket_needs_cookie_csrf_value_and_origin(site: Site) -> None:
    async def test() -> None:
        ada = site.person()
        other_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        right = {"csrf": ada.csrf}
        for auth in (None, {}, {"csrf": ""}, {"csrf": "wrong"}, {"csrf": "é"}, {"csrf": 1}, "csrf"):
            assert (await refused(site, ada.cookie, auth))["status"] == 403, auth
        bad_tokens: list[Claims] = [
            {"exp": int(time.time()) - 60},
            {"exp": None},
            {"type": "refresh"},
            {"iss": "another"},
            {"aud": "another"},
            {"sub": "f" * 24},
            {"sid": "f" * 24},
            {"csrf": None},
            {"key": other_key},
            {"key": "a secret of 32 bytes and some more", "algorithm": "HS256"},
        ]
        cookies = ["", "access_token_cookie=x.y.z", *(forged_cookie(ada, **changes) for changes in bad_tokens)]
        for cookie in cookies:
            assert (await refused(site, cookie, right))["status"] == 401, cookie
        for origin in ("https://evil.example", "null", f"{site.live[0]}1", f"{site.live[0]}.evil.example"):
            assert await refused(site, ada.cookie, right, Origin=origin) == {}
        for origin in (site.live[0], site.live[0].replace("http:", "https:")):
            await (await Socket().connect(site.live[0], ada.cookie, right, Origin=origin)).close()

    run(test)


def test_other_sites_may_be_allowed(system: Settings, tmp_path: Path) -> None:
    processes = Processes(environment(system), tmp_path / "log")
    site: Site

    async def test() -> None:
        ada = site.person()
        auth = {"csrf": ada.csrf}
        await (await Socket().connect(site.live[0], ada.cookie, auth, Origin="https://friend.example")).close()
        assert await refused(site, ada.cookie, auth, Origin=site.live[0].replace("http:", "ftp:")) == {}

    try:
        site = Site.start(processes, ALLOWED_ORIGINS="https://a.example, https://friend.example", COOKIE_SECURE="1")
        run(test)
    finally:
        processes.stop()


def test_the_socket_ends_with_its_session_and_only_that_one(site: Site) -> None:
    async def test() -> None:
        ada, bob = site.person(), site.person()
        mine, other = await in_feed(site.live[0], ada), await in_feed(site.live[0], bob)
        cookie, csrf = ada.cookie, ada.csrf
        await asyncio.to_thread(ada.sign_out)
        await until(lambda: not mine.client.connected)
        assert mine.named("bye") == [{"reason": "session_ended"}] and other.client.connected
        assert (await refused(site, cookie, {"csrf": csrf}))["status"] == 401
        await other.close()

    run(test)


def test_the_socket_ends_when_the_token_expires(site: Site) -> None:
    async def test() -> None:
        ada = site.person()
        cookie = forged_cookie(ada, exp=int(time.time()) + 3)
        opened = await Socket().connect(site.live[0], cookie, {"csrf": ada.csrf})
        await until(lambda: not opened.client.connected)
        assert opened.named("bye") == [{"reason": "token_expired"}]
        await (await open_socket(site.live[0], ada)).close()

    run(test)


def test_foreign_and_impossible_rooms_are_refused(site: Site) -> None:
    async def test() -> None:
        insert_user("a" * 24)
        post = await asyncio.to_thread(lambda: carry_out(new_post()))
        gone = await asyncio.to_thread(lambda: carry_out(new_post()))
        await asyncio.to_thread(lambda: carry_out(delete("post", gone.resource_id)))
        ada, bob = site.person(), site.person()
        opened = await open_socket(site.live[0], ada)
        wanted = {f"user:{bob.id}": 403, f"conversation:{'1' * 24}": 403, "": 403, f"post:{'1' * 24}": 404}
        wanted |= {
            f"post:{gone.resource_id}": 404,
            f"post:{post.resource_id} ": 403,
            opened.client.get_sid("/live"): 403,
        }
        for room, status in wanted.items():
            answer = await opened.ask("join", {"room": room})
            assert not answer["ok"] and answer["problem"]["status"] == status, room
        await opened.close()
        again = await open_socket(site.live[0], ada)
        odd: list[tuple[str, Any, int]] = [
            ("join", {"room": ["feed"]}, 403),
            ("join", {"room": {"feed": 1}}, 403),
            ("join", "feed", 422),
            ("join", {"room": "feed", "last_seq": -1}, 422),
            ("leave", {"room": "feed"}, 404),
            ("leave", {"room": ["feed"]}, 404),
            ("leave", {"room": f"user:{ada.id}"}, 404),
            ("hear", {}, 404),
            ("connect", {"asgi.scope": {}}, 404),
            ("disconnect", {}, 404),
        ]
        for name, body, status in odd:
            answer = await again.ask(name, body)
            assert not answer["ok"] and answer["problem"]["status"] == status, (name, body)
        assert (await again.ask("join", {"room": f"user:{ada.id}"}))["ok"]
        assert (await again.ask("join", {"room": f"post:{post.resource_id}"}))["ok"]
        assert (await again.ask("leave", {"room": f"post:{post.resource_id}"}))["ok"]
        await again.close()

    run(test)


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


@pytest.mark.parametrize(
    "packet", ["", "x", "42/live,", '42["join",{"room":"feed"}]', '42/live,["join",{}]', "451-/live,"]
)
def test_whoever_does_not_sign_in_first_gets_nothing_and_is_cut_off(site: Site, packet: str) -> None:
    async def test() -> None:
        heard = await raw(site, lambda socket: socket.send_str(packet))
        assert heard[0].startswith("0{") and heard[1:] in ([], ["1"])

    run(test)


def test_field_2_one_socket_too_many_replaces_the_oldest_whatever_process_it_is_on(
    system: Settings, tmp_path: Path
) -> None:
    processes = Processes(environment(system), tmp_path / "log")
    site: Site

    async def test() -> None:
        ada, bob = site.person(), site.person()
        second = processes.start_realtime(site.api, SOCKETS_PER_USER="5")
        others = await open_socket(site.live[0], bob)
        opened = [await open_socket(url, ada) for url in (site.live[0], second, site.live[0], second, site.live[0])]
        for url, oldest in zip((second, site.live[0]), opened, strict=False):
            opened.append(await open_socket(url, ada))
            await until(lambda oldest=oldest: oldest.named("bye") == [{"reason": "replaced"}])  # type: ignore[misc]
        for each in (*opened[2:], others):
            assert each.client.connected and not each.named("bye")
        for each in (*opened, others):
            await each.close()

    try:
        site = Site.start(processes, SOCKETS_PER_USER="5")
        run(test)
    finally:
        processes.stop()


def test_a_socket_may_be_in_so_many_rooms(system: Settings, tmp_path: Path) -> None:
    processes = Processes(environment(system), tmp_path / "log")
    site: Site

    async def test() -> None:
        opened = await open_socket(site.live[0], site.person())
        for n in range(2):
            assert (await opened.ask("join", {"room": f"post:{n:024x}"}))["ok"]
        assert (await opened.ask("join", {"room": "feed"}))["problem"]["status"] == 409
        assert (await opened.ask("join", {"room": f"post:{1:024x}"}))["ok"]
        await opened.close()

    try:
        site = Site.start(processes, SOCKET_ROOMS_MAX="3")
        own = {"author_id": "a" * 24, "deleted": False, "rev": 1, "version": 1, "created_ms": 1, "updated_ms": 1}
        own |= {"title": "t", "content": "c", "comment_count": 0, "like_count": 0, "deleted_ms": None}
        mongo.db()["posts"].insert_many([{"_id": f"{n:024x}", **own} for n in range(3)])
        insert_user("a" * 24)
        run(test)
    finally:
        processes.stop()


def test_who_does_not_read_is_dropped(system: Settings, tmp_path: Path) -> None:
    processes = Processes(environment(system), tmp_path / "log")
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

    try:
        site = Site.start(processes, SOCKET_QUEUE_MAX="20", EVENTS_KEPT="100000")
        run(test)
    finally:
        processes.stop()


def test_sessions_that_cannot_be_asked_after_are_503_and_open_sockets_stay(
    site: Site, servers: ServerAddresses
) -> None:
    async def test() -> None:
        ada = site.person()
        opened = await open_socket(site.live[0], ada)
        servers.kill("journal")
        assert (await refused(site, ada.cookie, {"csrf": ada.csrf}))["status"] == 503
        assert opened.client.connected
        servers.start("journal")
        assert (await opened.ask("join", {"room": "feed"}))["ok"]
        await opened.close()

    try:
        run(test)
    finally:
        if servers.processes["journal"].poll() is not None:
            servers.start("journal")
