"""/chat: what is said is stored, reaches every member on every process in its order, and survives cuts and kills."""

import asyncio
import random
import signal
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from core.content import conversations, messages
from core.identity import accounts
from core.platform.settings import Settings
from core.writes import backlog, journal
from tasks import events
from tests.conftest import carry_out_pending
from tests.support.clients.chat import JsSocket, chat_socket, texts
from tests.support.clients.live import Person, Socket, run
from tests.support.journal_writes import carry_out
from tests.support.processes import Processes, environment, kill
from tests.support.servers import ServerAddresses
from tests.support.site import Site
from tests.support.users import BASE
from tests.support.waiting import eventually, until

MESSAGES = 1000
CUTS = 12


@pytest.fixture
def site(system: Settings, tmp_path: Path, worker: None) -> Iterator[Site]:
    processes = Processes(environment(system), tmp_path / "log")
    try:
        yield Site.start(processes, 2)
    finally:
        processes.stop()


def ask(who: Person, method: str, path: str, body: Any = None) -> Any:
    """One request; the receipt or the thing."""
    answer = who.http.request(method, who.api_url + BASE + path, json=body, headers={"X-CSRF-TOKEN": who.csrf})
    assert answer.ok, answer.text
    return answer.json()


def start_conversation(*people: Person, name: str | None = "Room") -> str:
    """A conversation of these people; its id."""
    body = {"kind": "room" if name else "direct", "member_ids": [each.id for each in people[1:]], "name": name}
    receipt = ask(people[0], "POST", "/conversations", body)
    eventually(lambda: conversations.find(receipt["resource"]["id"], people[0].id))
    return str(receipt["resource"]["id"])


def say(who: Person, conversation_id: str, content: str) -> str:
    """Have a message applied, without HTTP and without waiting for the worker; the id of its write."""
    body = {"conversation_id": conversation_id, "content": content, "client_id": None}
    look = partial(messages.context_of_new, conversation_id, who.id)
    write = journal.accept("message.create", who.id, body, look=look)
    carry_out(write)
    return write.id


async def both(site: Site, ada: Person, bob: Person) -> tuple[Socket, JsSocket]:
    """Ada with Python on one process, Bob with JavaScript on the other."""
    return await chat_socket(site.live[0], ada), await JsSocket.connect(site.live[1], bob)


def test_two_talk_across_processes_and_clients(site: Site) -> None:
    ada, bob = site.people()
    where = start_conversation(ada, bob, name=None)

    async def test() -> None:
        python, javascript = await both(site, ada, bob)
        for n in range(10):
            sender = (python, javascript)[n % 2]
            message = {"conversation_id": where, "content": f"message {n}", "client_id": f"c{n}"}
            first, again = await sender.ask("message.send", message), await sender.ask("message.send", message)
            assert first["ok"] and first["receipt"]["id"] == again["receipt"]["id"]
        for client in (python, javascript):
            await until(lambda client=client: len(texts(client)) == 10)  # type: ignore[misc]
            assert texts(client) == [f"message {n}" for n in range(10)]
            assert len(client.named("message.new")) == 10
        await python.close()
        await javascript.close()

    run(test)
    # Heard when they are accepted, in the history when they are stored.
    path = f"/conversations/{where}/messages?order=oldest"
    eventually(lambda: len(ask(bob, "GET", path)["items"]) == 10)
    items = ask(bob, "GET", path)["items"]
    assert [each["content"] for each in items] == [f"message {n}" for n in range(10)]


def test_edits_deletions_typing_reading_and_presence_are_heard(site: Site) -> None:
    ada, bob = site.people()
    where = start_conversation(ada, bob)

    async def test() -> None:
        python, javascript = await both(site, ada, bob)
        await until(lambda: {"user_id": bob.id, "online": True} in python.named("presence"))
        sent = await python.ask("message.send", {"conversation_id": where, "content": "Helo"})
        message_id = sent["receipt"]["resource"]["id"]
        await until(lambda: javascript.named("message.new"))
        await python.ask("message.edit", {"message_id": message_id, "content": "Hello"})
        edited = (await until(lambda: javascript.named("message.edited")))[0]["message"]
        assert (edited["content"], edited["is_edited"]) == ("Hello", True)
        assert (await python.ask("typing", {"conversation_id": where}))["ok"]
        assert (await until(lambda: javascript.named("typing")))[0] == {"conversation_id": where, "user_id": ada.id}
        assert not python.named("typing")
        await javascript.ask("read", {"conversation_id": where, "seq": 1})
        read = (await until(lambda: python.named("conversation.read")))[0]
        assert (read["actor_id"], read["read_seq"]) == (bob.id, 1)
        assert set((await python.ask("presence", {"conversation_id": where}))["online"]) == {ada.id, bob.id}
        await python.ask("message.delete", {"message_id": message_id})
        assert (await until(lambda: javascript.named("message.deleted")))[0]["message_id"] == message_id
        await javascript.close()
        await until(lambda: {"user_id": bob.id, "online": False} in python.named("presence"))
        await python.close()

    run(test)


