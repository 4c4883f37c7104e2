"""Conversations in event streams: what members hear over `/chat`, they hear there as well, and nobody else does."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.platform.settings import Settings
from core.writes import journal
from tests.support.clients.chat import chat_socket, texts
from tests.support.clients.conversations import ask, bring, meet, say, start_conversation
from tests.support.clients.event_stream import EventStream, get_stream
from tests.support.clients.live import Person, Socket, number_of, run
from tests.support.journal_writes import carry_out, new_post
from tests.support.servers import ServerAddresses
from tests.support.site import Site, running_site
from tests.support.waiting import eventually, until


@pytest.fixture
def site(system: Settings, tmp_path: Path, worker: None) -> Iterator[Site]:
    with running_site(system, tmp_path / "log") as started:
        yield started


def follow(site: Site, person: Person, rooms: str = "conversations", **headers: str) -> EventStream:
    """A stream of this person's conversations."""
    return EventStream(get_stream(site, person, f"?rooms={rooms}", **headers))


def said(stream: EventStream) -> list[str]:
    """What the stream heard people say."""
    return [body["message"]["content"] for body in stream.named("message.new")]


def test_who_joins_hears_everything_and_who_leaves_hears_no_more(site: Site) -> None:
    ada, bob, eve = site.people(3)
    where = start_conversation(ada)
    ear, uninvited = follow(site, bob), follow(site, eve, "feed,conversations")
    bring(ada, where, bob)
    eventually(lambda: ear.named("conversation.joined"))
    say(ada, where, "Welcome")
    message = eventually(lambda: ear.named("message.new"))[0]["message"]
    ask(ada, "PATCH", f"/messages/{message['id']}", {"content": "Welcome, Bob"})
    eventually(lambda: [each["message"]["content"] for each in ear.named("message.edited")] == ["Welcome, Bob"])
    ask(bob, "PUT", f"/conversations/{where}/read", {"seq": 1})
    eventually(lambda: ear.named("conversation.read"))
    ask(ada, "DELETE", f"/messages/{message['id']}")
    eventually(lambda: ear.named("message.deleted"))
    ask(ada, "PATCH", f"/conversations/{where}", {"name": "The parlour"})
    (renamed,) = eventually(lambda: ear.named("conversation.renamed"))
    assert (renamed["conversation_id"], renamed["actor_id"]) == (where, ada.id)
    # Whoever hears of it can read it.
    assert ask(bob, "GET", f"/conversations/{where}")["name"] == "The parlour"
    ask(ada, "DELETE", f"/conversations/{where}/members/{bob.id}")
    eventually(lambda: ear.named("conversation.left"))
    watch = follow(site, ada)
    say(ada, where, "He is gone")
    eventually(lambda: said(watch) == ["He is gone"])
    # What comes after it has come: nothing of the conversation did.
    carry_out(new_post())
    eventually(lambda: uninvited.named("post.created"))
    assert said(ear) == ["Welcome"] and where not in json.dumps(uninvited.heard)


def test_a_conversation_that_begins_is_heard_at_once(site: Site) -> None:
    ada, bob = site.people()
    ear = follow(site, bob)
    where = start_conversation(ada, bob, name=None)
    say(ada, where, "Hello")
    eventually(lambda: said(ear) == ["Hello"])
    assert [each["conversation_id"] for each in ear.named("conversation.created")] == [where]


def test_who_comes_back_hears_what_was_missed_once(site: Site) -> None:
    ada, bob = site.people()
    where = start_conversation(ada, bob)
    ear = follow(site, bob)
    say(ada, where, "1")
    eventually(lambda: said(ear) == ["1"])
    last_id = ear.heard[-1][0]
    ear.leave()
    words = [str(n) for n in range(2, 14)]
    for each in words:
        say(ada, where, each)
    back = follow(site, bob, Last_Event_ID=last_id)
    say(ada, where, "14")
    eventually(lambda: said(back)[-1:] == ["14"])
    assert said(back) == [*words, "14"]
    numbers = [number_of(each["seq"]) for each in back.named("message.new")]
    assert numbers == sorted(numbers)


def test_a_first_stream_brings_what_the_history_does_not_have_yet(system: Settings, tmp_path: Path) -> None:
    # Without a worker nothing that is accepted is stored.
    with running_site(system, tmp_path / "log") as site:
        ada, bob = site.people()
        receipt = ask(ada, "POST", "/conversations", {"kind": "direct", "member_ids": [bob.id], "name": None})
        carry_out(journal.get(receipt["id"]))
        where = receipt["resource"]["id"]
        ask(ada, "POST", f"/conversations/{where}/messages", {"content": "Accepted"})
        assert said(follow(site, bob)) == ["Accepted"]


def test_whoever_is_here_only_by_a_stream_is_seen_and_missed(site: Site) -> None:
    ada, bob = site.people()
    meet(ada, bob)

    async def presence_of_bob(watch: Socket, online: bool) -> None:
        await until(lambda: {"user_id": bob.id, "online": online} in watch.named("presence"))

    async def test() -> None:
        watch = await chat_socket(site.live[0], ada)
        stream = await asyncio.to_thread(follow, site, bob)
        await presence_of_bob(watch, True)
        stream.leave()
        await presence_of_bob(watch, False)
        await watch.close()

    run(test)


def test_a_socket_beside_a_stream_gets_no_event_twice(site: Site) -> None:
    ada, bob = site.people()
    where = start_conversation(ada, bob)
    say(ada, where, "Before")

    async def test() -> None:
        beside = await chat_socket(site.live[0], bob, last_seq=0, events=False)
        whole = await chat_socket(site.live[0], bob, last_seq=0)
        ear = await asyncio.to_thread(follow, site, bob)
        ada_speaks = await chat_socket(site.live[0], ada)
        await asyncio.to_thread(say, ada, where, "Now")
        await until(lambda: texts(whole) == ["Before", "Now"] and said(ear) == ["Now"])
        assert (await ada_speaks.ask("typing", {"conversation_id": where}))["ok"]
        await until(lambda: beside.named("typing"))
        assert not texts(beside)
        for socket in (beside, whole, ada_speaks):
            await socket.close()

    run(test)


def test_guests_have_no_conversations(site: Site) -> None:
    class Guest:
        cookie = ""

    guest: Any = Guest()
    answer = get_stream(site, guest, "?rooms=feed,conversations")
    assert answer.status_code == 422 and answer.json()["errors"]


def test_without_mongodb_a_stream_of_conversations_is_refused_with_503(site: Site, servers: ServerAddresses) -> None:
    ada = site.person()
    assert follow(site, ada).named("hello")
    servers.kill("mongod")
    try:
        answer = get_stream(site, ada, "?rooms=conversations")
        assert answer.status_code == 503 and answer.headers["Content-Type"] == "application/problem+json"
    finally:
        servers.start("mongod")
