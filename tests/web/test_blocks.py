"""Who is blocked reaches nobody in a direct conversation, whichever way they try."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.platform.settings import Settings
from core.servers.mongo import db
from core.servers.sharding.filters import partition
from tests.support.clients.chat import chat_socket
from tests.support.clients.live import Person, Socket, run
from tests.support.conversations_api import drained, heard, outcome, say, start
from tests.support.processes import Processes, environment
from tests.support.site import Site
from tests.support.users import BASE, SignedIn
from tests.support.waiting import until

REFUSAL = "You can't message this person."


@pytest.fixture
def site(system: Settings, tmp_path: Path, worker: None) -> Iterator[Site]:
    processes = Processes(environment(system), tmp_path / "log")
    try:
        yield Site.start(processes)
    finally:
        processes.stop()


def block(who: SignedIn, whom: SignedIn) -> None:
    assert who.call("PUT", f"/users/{whom.id}/block").status_code == 202
    drained()


WAYS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "a new message": ("POST", "{where}/messages", {"content": "Hello?"}),
    "an edit": ("PATCH", "/messages/{message}", {"content": "Read this"}),
}


@pytest.mark.parametrize("way", WAYS)
def test_security_f5_who_is_blocked_is_refused_over_http(people: list[SignedIn], way: str) -> None:
    ada, bob = people
    where = start(ada, bob)
    message = say(bob, where, "Hi")["resource"]["id"]
    drained()
    block(ada, bob)
    method, path, body = WAYS[way]
    refused = bob.call(method, path.format(where=where, message=message), body)
    assert (refused.status_code, refused.get_json()["detail"]) == (403, REFUSAL)
    drained()
    assert heard(ada, where) == ["Hi"]


@pytest.mark.parametrize("way", WAYS)
def test_security_f5_what_was_accepted_before_the_block_is_refused_by_the_worker(
    people: list[SignedIn], way: str
) -> None:
    ada, bob = people
    where = start(ada, bob)
    message = say(bob, where, "Hi")["resource"]["id"]
    drained()
    method, path, body = WAYS[way]
    late = bob.call(method, path.format(where=where, message=message), body).get_json()
    pair = {"blocker_id": ada.id, "blocked_id": bob.id, "p": partition(bob.id)}
    db()["blocks"].insert_one({"_id": f"{ada.id}:{bob.id}", **pair})
    problem = outcome(bob, late)["problem"]
    assert (problem["status"], problem["detail"]) == (403, REFUSAL)
    assert heard(ada, where) == ["Hi"]


def test_security_f5_who_is_blocked_may_still_delete_their_own_and_speaks_in_the_rooms_of_others(
    people: list[SignedIn], sign_up: Callable[..., SignedIn]
) -> None:
    ada, bob = people
    where, room = start(ada, bob), start(sign_up("Eve"), ada, bob, name="Tea")
    message, in_room = (say(bob, each, "Hi")["resource"]["id"] for each in (where, room))
    drained()
    block(ada, bob)
    assert outcome(bob, bob.patch(f"/messages/{in_room}", {"content": "Hello"}).get_json())["state"] == "applied"
    assert outcome(bob, bob.delete(f"/messages/{message}").get_json())["state"] == "applied"
    assert (heard(ada, where), heard(ada, room)) == ([], ["Hello"])


def ask(who: Person, method: str, path: str, body: Any = None) -> Any:
    headers = {"X-CSRF-TOKEN": who.csrf, "Prefer": "wait=60"}
    answer = who.http.request(method, who.api_url + BASE + path, json=body, headers=headers)
    assert answer.ok, answer.text
    return answer.json() if answer.content else None


def everything_about(who: Socket, user_id: str) -> list[str]:
    names = ("typing", "presence", "message.edited", "message.new")
    return [name for name in names for each in who.named(name) if user_id in str(each)]


async def in_room(socket: Socket, here: dict[str, str]) -> None:
    async def is_in() -> bool:
        return bool((await socket.ask("presence", here))["ok"])

    await until(is_in, every_s=0.2)


def test_security_f5_who_is_blocked_reaches_nobody_over_a_socket(site: Site) -> None:
    async def test() -> None:
        ada, bob = site.person(), site.person()
        direct = {"kind": "direct", "member_ids": [bob.id], "name": None}
        where = str((await asyncio.to_thread(ask, ada, "POST", "/conversations", direct))["id"])
        here = {"conversation_id": where}
        await asyncio.to_thread(ask, ada, "POST", f"/conversations/{where}/messages", {"content": "Hello"})
        hi = await asyncio.to_thread(ask, bob, "POST", f"/conversations/{where}/messages", {"content": "Hi"})
        await asyncio.to_thread(ask, ada, "PUT", f"/users/{bob.id}/block")
        blocker, blocked = await chat_socket(site.live[0], ada), await chat_socket(site.live[0], bob)
        ways = {
            "typing": here,
            "message.send": here | {"content": "Hello?"},
            "message.edit": {"message_id": hi["id"], "content": "Read this"},
        }
        # Who has just connected is not in the room yet.
        await in_room(blocked, here)
        for name, body in ways.items():
            answer = await blocked.ask(name, body)
            assert not answer["ok"] and answer["problem"]["detail"] == REFUSAL, name
        assert (await blocked.ask("presence", here))["online"] == [bob.id]
        assert (await blocker.ask("presence", here))["online"] == [ada.id]
        assert (await blocker.ask("typing", here))["ok"]
        # What comes after it shows that nothing came before.
        await asyncio.to_thread(ask, ada, "DELETE", f"/users/{bob.id}/block")
        assert everything_about(blocked, ada.id) == [] and everything_about(blocker, bob.id) == []
        assert (await blocked.ask("typing", here))["ok"] and (await blocker.ask("typing", here))["ok"]
        await until(lambda: blocker.named("typing") and blocked.named("typing"))
        assert len(blocker.named("typing")) == len(blocked.named("typing")) == 1
        assert (await blocked.ask("presence", here))["online"] == sorted([ada.id, bob.id])
        assert blocked.named("presence") == []
        await asyncio.gather(blocker.close(), blocked.close())

    run(test)


def test_security_f5_who_is_blocked_hears_nobody_come_or_go(site: Site) -> None:
    async def test() -> None:
        ada, bob, eve = (site.person() for _ in range(3))
        for other in (bob, eve):
            body = {"kind": "direct", "member_ids": [other.id], "name": None}
            where = (await asyncio.to_thread(ask, ada, "POST", "/conversations", body))["id"]
            for who in (ada, other):
                await asyncio.to_thread(ask, who, "POST", f"/conversations/{where}/messages", {"content": "Hi"})
        await asyncio.to_thread(ask, ada, "PUT", f"/users/{bob.id}/block")
        blocked, friend = await chat_socket(site.live[0], bob), await chat_socket(site.live[0], eve)
        blocker = await chat_socket(site.live[0], ada)
        await until(lambda: {"user_id": ada.id, "online": True} in friend.named("presence"))
        await blocker.close()
        await until(lambda: {"user_id": ada.id, "online": False} in friend.named("presence"))
        assert everything_about(blocked, ada.id) == []
        await asyncio.gather(blocked.close(), friend.close())

    run(test)


def test_security_f5_how_far_somebody_has_read_is_told_to_nobody_whom_a_block_keeps_from_them(site: Site) -> None:
    async def test() -> None:
        ada, bob = site.person(), site.person()
        direct = {"kind": "direct", "member_ids": [bob.id], "name": None}
        where = str((await asyncio.to_thread(ask, ada, "POST", "/conversations", direct))["id"])
        for who in (ada, bob):
            await asyncio.to_thread(ask, who, "POST", f"/conversations/{where}/messages", {"content": "Hi"})
        await asyncio.to_thread(ask, ada, "PUT", f"/users/{bob.id}/block")
        blocker, blocked = await chat_socket(site.live[0], ada), await chat_socket(site.live[0], bob)
        await in_room(blocker, {"conversation_id": where})
        await asyncio.to_thread(ask, ada, "PUT", f"/conversations/{where}/read", {"seq": 2})
        # One's own other pages still learn of it.
        await until(lambda: blocker.named("conversation.read"))
        late, own = await chat_socket(site.live[0], bob, last_seq=0), await chat_socket(site.live[0], ada, last_seq=0)
        await until(lambda: own.named("conversation.read") and late.named("message.new"))
        assert set(own.named("conversation.read")[0]) == set(blocker.named("conversation.read")[0]) != set()
        assert "only_for" not in own.named("conversation.read")[0]
        assert late.named("conversation.read") == blocked.named("conversation.read") == []
        await asyncio.gather(*(each.close() for each in (blocker, blocked, late, own)))

    run(test)
