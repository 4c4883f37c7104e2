"""Positions: opaque to clients, one for each room, and one for all when nothing is missing."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import socketio
from hypothesis import given
from hypothesis import strategies as st

from core.platform.settings import Settings
from core.writes import positions
from core.writes.positions import Position
from realtime.live import _InRoom
from realtime.members import Member
from realtime.namespace import Guarded
from realtime.relay import Relay
from realtime.stream import Stream
from tests.support.clients.chat import chat_socket, texts
from tests.support.clients.conversations import say, start_conversation
from tests.support.clients.live import Socket, in_feed, number_of, open_socket, run
from tests.support.journal_writes import carry_out, new_post
from tests.support.site import Site, running_site
from tests.support.waiting import until

NUMBERS = st.integers(0, 2**52)


@pytest.fixture
def site(system: Settings, tmp_path: Path, worker: None) -> Iterator[Site]:
    """An API and a realtime process."""
    with running_site(system, tmp_path / "log") as running:
        yield running


@given(position=st.dictionaries(st.integers(0, 255), NUMBERS, min_size=1, max_size=256))
def test_a_position_comes_back_as_it_was_written(position: Position) -> None:
    assert positions.read(positions.write(position)) == position


@given(number=NUMBERS)
def test_the_integers_of_the_version_before_are_understood(number: int) -> None:
    assert positions.read(number) == positions.read(str(number)) == {positions.THE_LOG: number}


NO_POSITIONS: list[Any] = [
    *(-1, 2**53, 1.5, True, None, [], {}, "", "-1", "00-", "0-1", "00-1_", "zz-1", "00-A", " 00-1", "00-1\n"),
    *("1" * 17, str(2**53), f"00-{'f' * 14}", f"00-{'0' * 15}", "_".join(["00-1"] * 257), "\u0661"),
]


@pytest.mark.parametrize("given", NO_POSITIONS)
def test_anything_else_is_no_position(given: Any) -> None:
    assert positions.read(given) is None


def test_a_stream_tells_its_position_as_an_event_which_scripts_can_see(system: Settings) -> None:
    stream = Stream({"feed"}, Relay())
    sent: list[bytes] = []

    async def send(message: Any) -> None:
        sent.append(message["body"])

    async def test() -> None:
        stream.put_position(184)
        await stream.end("unavailable")
        await stream.write(send)

    asyncio.run(test())
    assert sent[0] == b'id: 00-b8\nevent: position\ndata: {"seq":"00-b8"}\n\n'


def test_who_comes_back_gets_in_each_room_what_was_missed_there(site: Site) -> None:
    ada, bob = site.person(), site.person()
    one, other = start_conversation(ada, bob, name="One"), start_conversation(ada, bob, name="Other")

    async def test() -> None:
        ear = await chat_socket(site.live[0], bob, last_seq=0)
        base = ear.named("hello")[0]["seq"]
        for where, content in ((one, "1"), (other, "2"), (one, "3"), (other, "4")):
            await asyncio.to_thread(say, ada, where, content)
        await until(lambda: len(texts(ear)) == 4)
        await ear.close()
        third = next(body for body in ear.named("message.new") if body["message"]["content"] == "3")
        assert third["rooms"] == [f"conversation:{one}"]
        back = await chat_socket(site.live[0], bob, last_seq=base, rooms={third["rooms"][0]: third["seq"]})
        await until(lambda: back.named("position"))
        assert texts(back) == ["2", "4"]
        again = await chat_socket(site.live[0], bob, last_seq=back.named("position")[0]["seq"])
        await until(lambda: again.named("position"))
        assert texts(again) == []
        await back.close()
        await again.close()

    run(test)


def test_a_room_is_joined_from_the_position_that_was_heard(site: Site) -> None:
    async def test() -> None:
        first = await in_feed(site.live[0], site.person())
        await asyncio.to_thread(lambda: [carry_out(new_post()) for _ in range(3)])
        await until(lambda: len(first.seqs) == 3)
        second = first.named("event")[1]["seq"]
        back = await open_socket(site.live[0], site.person())
        answer = await back.ask("join", {"room": "feed", "last_seq": second})
        await until(lambda: back.seqs)
        assert (back.seqs, number_of(answer["seq"])) == (first.seqs[2:], first.seqs[-1])
        for odd in ("", "7-5", -1, {"feed": second}):
            assert (await back.ask("join", {"room": "feed", "last_seq": odd}))["problem"]["status"] == 422
        await first.close()
        await back.close()

    run(test)


@pytest.mark.parametrize("rooms", ["feed", ["feed"], {"feed": "x"}, {"feed": -1}])
def test_odd_positions_are_refused_when_connecting(site: Site, rooms: Any) -> None:
    async def test() -> None:
        socket, person = Socket("/chat"), site.person()
        with pytest.raises(socketio.exceptions.ConnectionError):
            await socket.connect(site.live[0], person.cookie, {"csrf": person.csrf, "rooms": rooms})
        assert socket.refusal["data"]["status"] == 422

    run(test)


def test_who_is_catching_up_is_told_no_position(system: Settings) -> None:
    async def test() -> None:
        relay = Relay()
        guarded, told = Guarded("/live", None, relay), list[str]()  # type: ignore[arg-type]

        class Noting(Member):
            async def send_position(self, seq: int) -> None:
                told.append(self.sid)

        def member_of(sid: str) -> Member:
            member = Noting(sid, None, None, None, "/live", catching_up=0)  # type: ignore[arg-type]
            guarded.members[sid] = member
            return member

        async def enter() -> None:
            await guarded.handle_position(5)

        member_of("one")
        other = member_of("other")
        await guarded.catch_up(other, _InRoom(other, "feed"), None, lambda *_: False, enter)
        assert told == ["one"]
        await guarded.handle_position(6)
        assert told == ["one", "one", "other"]

    run(test)
