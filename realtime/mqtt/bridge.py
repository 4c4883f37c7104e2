"""MQTT over WebSocket, at `/mqtt`: what a client sends goes to the broker as it is, and back.

Who the client is and what it may do is for the broker to say. Mosquitto has a listener for WebSockets, too, but that
of 2.0.11, in Debian 12, takes packets of 256 MiB from who has not signed in: `max_packet_size` holds for TCP only.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import structlog

from core.platform.problems import Problem, ProblemKind, unavailable
from core.platform.settings import settings
from realtime import metrics
from realtime.transport.responses import Receive, Scope, Send

PATH = "/mqtt"
SUBPROTOCOL = "mqtt"
CONNECT_S = 2.0
# Until when the broker has to have answered a client for the first time, which it does when the client has signed in.
HANDSHAKE_S = 5.0
SEND_S = 5.0
READ_MAX = 16_384
_log = structlog.get_logger()


async def serve(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one WebSocket to its end. Raises Problem 400 when it is not for MQTT, and 503 without the broker."""
    if SUBPROTOCOL not in scope.get("subprotocols", ()):
        raise Problem(ProblemKind.MALFORMED_REQUEST, "Ask for the subprotocol `mqtt`.")
    try:
        async with asyncio.timeout(CONNECT_S):
            reader, writer = await asyncio.open_connection(settings().mqtt_host, settings().mqtt_port)
    except OSError as error:
        _log.warning("mqtt_unavailable", error=type(error).__name__)
        raise unavailable("MQTT") from None
    metrics.MQTT_BRIDGED.inc()
    try:
        await receive()
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
        await _until_one_ends(_to_broker(receive, writer), _to_client(reader, send))
    finally:
        metrics.MQTT_BRIDGED.dec()
        writer.close()
    with suppress(OSError):
        async with asyncio.timeout(SEND_S):
            await send({"type": "websocket.close", "code": 1000})


async def _until_one_ends(*ways: Coroutine[Any, Any, None]) -> None:
    tasks = [asyncio.create_task(each) for each in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        # Who does not read, or is gone, ends the connection like anybody else.
        await asyncio.gather(*tasks, return_exceptions=True)


async def _to_broker(receive: Receive, writer: asyncio.StreamWriter) -> None:
    while (message := await receive())["type"] == "websocket.receive":
        if (data := message.get("bytes")) is None:
            return
        writer.write(data)
        async with asyncio.timeout(SEND_S):
            await writer.drain()


async def _to_client(reader: asyncio.StreamReader, send: Send) -> None:
    async with asyncio.timeout(HANDSHAKE_S):
        data = await reader.read(READ_MAX)
    while data:
        async with asyncio.timeout(SEND_S):
            await send({"type": "websocket.send", "bytes": data})
        data = await reader.read(READ_MAX)
