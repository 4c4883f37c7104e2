"""/chat: what is said is stored, and reaches every member on every process in its order, and nobody else."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.identity import accounts
from core.platform.settings import Settings
from core.writes import backlog, journal
from tests.conftest import carry_out_pending
from tests.support.clients.chat import JsSocket, chat_socket, texts
from tests.support.clients.conversations import ask, both, bring, say, start_conversation
from tests.support.clients.live import number_of, run
from tests.support.site import Site, running_site
from tests.support.waiting import eventually, until


@pytest.fixture
def site(system: Settings, tmp_path: Path, worker: None) -> Iterator[Site]:
    with running_site(system, tmp_path / "log", 2) as started:
        yield started


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


def test_edits_deletions_typing_reading_names_and_presence_are_heard(site: Site) -> None:
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
        await asyncio.to_thread(ask, ada, "PATCH", f"/conversations/{where}", {"name": "The parlour"})
        for client in (python, javascript):
            (renamed,) = await until(lambda client=client: client.named("conversation.renamed"))  # type: ignore[misc]
            assert (renamed["conversation_id"], renamed["actor_id"]) == (where, ada.id)
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
        await asyncio.to_thread(bring, ada, where, bob)
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


def test_hello_tells_what_is_known_and_not_what_is_about_to_come(site: Site) -> None:
    ada, bob = site.people()
    where = start_conversation(ada, bob)
    say(ada, where, "Hello")

    async def test() -> None:
        behind = await chat_socket(site.live[0], bob, last_seq=1)
        await until(lambda: texts(behind) == ["Hello"])
        newest = number_of(behind.named("message.new")[0]["seq"])
        ahead = await chat_socket(site.live[0], bob, last_seq=newest + 100)
        hellos = [number_of(each.named("hello")[0]["seq"]) for each in (behind, ahead)]
        assert hellos == [1, newest]
        await behind.close()
        await ahead.close()

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
