"""From the log of events to those who listen, in the order of `seq`, once in each process.

The channel of the journal brings most events. When one is not the next, when MQTT tells of one that has not come, and
every second, the relay reads the log itself: what a channel lost, repeated or delivered late changes nothing.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import takewhile
from typing import Protocol, TypeVar

import structlog

from core.platform.settings import settings
from core.servers.redis import UNAVAILABLE
from core.writes import events
from core.writes.events import Event
from realtime import deliveries, metrics

CHUNK = 100
REACH_S = 2.0
# How often clients are told a position from which they may come back in all their rooms.
POSITION_S = 60.0
T = TypeVar("T")
_log = structlog.get_logger()


class Subscriber(Protocol):
    """Passes events on to clients of this process: a namespace, or the event streams."""

    async def handle_event(self, event: Event) -> None:
        """Pass the event on to whom it concerns. It must not wait for a client."""

    async def handle_gap(self, first: int, last: int) -> None:
        """The events from `first` to `last` are lost to this process: tell all clients to fetch anew."""

    async def handle_state(self, degraded: bool) -> None:
        """MQTT has gone, or come back."""

    async def handle_position(self, seq: int) -> None:
        """Every event up to `seq` has been passed on: tell the clients that have received all of them."""


class ReplayTarget(Protocol):
    """One client that catches up. It may get at most `at_once` events while the relay stands still."""

    at_once: int

    async def send_events(self, missed: list[Event]) -> None:
        """Put the events into the client's queue, without waiting for the client."""

    async def send_gap(self, first: int, last: int) -> None:
        """Tell the client that events are gone."""

    async def drained(self) -> None:
        """Wait until most of the queue is sent. Raises ConnectionError when the client is gone or too slow."""


