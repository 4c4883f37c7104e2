"""A Socket.IO client that costs next to nothing, so that what is measured is the server."""

import asyncio
import json
import re
import time
from collections.abc import Callable
from typing import Any

import aiohttp

SENT_NS = re.compile(r"at (\d+) ns")


class RawSocket:
    """One WebSocket on one namespace. Each message that says when it was sent is reported with its age in ms."""

    def __init__(self, namespace: str, heard: Callable[[int, float], None]) -> None:
        self.namespace, self._heard = namespace, heard
        self._prefix = "" if namespace == "/" else f"{namespace},"
        self.connected = asyncio.Event()
        self.refusal = ""
        self._ws: Any = None
        self._reading: asyncio.Task[None] | None = None

    async def connect(self, http: aiohttp.ClientSession, url: str, auth: dict[str, Any], cookie: str = "") -> None:
        """Connect and wait until the namespace has let us in. Raises ConnectionError."""
        headers = {"Cookie": cookie} if cookie else {}
        address = f"{url}/socket.io/?EIO=4&transport=websocket"
        self._ws = await http.ws_connect(address, headers=headers, max_msg_size=0)
        self._reading = asyncio.create_task(self._read())
        await self._ws.send_str(f"40{self._prefix}{json.dumps(auth)}")
        await asyncio.wait_for(self.connected.wait(), 30)
        if self.refusal:
            raise ConnectionError(self.refusal)

    async def _read(self) -> None:
        async for message in self._ws:
            text = message.data
            if text == "2":
                await self._ws.send_str("3")
            elif text.startswith("42"):
                for sent_ns in SENT_NS.findall(text):
                    self._heard(int(sent_ns), (time.monotonic_ns() - int(sent_ns)) / 1e6)
            elif text.startswith(("40", "44")):
                self.refusal = text if text.startswith("44") else ""
                self.connected.set()

    async def say(self, event: str, conversation_id: str) -> None:
        """Send a message that says when it was sent."""
        body = {"conversation_id": conversation_id, "content": f"at {time.monotonic_ns()} ns"}
        await self._ws.send_str(f"42{self._prefix}{json.dumps([event, body])}")

    async def close(self) -> None:
        """Leave."""
        await self._ws.close()
        if self._reading:
            self._reading.cancel()
