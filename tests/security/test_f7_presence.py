"""F7: whether somebody is there, is typing and has read learn those alone who have agreed to it, over sockets and
streams."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.identity import mqtt_credentials
from core.platform.settings import Settings
from core.servers import mqtt
from core.servers.mongo import collection
from tests.support.clients.chat import chat_socket
from tests.support.clients.conversations import ask, come_in, say, start_conversation
from tests.support.clients.event_stream import EventStream, get_stream
from tests.support.clients.live import Person, Socket, open_socket, run
from tests.support.site import Site, running_site
from tests.support.waiting import eventually, until


@pytest.fixture
def site(system: Settings, tmp_path: Path, worker: None) -> Iterator[Site]:
    with running_site(system, tmp_path / "log") as started:
        yield started


async def in_chat(site: Site, who: Person, *conversation_ids: str) -> Socket:
    """A socket of this person, once it is in these conversations."""
    socket = await chat_socket(site.live[0], who)

    async def is_in() -> bool:
        answers = [await socket.ask("presence", {"conversation_id": each}) for each in conversation_ids]
        return all(each["ok"] for each in answers)

    await until(is_in, every_s=0.2)
    return socket


def signs_of(user_id: str, who: Socket) -> set[str]:
    """By which events this client has learnt something of that person."""
    names = ("typing", "presence", "conversation.read")
    return {
        name for name in names for each in who.named(name) if user_id in (each.get("actor_id"), each.get("user_id"))
    }


async def online(who: Socket, conversation_id: str) -> list[str]:
    found: list[str] = (await who.ask("presence", {"conversation_id": conversation_id}))["online"]
    return found


def test_security_f7_who_writes_to_somebody_learns_nothing_of_them_until_they_answer(site: Site) -> None:
    async def test() -> None:
        stranger, bob = site.person(), site.person()
        where = await asyncio.to_thread(start_conversation, stranger, bob, name=None)
        for n in range(2):
            await asyncio.to_thread(say, stranger, where, f"Hello? {n}")
        ear = await in_chat(site, stranger, where)
        talking = await in_chat(site, bob, where)
        assert await online(ear, where) == [stranger.id] and await online(talking, where) == [bob.id]
        here = {"conversation_id": where}
        assert (await talking.ask("typing", here))["ok"] and (await ear.ask("typing", here))["ok"]
        await asyncio.to_thread(ask, bob, "PUT", f"/conversations/{where}/read", {"seq": 1})
        # One's own other pages learn of it.
        await until(lambda: signs_of(bob.id, talking) >= {"conversation.read"})
        await talking.close()
        # His answer comes after all that, and makes them acquainted.
        await asyncio.to_thread(say, bob, where, "Hi")
        await until(lambda: [each for each in ear.named("message.new") if each["actor_id"] == bob.id])
        assert signs_of(bob.id, ear) == set()
        again = await in_chat(site, bob, where)
        await until(lambda: {"user_id": bob.id, "online": True} in ear.named("presence"))
        assert await online(ear, where) == await online(again, where) == sorted([stranger.id, bob.id])
        await again.ask("typing", here)
        await asyncio.to_thread(ask, bob, "PUT", f"/conversations/{where}/read", {"seq": 2})
        await until(lambda: signs_of(bob.id, ear) == {"typing", "presence", "conversation.read"})
        await asyncio.gather(ear.close(), again.close())

    run(test)


def test_security_f7_who_is_invited_hears_of_that_and_nothing_of_the_room(site: Site) -> None:
    async def test() -> None:
        ada, bob = site.person(), site.person()
        own, ear = await open_socket(site.live[0], bob), await chat_socket(site.live[0], bob)
        stream = EventStream(get_stream(site, bob, "?rooms=conversations"))
        room = await asyncio.to_thread(invite, ada, bob)
        await until(lambda: stream.named("invitation.received"))
        await until(lambda: any(each["type"] == "invitation.received" for each in own.named("event")))
        talking = await in_chat(site, ada, room)
        await talking.ask("typing", {"conversation_id": room})
        await asyncio.to_thread(say, ada, room, "Not for him")
        refused = await ear.ask("presence", {"conversation_id": room})
        assert not refused["ok"] and refused["problem"]["status"] == 404
        assert await online(talking, room) == [ada.id]
        await asyncio.to_thread(come_in, bob, room)
        await until(lambda: ear.named("conversation.joined") and stream.named("conversation.joined"))
        assert ear.named("message.new") == stream.named("message.new") == []
        assert signs_of(ada.id, ear) == set() and signs_of(bob.id, talking) == set()
        assert await online(ear, room) == sorted([ada.id, bob.id])
        await asyncio.gather(own.close(), ear.close(), talking.close())

    run(test)


def invite(owner: Person, whom: Person) -> str:
    body = {"kind": "room", "name": "Room", "member_ids": [whom.id]}
    room_id = str(ask(owner, "POST", "/conversations", body)["resource"]["id"])
    eventually(lambda: collection("conversations").find_one({"_id": room_id, "invited": whom.id}))
    return room_id


def test_security_f7_in_the_room_of_a_third_two_whom_a_block_parts_see_nothing_of_each_other(site: Site) -> None:
    async def test() -> None:
        eve, ada, bob = (site.person() for _ in range(3))
        room = await asyncio.to_thread(start_conversation, eve, ada, bob)
        await asyncio.to_thread(ask, ada, "PUT", f"/users/{bob.id}/block")
        await until(lambda: collection("blocks").find_one({"blocker_id": ada.id}))
        third, blocked = await in_chat(site, eve, room), await in_chat(site, bob, room)
        blocker = await in_chat(site, ada, room)
        assert await online(blocked, room) == sorted([eve.id, bob.id])
        assert await online(third, room) == sorted([eve.id, ada.id, bob.id])
        here: dict[str, Any] = {"conversation_id": room}
        await asyncio.to_thread(say, eve, room, "All hear this")
        for who in (blocker, blocked):
            assert (await who.ask("typing", here))["ok"]
        await asyncio.to_thread(ask, ada, "PUT", f"/conversations/{room}/read", {"seq": 1})
        await until(lambda: {each["user_id"] for each in third.named("typing")} == {ada.id, bob.id})
        await until(lambda: blocker.named("conversation.read"))
        await blocker.close()
        await until(lambda: {"user_id": ada.id, "online": False} in third.named("presence"))
        await third.ask("typing", here)
        await until(lambda: {each["user_id"] for each in blocked.named("typing")} == {eve.id})
        assert signs_of(ada.id, blocked) == signs_of(bob.id, blocker) == set()
        assert [each["message"]["content"] for each in blocked.named("message.new")][-1:] == ["All hear this"]
        await asyncio.gather(third.close(), blocked.close())

    run(test)


def test_security_f7_over_mqtt_an_invitation_reaches_who_is_invited_and_what_happens_in_the_room_no_reader() -> None:
    ids = {"conversation_id": "c" * 24, "actor_id": "a" * 24, "user_id": "b" * 24}
    mine, others = mqtt_credentials.topics_for("b" * 24), mqtt_credentials.topics_for("e" * 24)
    for kind in ("invitation.received", "invitation.ended"):
        topic = mqtt.topic_of(ids | {"type": kind})
        assert topic in mine and topic not in others
    for kind in ("invited", "uninvited", "joined", "left"):
        topic = mqtt.topic_of(ids | {"type": f"conversation.{kind}"})
        assert topic.startswith(f"{mqtt.ROOT}/conversations/") and topic not in mine
