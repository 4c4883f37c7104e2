"""One WebSocket between uvicorn and Socket.IO: its limits, and its end, which a client cannot put off."""

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import socketio
import structlog

from core.platform.settings import settings
from realtime import metrics
from realtime.auth import Caller
from realtime.registry import new_id
from realtime.transport import packets

Message = MutableMapping[str, Any]
HANDSHAKE_S = 5.0
SEND_S = 5.0
# An honest client answers each ping once, and asks for both namespaces now and then.
PING_S, PING_TIMEOUT_S = 15, 10
PONGS = (2 / PING_S, 4)
CONNECTS = (0.2, 8)
# What a client may say before it is known who it is.
UNKNOWN_MESSAGES, UNKNOWN_BYTES = 8, 8 * 1024
# Clients of Socket.IO come back by themselves from a broken connection, but not when they are told that it is over.
MAY_RETURN = {"slow", "unavailable"}
SCOPE_KEY = "social.connection"
_log = structlog.get_logger()


class Bucket:
    """A token bucket: `burst` at once, `rate` per second in the long run."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, float(burst)
        self._tokens, self._at = self._burst, time.monotonic()

    def take(self) -> bool:
        """Take a token; False when there is none."""
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class Connection:
    """A client (realtime/registry.py) over WebSocket. `members` are its ids by the namespaces that it has joined."""

    kind = "socket"

    def __init__(
        self, server: socketio.AsyncServer, receive: Callable[[], Awaitable[Message]], send: Any, page: str = ""
    ) -> None:
        self.id = new_id(page)
        self.caller: Caller | None = None
        self.handshake_deadline_s = time.monotonic() + HANDSHAKE_S
        self.members: dict[str, str] = {}
        self.engine_id = ""
        self._server = server
        self._receive, self._send = receive, send
        self._bucket = Bucket(settings().socket_rate, settings().socket_burst)
        self._pongs, self._connects = Bucket(*PONGS), Bucket(*CONNECTS)
        self._unknown_messages, self._unknown_bytes = UNKNOWN_MESSAGES, UNKNOWN_BYTES
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._ending = self._cut = False
        self._sending: dict[asyncio.Task[Any], float] = {}
        self._watch: asyncio.TimerHandle | None = None

    async def run(self, app: Callable[..., Awaitable[None]], scope: Message) -> None:
        """Serve the connection to its end."""
        scope[SCOPE_KEY] = self
        try:
            await app(scope, self.receive, self.send)
        finally:
            await self.end("closed", say=False)
            if self._watch:
                self._watch.cancel()

    async def receive(self) -> Message:
        """The next message, or the end of the connection: the client's, or ours."""
        message = asyncio.ensure_future(self._receive())
        try:
            await asyncio.wait((message, self._ended), return_when=asyncio.FIRST_COMPLETED)
        finally:
            if self._ended.done() or not message.done():
                message.cancel()
        if self._ended.done():
            return {"type": "websocket.disconnect", "code": 1000}
        received = message.result()
        if received["type"] == "websocket.receive" and (reason := self._objection(received.get("text"))):
            await self.end(reason)
            return {"type": "websocket.disconnect", "code": 1008}
        return received

    def _objection(self, text: str | None) -> str:
        """Why this message ends the connection; empty when it does not. Binary messages always do."""
        if text == packets.PONG:
            return "" if self._pongs.take() else "too_fast"
        if not self._bucket.take():
            return "too_fast"
        if text is None:
            return "malformed"
        if self.caller is None and not self._may_say(len(text)):
            return "not_signed_in"
        try:
            packet = packets.read(text, self.members)
        except ValueError:
            return "malformed"
        return "too_fast" if packets.is_connect(packet) and not self._connects.take() else ""

    def _may_say(self, size: int) -> bool:
        self._unknown_messages -= 1
        self._unknown_bytes -= size
        return self._unknown_messages >= 0 and self._unknown_bytes >= 0

    async def send(self, message: Message) -> None:
        """Send, but do not wait for long for a client that does not read. Raises ConnectionError."""
        if self._cut:
            raise ConnectionError("cut off")
        if (task := asyncio.current_task()) is None:
            raise RuntimeError("send is for tasks")
        loop = asyncio.get_running_loop()
        self._sending[task] = loop.time()
        # One timer for many messages: one for each would cost a quarter of what sending costs.
        self._watch = self._watch or loop.call_later(SEND_S, self._look)
        try:
            await self._send(message)
        except asyncio.CancelledError:
            if not self._cut:
                raise
            task.uncancel()
            await self.end("slow")
            raise ConnectionError("does not read") from None
        finally:
            del self._sending[task]

    def _look(self) -> None:
        """Cut off the client if it has not taken a message for SEND_S."""
        self._watch = None
        if not self._sending:
            return
        loop = asyncio.get_running_loop()
        left_s = min(self._sending.values()) + SEND_S - loop.time()
        if left_s > 0:
            self._watch = loop.call_later(left_s, self._look)
            return
        self._cut = True
        for task in self._sending:
            task.cancel()

    def waiting(self) -> int:
        """How many packets are not sent yet."""
        engine_socket = self._server.eio.sockets.get(self.engine_id)
        return engine_socket.queue.qsize() if engine_socket else 0

    async def end(self, reason: str, say: bool = True) -> None:
        """Say `bye` with this reason, and close. Who is slow is not told: the word would wait with the others."""
        if self._ending:
            return
        self._ending = True
        if say:
            metrics.DROPPED.labels(reason).inc()
            _log.info("socket_ended", reason=reason, user_id=self.caller.user_id or None if self.caller else None)
        for namespace, sid in list(self.members.items()):
            if say and reason != "slow":
                body = {"reason": reason}
                await self._server.emit("bye", body, to=sid, namespace=namespace, ignore_queue=True)
            if reason not in MAY_RETURN:
                await self._server.disconnect(sid, namespace=namespace, ignore_queue=True)
        # Last: Socket.IO sends what is queued now, and nothing after it.
        self._ended.set_result(None)
