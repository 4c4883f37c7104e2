"""One caller of an event stream: what waits to be sent, and how it ends."""

import asyncio
from typing import Any

import orjson
import structlog

from core.platform.settings import settings
from core.writes import positions
from core.writes.events import Event
from realtime import metrics
from realtime.auth import Caller
from realtime.conversation_events import AT_ONCE, with_bodies
from realtime.members import gap
from realtime.registry import new_id
from realtime.relay import CHUNK, Relay
from realtime.transport.responses import Send

# A browser shows nobody a comment of a stream, so what says that the stream is there is an event.
HEARTBEAT_S, ALIVE = 15.0, b"event: alive\ndata: {}\n\n"
SEND_S = 5.0
# A browser comes back from everything by itself: who was replaced must not replace another at once.
RETRY_REPLACED_MS = 120_000
_log = structlog.get_logger()


class Stream:
    """One caller who listens; a client of realtime/registry.py and a target of realtime/relay.py."""

    kind = "stream"
    handshake_deadline_s = float("inf")

    def __init__(self, rooms: set[str], relay: Relay, page: str = "", *, is_in_conversations: bool = False) -> None:
        self.id = new_id(page)
        self.caller: Caller | None = None
        self.rooms = rooms
        self.is_in_conversations = is_in_conversations
        self.at_once = AT_ONCE if is_in_conversations else CHUNK
        self._relay = relay
        # None, after everything else, is the end.
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.ended = asyncio.Event()

    @property
    def user_id(self) -> str:
        """Whose stream it is; empty for a guest's."""
        return self.caller.user_id if self.caller else ""

    def waiting(self) -> int:
        """How many events are not sent yet."""
        return self._queue.qsize()

    def put(self, name: str, body: dict[str, Any], seq: int) -> None:
        """Queue an event. A client that lets too many wait is dropped."""
        if self.ended.is_set():
            return
        lines = f"id: {positions.of(seq)}\nevent: {name}\ndata: {orjson.dumps(body).decode()}\n\n"
        self._queue.put_nowait(lines.encode())
        if self._queue.qsize() > settings().socket_queue_max:
            self._drop("slow")

    def _drop(self, reason: str) -> None:
        if not self.ended.is_set():
            self.ended.set()
            metrics.DROPPED.labels(reason).inc()
            _log.info("stream_ended", reason=reason, user_id=self.user_id or None)
        while reason == "slow" and not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    async def end(self, reason: str) -> None:
        """Say `bye`, and close."""
        if not self.ended.is_set():
            if reason == "replaced":
                self._queue.put_nowait(f"retry: {RETRY_REPLACED_MS}\n\n".encode())
            self.put("bye", {"reason": reason}, self._relay.position)
            self._drop(reason)

    async def send_events(self, missed: list[Event]) -> None:
        """Queue events, those of conversations with their messages."""
        if self.is_in_conversations:
            for event, body in await with_bodies(missed):
                self.put(event.kind, body, event.seq)
            return
        for event in missed:
            self.put(event.kind, event.public(), event.seq)

    async def send_gap(self, first: int, last: int) -> None:
        """Queue the news that events are gone."""
        self.put("gap", gap(first, last), last)

    def put_position(self, seq: int) -> None:
        """Queue the news that everything up to `seq` has been sent."""
        self.put("position", {"seq": positions.of(seq)}, seq)

    async def drained(self) -> None:
        """Wait until the queue is sent. Raises ConnectionError when the stream has ended."""
        while self._queue.qsize() > settings().socket_queue_max // 2:
            await asyncio.sleep(0.02)
        if self.ended.is_set():
            raise ConnectionError("ended")

    async def write(self, send: Send) -> None:
        """Send what is queued, and `alive` when there is nothing for a while, to the end of the stream."""
        while (chunk := await self._next()) is not None:
            if not await sent(send, chunk):
                self._drop("slow")

    async def _next(self) -> bytes | None:
        """What to send next: an event, `alive` when there is none for a while, None at the end."""
        try:
            async with asyncio.timeout(HEARTBEAT_S):
                return await self._queue.get()
        except TimeoutError:
            return ALIVE


async def sent(send: Send, body: bytes, more: bool = True) -> bool:
    """Send a part of the answer; False when the client does not read it."""
    try:
        async with asyncio.timeout(SEND_S):
            await send({"type": "http.response.body", "body": body, "more_body": more})
    except TimeoutError:
        return False
    return True
