"""From the log of events to those who listen, in the order of `seq`, once in each process.

MQTT only wakes the relay up. What it hands out comes from the log in the journal, so that a message that MQTT lost,
repeated or delivered late changes nothing.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import structlog

from core import events
from core.events import Event
from core.redis import AWAY
from core.settings import settings
from web import live_metrics

POLL_S = 1.0
CHUNK = 100
REACH_S = 2.0
_log = structlog.get_logger()


class Hearer(Protocol):
    """Somebody who passes events on to clients of this process: a namespace, or the event streams."""

    async def hear(self, event: Event) -> None:
        """Pass the event on to whom it concerns. It must not wait for a client."""

    async def hear_gap(self, first: int, last: int) -> None:
        """The events from `first` to `last` are lost to this process: tell everybody to fetch anew."""

    async def hear_state(self, degraded: bool) -> None:
        """MQTT has gone, or come back."""


class Follower(Protocol):
    """One client that catches up."""

    async def send_event(self, event: Event) -> None:
        """Put the event into the client's queue, without waiting."""

    async def send_gap(self, first: int, last: int) -> None:
        """Tell the client that events are gone."""

    async def drained(self) -> None:
        """Wait until most of the queue is sent. Raises ConnectionError when the client is gone or too slow."""


class Relay:
    """Knows the newest events, and hands each new one to every hearer before the next."""

    def __init__(self) -> None:
        self.position = 0
        self.degraded = False
        self.loaded = False
        self.hearers: list[Hearer] = []
        self._kept: deque[tuple[Event, set[str]]] = deque(maxlen=settings().events_kept)
        self._turn = asyncio.Lock()
        self._woken = asyncio.Event()
        self._moved = asyncio.Condition()
        # Of its own: nobody else's waiting for a server may hold the relay up.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="relay")

    def wake(self) -> None:
        """Look into the log at once, not only within the next second."""
        self._woken.set()

    async def set_degraded(self, degraded: bool) -> None:
        """Note that MQTT has gone or come back, and say so if that is news."""
        if degraded == self.degraded:
            return
        self.degraded = degraded
        live_metrics.MQTT_CONNECTED.set(not degraded)
        _log.warning("live_degraded" if degraded else "live_recovered")
        for hearer in self.hearers:
            await hearer.hear_state(degraded)

    async def run(self) -> None:
        """Relay for ever. While the journal is away it tries again every second, and goes on where it was."""
        while True:
            try:
                self._woken.clear()
                await (self._advance() if self.loaded else self._load())
            except AWAY as error:
                _log.warning("log_away", error=type(error).__name__)
            except Exception:  # noqa: BLE001 - one event that cannot be relayed must not end the relay
                _log.exception("relay_failed")
            try:
                async with asyncio.timeout(POLL_S):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def _load(self) -> None:
        """Begin at the newest event, with the older ones at hand for clients that come back."""
        first, _ = await self._ask(events.bounds)
        after = first - 1
        while batch := await self._ask(events.since, after):
            self._kept.extend((event, event.rooms()) for event in batch)
            after = batch[-1].seq
        self.position, self.loaded = after, True

    async def _advance(self) -> None:
        while batch := await self._ask(events.since, self.position):
            if batch[0].seq > self.position + 1:
                await self._skip_to(batch[0].seq - 1)
            for event in batch:
                await self._hand_out(event)
            live_metrics.LAG.set(0 if len(batch) < CHUNK else await self._behind())
        _, newest = await self._ask(events.bounds)
        if newest < self.position:
            await self._skip_to(newest)

    async def _behind(self) -> int:
        _, newest = await self._ask(events.bounds)
        return max(0, newest - self.position)

    async def _ask(self, question: Callable[..., T], *args: int) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, question, *args)