class Relay:
    """Knows the newest events, and hands each new one to every subscriber before the next."""

    def __init__(self) -> None:
        self.position = 0
        self.degraded = False
        self.loaded = False
        self.subscribers: list[Subscriber] = []
        self._kept: deque[Event] = deque(maxlen=settings().events_kept)
        # What came over the channel and is not handed out yet. Full, it forgets the oldest, which are in the log.
        self._offered: deque[Event] = deque(maxlen=events.READ_MAX)
        self._must_read = False
        self._told, self._told_s = 0, 0.0
        self._turn = asyncio.Lock()
        self._woken = asyncio.Event()
        self._moved = asyncio.Condition()
        # A pool of its own: a call that waits for a server must not hold up the relay.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="relay")

    def offer(self, event: Event) -> None:
        """Hand this event out when it is the next one. Otherwise the log has those before it."""
        self._offered.append(event)
        self._woken.set()

    def wake(self, seq: int | None = None) -> None:
        """Read the log at once, not only within the next second, unless this event was handed out already."""
        if seq is None or seq > self.position:
            self._must_read = True
            self._woken.set()

    async def set_degraded(self, degraded: bool) -> None:
        """Note that MQTT has gone or come back, and say so if that is news."""
        metrics.MQTT_CONNECTED.set(not degraded)
        if degraded == self.degraded:
            return
        self.degraded = degraded
        _log.warning("live_degraded" if degraded else "live_recovered")
        for subscriber in self.subscribers:
            await subscriber.handle_state(degraded)

    async def run(self) -> None:
        """Relay for ever. While the journal is unavailable it tries again every second, and goes on where it was."""
        while True:
            try:
                self._woken.clear()
                await (self._advance() if self.loaded else self._load())
                await self._tell_position()
            except UNAVAILABLE as error:
                _log.warning("log_unavailable", error=type(error).__name__)
            except Exception:  # noqa: BLE001 - one event that cannot be relayed must not end the relay
                _log.exception("relay_failed")
            try:
                async with asyncio.timeout(settings().relay_poll_s):
                    await self._woken.wait()
            except TimeoutError:
                self._must_read = True

    async def _load(self) -> None:
        """Begin at the newest event, with the older ones kept for clients that come back."""
        first, _ = await self._ask(events.bounds)
        after = first - 1
        while batch := await self._ask(events.since, after):
            self._kept.extend(batch)
            after = batch[-1].seq
        self.position, self.loaded = after, True

    async def _advance(self) -> None:
        while self._offered:
            metrics.LAG.set(len(self._offered))
            event = self._offered.popleft()
            if event.seq == self.position + 1:
                await self._dispatch(event)
            else:
                # Some are missing, or the log has overtaken the channel, or it has begun anew.
                self._must_read = True
        metrics.LAG.set(0)
        if self._must_read:
            self._must_read = False
            await self._read()

    async def _read(self) -> None:
        batch = await self._ask(events.since, self.position)
        while batch:
            if batch[0].seq > self.position + 1:
                await self._skip_to(batch[0].seq - 1)
            metrics.LAG.set(len(batch))
            for event in batch:
                await self._dispatch(event)
            metrics.LAG.set(0)
            if len(batch) < events.READ_MAX:
                return
            batch = await self._ask(events.since, self.position)
        _, newest = await self._ask(events.bounds)
        if newest < self.position:
            # The journal has lost its end, or is another one.
            await self._skip_to(newest)

    async def _dispatch(self, event: Event) -> None:
        async with self._turn:
            self.position = event.seq
            self._kept.append(replace(event, content=b""))
            metrics.RELAYED.inc()
            began_ns = time.time_ns()
            for subscriber in self.subscribers:
                await subscriber.handle_event(event)
            if event.is_read:
                deliveries.note(event, began_ns)
        async with self._moved:
            self._moved.notify_all()

    async def _skip_to(self, seq: int) -> None:
        _log.warning("log_gap", position=self.position, seq=seq)
        async with self._turn:
            first, self.position = self.position + 1, seq
            self._kept.clear()
            for subscriber in self.subscribers:
                await subscriber.handle_gap(first, seq)
        self._told_s = 0.0

    async def _tell_position(self) -> None:
        now_s = asyncio.get_running_loop().time()
        if self.position == self._told or now_s < self._told_s + POSITION_S:
            return
        async with self._turn:
            self._told, self._told_s = self.position, now_s
            for subscriber in self.subscribers:
                await subscriber.handle_position(self.position)

    async def _ask(self, question: Callable[..., T], *args: int) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, question, *args)

    async def catch_up(
        self,
        target: ReplayTarget,
        after: int | None,
        wanted: Callable[[Event], bool],
        enter: Callable[[], Awaitable[None]],
    ) -> int:
        """Send the target what it wants of the events after `after`, call `enter`, which makes it receive the later
        ones, and return the `seq` at which that was. Without `after` it receives what comes from now on.

        Nothing is lost or doubled between the two: `_turn` is held by what moves or reads `position`. The relay
        moves it by one event at a time and keeps the lock until every subscriber has passed it on. Here the last
        part of the replay and `enter` happen under the lock, so at one position P: each event up to P is replayed from
        memory (and was handed out before the target was a listener), each later one finds it listening. Both ways
        put packets into the same queue of the client without waiting, so the order is that of `seq`. What comes before
        that last part is sent without the lock: a client that has missed much does not hold up the others.
        """
        if after is not None and after > self.position:
            await self._reach(after)
        while True:
            async with self._turn:
                missed = await self._missed(target, after, wanted)
                if len(missed) <= target.at_once:
                    await target.send_events(missed)
                    await enter()
                    return self.position
            await target.send_events(missed[:CHUNK])
            after = missed[:CHUNK][-1].seq
            await target.drained()

    async def _reach(self, seq: int) -> None:
        """Another process may be ahead of this one: catch up with what it has told the client already."""
        self.wake()
        try:
            async with asyncio.timeout(REACH_S), self._moved:
                await self._moved.wait_for(lambda: self.position >= seq)
        except TimeoutError:
            return

    async def _has_lost(self, seq: int) -> bool:
        """Whether the log has no such event any more, not only this process not yet."""
        _, newest = await self._ask(events.bounds)
        return newest < seq

    async def _missed(self, target: ReplayTarget, after: int | None, wanted: Callable[[Event], bool]) -> list[Event]:
        if after is None:
            return []
        oldest = self._kept[0].seq if self._kept else self.position + 1
        if after < oldest - 1:
            # What is kept comes nevertheless: it may be too new to be found anywhere else.
            await target.send_gap(after + 1, oldest - 1)
        elif after > self.position and await self._has_lost(after):
            await target.send_gap(self.position + 1, after)
        newer = takewhile(lambda event: event.seq > after, reversed(self._kept))
        return [event for event in newer if wanted(event)][::-1]
