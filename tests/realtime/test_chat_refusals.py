"""Who is not let into `/chat`, and who is thrown out of it or told no."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.identity import accounts
from core.platform.settings import Settings
from core.writes import backlog
from tests.support.clients.chat import chat_socket, texts
from tests.support.clients.live import Person, Socket, run
from tests.support.clients.uninvited import forged_cookie, raw, refused
from tests.support.processes import Processes, environment
from tests.support.site import Site
from tests.support.users import BASE
from tests.support.waiting import until

KIB = 1024
NOBODY = "0" * 24


@pytest.fixture
def site(system: Settings, tmp_path: Path, worker: None) -> Iterator[Site]:
    processes = Processes(environment(system), tmp_path / "log")
    try:
        yield Site.start(processes)
    finally:
        processes.stop()


def ask(who: Person, method: str, path: str, body: Any = None) -> Any:
    """One request; what it answers, once the write has taken effect."""
    headers = {"X-CSRF-TOKEN": who.csrf, "Prefer": "wait=60"}
    answer = who.http.request(method, who.api_url + BASE + path, json=body, headers=headers)
    assert answer.ok, answer.text
    return answer.json() if answer.content else None


def start_conversation(*people: Person, kind: str = "direct") -> str:
    """A conversation of these people; its id."""
    body = {"kind": kind, "member_ids": [each.id for each in people[1:]], "name": "Room" if kind == "room" else None}
    conversation_id = str(ask(people[0], "POST", "/conversations", body)["id"])
    for each in people[1:] if kind == "room" else ():
        ask(each, "PUT", f"/invitations/{conversation_id}")
    return conversation_id


def told(who: Socket, name: str) -> set[str]:
    """The ids of the messages that somebody was told of in this way."""
    return {each["message_id"] for each in who.named(name)}


def test_security_a27_a_chat_needs_cookie_csrf_value_and_origin(site: Site) -> None:
    async def test() -> None:
        ada = site.person()
        right = {"csrf": ada.csrf}
        for auth in (None, {}, {"csrf": "wrong"}):
            assert (await refused(site, ada.cookie, auth, "/chat"))["status"] == 403, auth
        for cookie in ("", forged_cookie(ada, exp=int(time.time()) - 60), forged_cookie(ada, sid="f" * 24)):
            assert (await refused(site, cookie, right, "/chat"))["status"] == 401, cookie
        assert await refused(site, ada.cookie, right, "/chat", Origin="https://evil.example") == {}
        await (await Socket("/chat").connect(site.live[0], ada.cookie, right, Origin=site.live[0])).close()

    run(test)


def test_a_chat_ends_with_its_session_and_when_its_token_expires(site: Site) -> None:
    async def test() -> None:
        ada, bob = site.person(), site.person()
        soon = forged_cookie(bob, exp=int(time.time()) + 3)
        mine = await chat_socket(site.live[0], ada)
        other = await Socket("/chat").connect(site.live[0], soon, {"csrf": bob.csrf})
        cookie, csrf = ada.cookie, ada.csrf
        await asyncio.to_thread(ada.sign_out)
        await until(lambda: not mine.client.connected and not other.client.connected)
        assert (mine.named("bye"), other.named("bye")) == ([{"reason": "session_ended"}], [{"reason": "token_expired"}])
        assert (await refused(site, cookie, {"csrf": csrf}, "/chat"))["status"] == 401

    run(test)


def test_who_speaks_before_signing_in_is_cut_off_without_an_answer(site: Site) -> None:
    packets = ('42/chat,["message.send",{}]', '42/chat,1["presence",{}]', '42["message.send",{}]')

    async def test() -> None:
        everything = await asyncio.gather(*(raw(site, lambda ws, each=each: ws.send_str(each)) for each in packets))  # type: ignore[misc]
        for heard in everything:
            assert heard[0].startswith("0{") and heard[1:] in ([], ["1"])

    run(test)


def test_a_message_may_have_32_kib_with_its_envelope_and_not_33(site: Site) -> None:
    async def test() -> None:
        ada = site.person()
        opened = await chat_socket(site.live[0], ada)
        answer = await opened.ask("message.send", {"conversation_id": NOBODY, "content": "x" * 31 * KIB})
        assert answer["problem"]["status"] == 422
        body = {"conversation_id": NOBODY, "content": "x" * 33 * KIB}
        await opened.client.emit("message.send", body, namespace="/chat")
        await until(lambda: not opened.client.connected)
        await (await chat_socket(site.live[0], ada)).close()

    run(test)


def test_a_hundred_events_in_a_second_are_too_many(site: Site) -> None:
    async def test() -> None:
        for name in ("typing", "message.send", "no.such.event"):
            opened = await chat_socket(site.live[0], site.person())
            for _ in range(100):
                await opened.client.emit(name, {"conversation_id": NOBODY}, namespace="/chat")
            await until(lambda opened=opened: not opened.client.connected)  # type: ignore[misc]
            assert opened.named("bye") == [{"reason": "too_fast"}]

    run(test)


def test_nobody_joins_the_room_of_others(site: Site) -> None:
    async def test() -> None:
        ada, bob, eve = (site.person() for _ in range(3))
        where = await asyncio.to_thread(start_conversation, ada, bob)
        member, outsider = await chat_socket(site.live[0], ada), await chat_socket(site.live[0], eve, last_seq=0)
        for name, body in (("join", {"room": f"conversation:{where}"}), ("read", {"conversation_id": where, "seq": 1})):
            assert (await outsider.ask(name, body))["problem"]["status"] == 404
        assert (await outsider.ask("message.send", {"conversation_id": where, "content": "Me too"}))["problem"][
            "status"
        ] == 404
        assert (await member.ask("message.send", {"conversation_id": where, "content": "Secret"}))["ok"]
        await until(lambda: texts(member) == ["Secret"])
        assert where not in str(outsider.heard)
        await member.close()
        await outsider.close()

    run(test)


def test_who_is_blocked_is_told_so_and_not_heard_in_private(site: Site) -> None:
    async def test() -> None:
        ada, bob = site.person(), site.person()
        where = await asyncio.to_thread(start_conversation, ada, bob)
        speaker, subscriber = await chat_socket(site.live[0], ada), await chat_socket(site.live[0], bob)
        await asyncio.to_thread(ask, bob, "PUT", f"/users/{ada.id}/block")
        answer = await speaker.ask("message.send", {"conversation_id": where, "content": "Hear me"})
        assert (answer["problem"]["status"], answer["problem"]["title"]) == (403, "Blocked")
        await asyncio.to_thread(ask, bob, "DELETE", f"/users/{ada.id}/block")
        assert (await speaker.ask("message.send", {"conversation_id": where, "content": "Thanks"}))["ok"]
        await until(lambda: texts(subscriber) == ["Thanks"])
        await speaker.close()
        await subscriber.close()

    run(test)


def test_who_is_banned_is_thrown_out_and_not_heard(site: Site) -> None:
    async def test() -> None:
        ada, bob = site.person(), site.person()
        where = await asyncio.to_thread(start_conversation, ada, bob, kind="room")
        speaker, subscriber = await chat_socket(site.live[0], ada), await chat_socket(site.live[0], bob)
        await asyncio.to_thread(accounts.set_banned, ada.id, True)
        # Until the socket ends, a message may be accepted; then it is taken back.
        await speaker.client.emit("message.send", {"conversation_id": where, "content": "Still me"}, namespace="/chat")
        await until(lambda: not speaker.client.connected)
        assert speaker.named("bye") == [{"reason": "session_ended"}]
        assert (await refused(site, ada.cookie, {"csrf": ada.csrf}, "/chat"))["status"] == 401
        await until(lambda: backlog.totals()["pending"] == 0)
        await until(lambda: told(subscriber, "message.new") <= told(subscriber, "message.retracted"))
        assert (await asyncio.to_thread(ask, bob, "GET", f"/conversations/{where}/messages"))["items"] == []
        await subscriber.close()

    run(test)


def test_messages_have_one_budget_whichever_way_they_come(site: Site) -> None:
    live = site.processes.start_realtime(site.api, RATE_MESSAGES="3/minute")

    async def test() -> None:
        ada, bob = site.person(), site.person()
        where = await asyncio.to_thread(start_conversation, ada, bob)
        socket = await chat_socket(live, ada)
        answers = [
            await socket.ask("message.send", {"conversation_id": where, "content": f"message {n}"}) for n in range(5)
        ]
        assert [answer["ok"] for answer in answers] == [True] * 3 + [False] * 2
        assert (answers[-1]["problem"]["status"], answers[-1]["problem"]["title"]) == (429, "Too many requests")
        await socket.close()

    run(test)
