"""The relay hands each event out once and in order, whatever its channel loses, repeats or mixes up."""

import asyncio
import uuid
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.platform.settings import Settings
from core.servers.redis import journal as store
from core.servers.redis import key
from core.writes import events
from core.writes.events import Event
from realtime.relay import Relay
from tests.support.clients.live import run
from tests.support.waiting import let_others_go_on, until

COUNT = 8


@pytest.fixture(autouse=True)
def never_polling(system: Settings, configure: Callable[..., Settings]) -> None:
    """What a relay finds out here, it finds out from what it is told."""
    configure(relay_poll_s=3600)


class Ear:
    """Notes what it receives."""

    def __init__(self) -> None:
        self.heard: list[Event] = []
        self.gaps: list[tuple[int, int]] = []
        self.positions: list[tuple[int, list[int]]] = []

    async def handle_event(self, event: Event) -> None:
        """Note it."""
        self.heard.append(event)

    async def handle_gap(self, first: int, last: int) -> None:
        """Note it."""
        self.gaps.append((first, last))

    async def handle_state(self, degraded: bool) -> None:
        """Nothing that is tested here."""

    async def handle_position(self, seq: int) -> None:
        """Note it, and what was heard until then."""
        self.positions.append((seq, [event.seq for event in self.heard]))


def log(*seqs: int) -> list[Event]:
    """Put events with these numbers into the log; as the channel would bring them."""
    body = b'{"type": "post.created", "post_id": "p", "actor_id": "a"}'
    lines = {seq: f"{seq} {uuid.uuid4().hex} 1 ".encode() + body for seq in seqs}
    store().zadd(key("events:log"), {line: seq for seq, line in lines.items()})
    store().set(key("events:seq"), max(seqs))
    return [events.parse_notification(line + b"\nits content") for line in lines.values()]


async def listening(relay: Relay) -> tuple[Ear, "asyncio.Task[None]"]:
    """Somebody who receives what a running relay hands out."""
    ear = Ear()
    relay.subscribers.append(ear)
    running = asyncio.create_task(relay.run())
    await until(lambda: relay.loaded)
    return ear, running


async def stop(running: "asyncio.Task[None]") -> None:
    """End a relay."""
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


# The system is the same for all examples; each begins with an empty log.
@examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(offers=st.lists(st.tuples(st.integers(0, COUNT - 1), st.booleans()), max_size=2 * COUNT))
def test_each_is_handed_out_once_and_in_order(offers: list[tuple[int, bool]]) -> None:
    store().delete(key("events:log"), key("events:seq"))

    async def test() -> None:
        relay = Relay()
        ear, running = await listening(relay)
        told = log(*range(1, COUNT + 1))
        for which, at_once in offers:
            relay.offer(told[which])
            if not at_once:
                await let_others_go_on()
        relay.wake(COUNT)
        await until(lambda: len(ear.heard) >= COUNT)
        await stop(running)
        assert (ear.heard, ear.gaps) == (told, [])
        assert ear.positions and all(heard == list(range(1, seq + 1)) for seq, heard in ear.positions)

    run(test)


def test_the_next_one_is_handed_out_with_its_content_and_kept_without() -> None:
    async def test() -> None:
        relay = Relay()
        ear, running = await listening(relay)
        for event in log(1, 2):
            relay.offer(event)
        await until(lambda: len(ear.heard) == 2)
        await stop(running)
        assert [event.content for event in ear.heard] == [b"its content"] * 2
        assert [event.content for event in relay._kept] == [b""] * 2

    run(test)


@pytest.mark.parametrize("newest", [2, 5])
def test_a_journal_that_begins_anew_is_noticed_although_its_channel_never_rests(newest: int) -> None:
    log(*range(1, 11))

    async def test() -> None:
        relay = Relay()
        ear, running = await listening(relay)
        store().delete(key("events:log"), key("events:seq"))
        relay.offer(log(*range(1, newest + 1))[-1])
        await until(lambda: ear.gaps)
        relay.offer(*log(newest + 1))
        await until(lambda: ear.heard)
        await stop(running)
        assert (ear.gaps, [event.seq for event in ear.heard]) == ([(11, newest)], [newest + 1])

    run(test)
