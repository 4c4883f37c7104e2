"""A realtime process is subscribed to the topics of the rooms that it holds, and hears nothing of the others."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from core.platform.settings import Settings
from core.servers import mqtt
from core.servers.mqtt import ROOT
from core.servers.redis import journal as store
from core.writes import events, positions
from tasks import events as announcements
from tests.support.clients.live import Person, Socket, open_socket, run
from tests.support.journal_writes import ADA, carry_out, insert_user, new_comment, new_post
from tests.support.processes import Processes, environment
from tests.support.scrapes import value
from tests.support.servers import ServerAddresses
from tests.support.site import Site, running_site
from tests.support.waiting import eventually, until

UNDER_POSTS = f"{ROOT}/posts/+/+"
DENIED = {"rolename": "backend", "acltype": "subscribePattern", "topic": UNDER_POSTS}


@pytest.fixture
def site(system: Settings, tmp_path: Path) -> Iterator[Site]:
    insert_user(ADA)
    with running_site(system, tmp_path / "log", 2) as started:
        yield started
    mqtt.disconnect()


def metric(url: str, name: str) -> int:
    return int(value(requests.get(f"{url}/metrics").text, f"social_live_mqtt_{name}"))


async def has_subscriptions(url: str, count: int) -> None:
    await until(lambda: metric(url, "subscriptions") == count)


def post() -> str:
    return str(carry_out(new_post()).resource_id)


async def in_post(url: str, person: Person, post_id: str) -> Socket:
    opened = await open_socket(url, person)
    assert (await opened.ask("join", {"room": f"post:{post_id}"}))["ok"]
    return opened


def publish(*topics: str) -> None:
    """Announce something old on these topics: nobody reads the log because of it."""
    payload = json.dumps({"seq": positions.of(0)}).encode()
    sent = [mqtt.connection().publish(f"{ROOT}/{topic}", payload) for topic in topics]
    assert all(sent)


def change_role(command: dict[str, Any], was_done: str) -> None:
    """Mosquitto does it, cuts off all who have the role before it answers, and is then asked again."""
    eventually(lambda: was_done in (mqtt.connection().control([DENIED | command])[0] or ""))


def test_subscriptions_follow_the_rooms(site: Site, servers: ServerAddresses) -> None:
    first, other = post(), post()

    async def test() -> None:
        opened = [await in_post(url, site.person(), each) for url, each in zip(site.live, (first, other), strict=True)]
        before = [metric(url, "messages_total") for url in site.live]

        async def heard(*counts: int) -> None:
            wanted = [had + count for had, count in zip(before, counts, strict=True)]
            # The last one is for both, and comes after the others.
            await until(lambda: [metric(url, "messages_total") for url in site.live] == wanted)

        def publish_all() -> None:
            elsewhere = ["users/x", "conversations/x", "posts/x/comments"]
            publish(*[f"posts/{first}/comments"] * 5, *[f"posts/{other}/comments"] * 3, *elsewhere, "posts")

        for url in site.live:
            # The user's own topic, the comments of the post, and the posts.
            await has_subscriptions(url, 3)
        await asyncio.to_thread(publish_all)
        await heard(6, 4)
        servers.restart("mosquitto")
        mqtt.disconnect()
        for each in opened:
            await until(lambda each=each: each.named("recovered"))  # type: ignore[misc]
        assert [metric(url, "subscriptions") for url in site.live] == [3, 3]
        await asyncio.to_thread(publish_all)
        await heard(12, 8)
        assert (await opened[0].ask("leave", {"room": f"post:{first}"}))["ok"]
        await has_subscriptions(site.live[0], 1)
        await opened[0].close()
        await has_subscriptions(site.live[0], 0)
        await opened[1].close()

    with servers.started_again("mosquitto"):
        run(test)


def test_a_stream_holds_its_rooms_until_it_is_closed(site: Site) -> None:
    address = f"{site.live[0]}/api/v1/events?rooms=feed"

    async def test() -> None:
        with requests.get(address, headers={"Cookie": site.person().cookie}, stream=True) as stream:
            assert stream.ok
            await has_subscriptions(site.live[0], 2)
        await has_subscriptions(site.live[0], 0)

    run(test)


def test_mqtt_alone_tells_of_the_rooms_held(site: Site) -> None:
    """A process that does not hear the journal's channel, and would look by itself in an hour only."""
    store().acl_setuser("deaf", enabled=True, nopass=True, keys=["*"], categories=["+@all"], commands=["-subscribe"])
    url = site.processes.env["JOURNAL_URL"].replace("redis://", "redis://deaf:nothing@")
    deaf = site.processes.start_realtime(site.api, RELAY_POLL_S="3600", JOURNAL_URL=url)
    post_id = post()

    async def test() -> None:
        opened = await in_post(deaf, site.person(), post_id)
        await has_subscriptions(deaf, 3)
        seqs = []
        for _ in range(5):
            await asyncio.to_thread(carry_out, new_comment(post_id))
            seqs.append(events.bounds()[1])
            await asyncio.to_thread(announcements.announce_events)
            await until(lambda: seqs[-1] in opened.seqs)
        # The event of the post itself is in the room as well, and may be announced before or after the join.
        assert [seq for seq in opened.seqs if seq >= seqs[0]] == seqs
        await opened.close()

    try:
        run(test)
    finally:
        store().acl_deluser("deaf")


def test_refused_topics_are_replaced_by_all_of_them(site: Site) -> None:
    url, post_id = site.live[0], post()

    async def test() -> None:
        opened = await in_post(url, site.person(), post_id)
        await until(lambda: metric(url, "refused_total") == 1)
        assert metric(url, "connected") == 1
        before = metric(url, "messages_total")
        await asyncio.to_thread(publish, f"posts/{post_id}/comments", "users/x")
        await until(lambda: metric(url, "messages_total") == before + 2)
        await opened.close()

    try:
        change_role({"command": "addRoleACL", "allow": False, "priority": 9}, "already exists")
        run(test)
    finally:
        change_role({"command": "removeRoleACL"}, "not found")


def test_thousands_of_topics_are_subscribed_to_in_few_packets(system: Settings, tmp_path: Path) -> None:
    """As many as no single packet could name."""
    script = """
import asyncio
import aiomqtt
from realtime import event_sources, metrics
from realtime.mqtt.held_topics import HeldTopics
from realtime.mqtt.subscriptions import Subscriptions
async def main():
    held = HeldTopics()
    for n in range(5000):
        held.enter(f"post:{n:024x}")
    async with event_sources._client() as client:
        asked, subscribe = [], client.subscribe
        async def counted(topics):
            asked.append(len(topics))
            return await subscribe(topics)
        client.subscribe = counted
        await Subscriptions(client, held).update()
        print("packets", len(asked), "topics", sum(asked), "largest", max(asked))
asyncio.run(main())
"""
    processes = Processes(environment(system), tmp_path / "log")
    assert processes.start("python", "-c", script).wait(60) == 0, processes.printed()
    assert "packets 26 topics 5001 largest 200" in processes.printed()
