"""Who is not let onto a socket or into a room, and whose socket ends."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from core.platform.settings import Settings
from tests.support.clients.live import Socket, in_feed, open_socket, run
from tests.support.clients.uninvited import forged_cookie, raw, refused
from tests.support.journal_writes import carry_out, delete, insert_user, new_post
from tests.support.processes import Processes, environment
from tests.support.servers import ServerAddresses
from tests.support.site import Site, running_site
from tests.support.waiting import until

Claims = dict[str, Any]


@pytest.fixture
def site(system: Settings, tmp_path: Path) -> Iterator[Site]:
    with running_site(system, tmp_path / "log") as started:
        yield started


def test_security_a27_a_socket_needs_cookie_csrf_value_and_origin(site: Site) -> None:
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
        cookies = ["access_token_cookie=x.y.z", *(forged_cookie(ada, **changes) for changes in bad_tokens)]
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


@pytest.mark.parametrize(
    "packet", ["", "x", "42/live,", '42["join",{"room":"feed"}]', '42/live,["join",{}]', "451-/live,"]
)
def test_whoever_does_not_sign_in_first_gets_nothing_and_is_cut_off(site: Site, packet: str) -> None:
    async def test() -> None:
        heard = await raw(site, lambda socket: socket.send_str(packet))
        assert heard[0].startswith("0{") and heard[1:] in ([], ["1"])

    run(test)


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