def test_whoever_is_no_member_hears_and_does_nothing(site: Site) -> None:
    ada, bob, eve = site.people(3)
    where = start_conversation(ada, bob)
    say(ada, where, "Secret")
    # Accepted is not stored yet.
    message_id = eventually(lambda: ask(ada, "GET", f"/conversations/{where}/messages")["items"])[0]["id"]

    async def test() -> None:
        ear = await chat_socket(site.live[0], eve, last_seq=0)
        asked = [
            ("message.send", {"conversation_id": where, "content": "x"}),
            ("message.edit", {"message_id": message_id, "content": "x"}),
            ("message.delete", {"message_id": message_id}),
            ("read", {"conversation_id": where, "seq": 1}),
            ("typing", {"conversation_id": where}),
            ("presence", {"conversation_id": where}),
        ]
        for name, body in asked:
            answer = await ear.ask(name, body)
            assert (answer["ok"], answer["problem"]["status"]) == (False, 404), name
        for body in ({}, {"conversation_id": {"$ne": ""}, "content": "x"}, {"conversation_id": where, "content": ""}):
            assert (await ear.ask("message.send", body))["problem"]["status"] == 422
        assert "Secret" not in str(ear.heard) and where not in str(ear.heard)
        await ear.close()

    run(test)


def test_who_joins_hears_and_who_leaves_hears_no_more(site: Site) -> None:
    ada, bob = site.people()
    where = start_conversation(ada)

    async def test() -> None:
        ear = await chat_socket(site.live[1], bob)
        await asyncio.to_thread(ask, ada, "POST", f"/conversations/{where}/members", {"user_id": bob.id})
        await until(lambda: ear.named("conversation.joined"))
        await asyncio.to_thread(say, ada, where, "Welcome")
        await until(lambda: texts(ear) == ["Welcome"])
        await asyncio.to_thread(ask, ada, "DELETE", f"/conversations/{where}/members/{bob.id}")
        await until(lambda: ear.named("conversation.left"))
        await asyncio.to_thread(say, ada, where, "He is gone")
        watch = await chat_socket(site.live[1], ada, last_seq=0)
        await until(lambda: len(texts(watch)) == 2)
        assert texts(ear) == ["Welcome"]
        await ear.close()
        await watch.close()

    run(test)


@pytest.mark.parametrize("bar", ["ban", "block"])
def test_who_is_barred_is_told_and_nobody_hears(site: Site, bar: str) -> None:
    ada, bob = site.people()
    where = start_conversation(ada, bob, name=None)

    async def test() -> None:
        python, javascript = await both(site, ada, bob)
        if bar == "ban":
            await asyncio.to_thread(ask, ada, "POST", f"/conversations/{where}/messages", {"content": "1"})
            await until(lambda: texts(javascript) == ["1"] and backlog.totals()["pending"] == 0)
            await asyncio.to_thread(accounts.set_banned, ada.id, True)
            assert (await until(lambda: python.named("bye")))[0]["reason"] == "session_ended"
            receipt = await asyncio.to_thread(say, ada, where, "Not me")
            retracted = (await until(lambda: javascript.named("message.retracted")))[0]
            assert retracted["message_id"] == journal.get(receipt).resource_id
        else:
            await asyncio.to_thread(ask, bob, "PUT", f"/users/{ada.id}/block")
            await until(lambda: backlog.totals()["pending"] == 0)
            answer = await python.ask("message.send", {"conversation_id": where, "content": "Hear me"})
            assert (answer["ok"], answer["problem"]["title"]) == (False, "Blocked")
        await asyncio.to_thread(say, bob, where, "Peace")
        await until(lambda: texts(javascript)[-1:] == ["Peace"])
        assert "Hear me" not in texts(javascript)
        await python.close()
        await javascript.close()

    run(test)


def write_all(who: Person, where: str, count: int, done: threading.Event) -> None:
    """Say `message 0` to `message <count - 1>`, and announce it as the events worker would."""
    for n in range(count):
        say(who, where, f"message {n}")
        if n % 20 == 0:
            events.announce_events()
    done.set()


