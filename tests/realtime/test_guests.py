"""Readers without a session on sockets and event streams."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from core.platform.settings import Settings
from realtime.registry import SWEEP_S
from tests.support.clients.live import Person, Socket, in_feed, run
from tests.support.clients.uninvited import refused
from tests.support.journal_writes import ADA, carry_out, insert_user, new_comment, new_post
from tests.support.site import Site, running_site
from tests.support.waiting import until

PER_NETWORK = 2


@pytest.fixture
def site(system: Settings, tmp_path: Path) -> Iterator[Site]:
    with running_site(system, tmp_path / "log", SOCKETS_PER_NETWORK=str(PER_NETWORK), TRUSTED_PROXIES="1") as started:
        yield started


@pytest.fixture
def closed_site(system: Settings, tmp_path: Path) -> Iterator[Site]:
    with running_site(system, tmp_path / "log", PUBLIC_READS="0") as started:
        yield started


async def guest(site: Site, **headers: str) -> Socket:
    """A guest's socket on `/live`."""
    return await Socket().connect(site.live[0], "", None, **headers)


def stream(site: Site) -> requests.Response:
    """The answer to a guest who asks for events, of which only the head is read."""
    return requests.get(f"{site.live[0]}/api/v1/events?rooms=feed", stream=True, timeout=30)


def test_a_guest_hears_what_everybody_may_read(site: Site) -> None:
    async def test() -> None:
        reader = await guest(site)
        post = await asyncio.to_thread(carry_out, new_post())
        room = f"post:{post.resource_id}"
        for each in ("feed", room):
            assert (await reader.ask("join", {"room": each}))["ok"]
        await asyncio.to_thread(carry_out, new_comment(post.resource_id))
        await until(lambda: [body["type"] for body in reader.named("event")] == ["comment.created"])
        assert (await reader.ask("leave", {"room": room}))["ok"]
        await reader.close()

    insert_user(ADA)
    run(test)


def test_a_guest_has_no_room_and_enters_nobodys(site: Site) -> None:
    async def test() -> None:
        ada, reader = site.person(), await guest(site)
        for room in (f"user:{ada.id}", "user:", "", None, "conversation:" + "1" * 24):
            for action in ("join", "leave"):
                assert not (await reader.ask(action, {"room": room}))["ok"], (action, room)
        await reader.close()

    run(test)


def test_a_guest_does_not_chat_and_a_wrong_cookie_makes_no_guest(site: Site) -> None:
    async def test() -> None:
        assert (await refused(site, "", None, "/chat"))["status"] == 401
        assert (await refused(site, "access_token_cookie=x.y.z", None))["status"] == 401
        assert (await refused(site, site.person().cookie, None))["status"] == 403
        assert await refused(site, "", None, Origin="https://evil.example") == {}

    run(test)


def test_guests_of_one_network_have_so_many_sockets_and_stay(site: Site) -> None:
    async def test() -> None:
        others = await guest(site, **{"X-Forwarded-For": "192.0.2.1"})
        first, second, third = [await guest(site) for _ in range(PER_NETWORK + 1)]
        await until(lambda: not first.client.connected)
        assert first.named("bye") == [{"reason": "replaced"}]
        # One who is signed in has a number of their own, and whose session ends is noticed by the same sweep.
        ada = site.person()
        hers = await in_feed(site.live[0], ada)
        await asyncio.to_thread(ada.sign_out)
        await until(lambda: not hers.client.connected, 4 * SWEEP_S)
        assert all(each.client.connected for each in (others, second, third))
        for each in (others, second, third):
            await each.close()

    run(test)


def test_a_guest_has_a_stream(site: Site) -> None:
    with stream(site) as answer:
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/event-stream")
    url = f"{site.live[0]}/api/v1/events?rooms=feed,user:"
    assert requests.get(url, timeout=30).status_code == 422


def test_where_reading_is_not_public_there_are_no_guests(closed_site: Site) -> None:
    async def test() -> None:
        assert (await refused(closed_site, "", None))["status"] == 401
        opened = await in_feed(closed_site.live[0], Person(closed_site.api))
        await opened.close()

    assert stream(closed_site).status_code == 401
    run(test)
