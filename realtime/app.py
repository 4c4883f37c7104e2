"""The realtime process, `python -m realtime.app`: Socket.IO, event streams, and nothing that changes anything.

Any number of them may run; a client may connect to any, each time to another. They share nothing but the servers.
"""

import asyncio
import gc
import logging
import os
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import orjson
import socketio
import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from core.maintenance import migrations
from core.platform import traces
from core.platform.logs import set_up_logging
from core.platform.networks import is_internal
from core.platform.problems import Problem, ProblemKind, not_found
from core.platform.settings import settings
from core.servers.redis_urls import node_urls
from realtime import event_sources, metrics
from realtime.auth import check_origin
from realtime.chat import Chat
from realtime.live import Live
from realtime.mqtt import bridge
from realtime.registry import Registry
from realtime.relay import Relay
from realtime.sse import Streams
from realtime.transport.connection import PING_S, PING_TIMEOUT_S, Connection
from realtime.transport.packets import NAMESPACES
from realtime.transport.responses import (
    Receive,
    Scope,
    Send,
    address_of,
    answer,
    headers_of,
    page_of,
    query_of,
    refuse,
)
from realtime.transport.server import Manager, Server
from realtime.transport.wire import Http, WebSocket

SOCKETS = "/socket.io/"
EVENTS = "/api/v1/events"
HANDSHAKE = {"EIO": "4", "transport": "websocket"}
REQUEST_MAX = 16_384
THREADS = 16
STOP_S = 3
ACK_MS = 20_000
SWITCH_S = 0.0005
# What short sockets leave is looked through after 100,000 of them, which is 50 MB.
COLLECT_AFTER = (20_000, 20, 50)


def create_server() -> socketio.AsyncServer:
    """Socket.IO over WebSocket alone: over long polling, each request of a client would have to meet the same
    process."""
    channel = f"{settings().key_prefix}socketio"
    redis_options = {"socket_timeout": None}
    url, *_ = node_urls(settings().cache_url)
    return Server(
        async_mode="asgi",
        client_manager=Manager(url, channel=channel, redis_options=redis_options),
        transports=["websocket"],
        allow_upgrades=False,
        namespaces=list(NAMESPACES),
        # A client that is gone is noticed within the sum, on both sides.
        ping_interval=PING_S,
        ping_timeout=PING_TIMEOUT_S,
        max_http_buffer_size=settings().socket_message_max,
        # In their order, and the next one when the last is answered.
        async_handlers=False,
        # Checked before Socket.IO sees the request.
        cors_allowed_origins=[],
    )


class Realtime:
    """The ASGI application."""

    def __init__(self) -> None:
        self.relay, self.registry = Relay(), Registry()
        self.server = create_server()
        self.server.register_namespace(Live(self.registry, self.relay))
        chat = Chat(self.registry, self.relay)
        self.server.register_namespace(chat)
        self.streams = Streams(self.registry, self.relay, chat.presence)
        self._sockets = socketio.ASGIApp(self.server)
        self._tasks: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, one socket, or the life of the process."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._request(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
        wakers = (event_sources.listen(self.relay, self.registry.held), event_sources.subscribe(self.relay))
        running = (self.relay.run(), *wakers, self.registry.sweep_forever())
        self._tasks = [asyncio.create_task(each) for each in running]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await send({"type": "lifespan.shutdown.complete"})

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if scope["path"] != bridge.PATH and not scope["path"].startswith(SOCKETS):
                raise not_found("page")
            check_origin(headers_of(scope))
            if scope["path"] == bridge.PATH:
                return await bridge.serve(scope, receive, send)
            page = _page_at_handshake(scope)
        except Problem as problem:
            metrics.REFUSED.labels(problem.title).inc()
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": problem.title})
            return None
        connection = Connection(self.server, receive, send, page)
        self.registry.add(connection)
        try:
            await connection.run(self._sockets, dict(scope) | {"query_string": urlencode(HANDSHAKE).encode()})
        finally:
            self.registry.remove(connection)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path == EVENTS:
            await self.streams.serve(scope, receive, send)
        elif path == "/healthz" and scope["method"] == "GET":
            await self._health(send)
        elif path == "/metrics" and _may_read_metrics(scope):
            await answer(send, 200, generate_latest(metrics.REGISTRY), CONTENT_TYPE_LATEST)
        elif path == bridge.PATH or path.startswith(SOCKETS):
            await refuse(send, scope, Problem(ProblemKind.MALFORMED_REQUEST, "Connect with a WebSocket."))
        else:
            await refuse(send, scope, not_found("page"))

    async def _health(self, send: Send) -> None:
        # Not before the log was read once: until then no client can be told what it has missed.
        alive = self.relay.loaded and not any(task.done() for task in self._tasks)
        body = {"status": "ok" if alive else "starting", "degraded": self.relay.degraded}
        await answer(send, 200 if alive else 503, orjson.dumps(body), "application/json")


def _page_at_handshake(scope: Scope) -> str:
    """What the page calls itself that opens this socket. Raises Problem 400 for what is no handshake: Engine.IO would
    write an error into the log."""
    query = query_of(scope)
    if "sid" in query or any(query.get(name) != value for name, value in HANDSHAKE.items()):
        raise Problem(ProblemKind.MALFORMED_REQUEST, "Connect with `EIO=4&transport=websocket`.")
    return page_of(query)


def _may_read_metrics(scope: Scope) -> bool:
    return "x-forwarded-for" not in headers_of(scope) and is_internal(address_of(scope))


def create_app() -> Realtime:
    """The application, ready to serve. Raises SettingsError when a setting is missing, SchemaError when the stored data
    is not for this code."""
    settings()
    traces.set_up("social-realtime")
    set_up_logging()
    migrations.check_at_start()
    for name in ("uvicorn.error", "socketio.server", "engineio.server"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return Realtime()


def _listen() -> socket.socket:
    address = (os.environ.get("REALTIME_ADDRESS", "127.0.0.1"), int(os.environ.get("REALTIME_PORT", "8001")))
    listening = socket.create_server(address, backlog=512)
    with suppress(AttributeError):
        # Who acknowledges but never reads is cut off by the kernel; each connection inherits this.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, ACK_MS)
    return listening


def create_uvicorn(app: Realtime) -> uvicorn.Server:
    """What serves the application, with its bounds."""
    options: dict[str, Any] = {
        # The faster parser of HTTP has no bound for headers.
        "http": Http,
        "ws": WebSocket,
        "h11_max_incomplete_event_size": REQUEST_MAX,
        "ws_max_size": settings().socket_message_max,
        "ws_per_message_deflate": False,
        # Engine.IO has its own.
        "ws_ping_interval": None,
        "proxy_headers": False,
        "server_header": False,
        "access_log": False,
        "log_config": None,
        "timeout_graceful_shutdown": STOP_S,
    }
    return uvicorn.Server(uvicorn.Config(app, **options))


def main() -> None:
    """Serve on REALTIME_ADDRESS and REALTIME_PORT until a signal comes."""
    # To look through the objects of thousands of sockets takes a third of a second, and nearly all of them stay.
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    # A message changes threads four times on its way; each change may wait this long for the interpreter's lock.
    sys.setswitchinterval(SWITCH_S)
    # At the end of an orderly stop, uvicorn raises the Ctrl-C that has asked for it.
    with suppress(KeyboardInterrupt):
        create_uvicorn(create_app()).run(sockets=[_listen()])


if __name__ == "__main__":
    main()