async def cut_while(running: Callable[[], bool], javascript: JsSocket) -> None:
    """Cut the connection, CUTS times at most: each time when a few more messages were heard."""
    few = random.Random(CUTS)
    for _ in range(CUTS):
        enough = len(texts(javascript)) + few.randint(0, MESSAGES // CUTS)
        await until(lambda enough=enough: len(texts(javascript)) >= enough or not running())  # type: ignore[misc]
        if running():
            await javascript.cut()


def test_a_client_that_is_cut_off_again_and_again_ends_with_all_messages_in_order(site: Site) -> None:
    ada, bob = site.people()
    where, done = start_conversation(ada, bob), threading.Event()

    async def test() -> None:
        javascript = await JsSocket.connect(site.live[0], bob, last_seq=0)
        writing = asyncio.create_task(asyncio.to_thread(write_all, ada, where, MESSAGES, done))
        await cut_while(lambda: not done.is_set(), javascript)
        await writing
        await until(lambda: len(texts(javascript)) >= MESSAGES)
        assert texts(javascript) == [f"message {n}" for n in range(MESSAGES)]
        assert javascript.connects > CUTS // 2
        await javascript.close()

    run(test)


def test_a_killed_process_loses_nothing_that_another_cannot_tell(site: Site) -> None:
    ada, bob = site.people()
    where, done = start_conversation(ada, bob), threading.Event()

    async def test() -> None:
        ear = await chat_socket(site.live[0], bob, last_seq=0)
        writing = asyncio.create_task(asyncio.to_thread(write_all, ada, where, 200, done))
        await until(lambda: len(texts(ear)) > 50)
        await asyncio.to_thread(kill, site.processes.started[1])
        last_seq = max(body["seq"] for body in ear.named("message.new"))
        other = await chat_socket(site.live[1], bob, last_seq=last_seq)
        await writing
        await until(lambda: len(texts(ear)) + len(texts(other)) >= 200)
        assert texts(ear) + texts(other) == [f"message {n}" for n in range(200)]
        await other.close()

    run(test)
    assert site.processes.started[1].returncode == -signal.SIGKILL


def test_restarts_of_redis_and_mqtt_lose_nothing_that_was_said(site: Site, servers: ServerAddresses) -> None:
    ada, bob = site.people()
    where = start_conversation(ada, bob)

    async def test() -> None:
        python, javascript = await both(site, ada, bob)
        for n, name in enumerate(("cache", "mosquitto", "cache")):
            # In this thread, with which the server would end.
            servers.restart(name)
            await asyncio.to_thread(say, ada, where, f"after restart {n}")
            await until(lambda n=n: len(texts(javascript)) == len(texts(python)) == n + 1)  # type: ignore[misc]
        assert texts(python) == texts(javascript) == [f"after restart {n}" for n in range(3)]

        async def types() -> bool:
            await python.ask("typing", {"conversation_id": where})
            return bool(javascript.named("typing"))

        # The pub/sub between the processes comes back.
        await until(types, every_s=0.2)
        await python.close()
        await javascript.close()

    run(test)


def test_hello_tells_what_is_known_and_not_what_is_about_to_come(site: Site) -> None:
    ada, bob = site.people()
    where = start_conversation(ada, bob)
    say(ada, where, "Hello")

    async def test() -> None:
        behind = await chat_socket(site.live[0], bob, last_seq=1)
        await until(lambda: texts(behind) == ["Hello"])
        newest = behind.named("message.new")[0]["seq"]
        ahead = await chat_socket(site.live[0], bob, last_seq=newest + 100)
        assert [behind.named("hello")[0]["seq"], ahead.named("hello")[0]["seq"]] == [1, newest]
        await behind.close()
        await ahead.close()

    run(test)


def test_who_connects_while_mongodb_is_unavailable_comes_back_by_itself(site: Site, servers: ServerAddresses) -> None:
    ada, bob = site.people()
    where = start_conversation(ada, bob)
    servers.kill("mongod")

    async def test() -> None:
        javascript = await JsSocket.connect(site.live[0], bob)
        assert (await until(lambda: javascript.named("bye")))[0] == {"reason": "unavailable"}
        servers.start("mongod")
        await asyncio.to_thread(eventually, lambda: say(ada, where, "Back"), 20)
        await until(lambda: texts(javascript) == ["Back"])
        await javascript.close()

    run(test)


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Cookie": "access_token_cookie=x"}])
def test_the_official_client_is_refused_like_any_other(site: Site, headers: dict[str, str]) -> None:
    ada = site.people(1)[0]

    async def test() -> None:
        refused = await JsSocket.connect(site.live[0], ada, **headers)  # type: ignore[arg-type]
        assert refused.refusal and not refused.named("hello")
        await refused.close()

    run(test)


def test_what_is_said_is_in_no_log(site: Site) -> None:
    ada, bob = site.people()
    where = start_conversation(ada, bob)

    async def test() -> None:
        python, javascript = await both(site, ada, bob)
        await python.ask("message.send", {"conversation_id": where, "content": "Hidden words"})
        await until(lambda: texts(javascript) == ["Hidden words"])
        await python.close()
        await javascript.close()

    run(test)
    carry_out_pending()
    assert "Hidden" not in site.processes.printed()
