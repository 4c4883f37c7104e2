"""A client of `/live` in one room, that costs little: what it has heard, in which order, and what came twice."""

import asyncio
import json
from typing import Any

import aiohttp

from bench.api_client import Person
from core.writes import positions

NAMESPACE = "/live,"
ANSWER_S = 60.0


class RoomClient:
    """`heard` has the id of each comment that came, once; `doubled` and `out_of_order` count what must not happen."""

    def __init__(self, person: Person, room: str) -> None:
        self.person, self.room = person, room
        self.heard: set[str] = set()
        self.doubled = self.out_of_order = 0
        self.byes: list[str] = []
        self._newest = -1
        self._joined: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._ws: Any = None
        self._reading: asyncio.Task[None] | None = None

    async def connect(self, http: aiohttp.ClientSession, url: str) -> None:
        """Connect to this process and enter the room. Raises ConnectionError when refused."""
        cookies = self.person.http.cookies
        headers = {"Cookie": f"access_token_cookie={cookies['access_token_cookie']}"}
        address = f"{url}/socket.io/?EIO=4&transport=websocket"
        self._ws = await http.ws_connect(address, headers=headers, max_msg_size=0)
        self._reading = asyncio.create_task(self._read())
        await self._ws.send_str(f"40{NAMESPACE}{json.dumps({'csrf': cookies['csrf_access_token']})}")
        if not await asyncio.wait_for(self._joined, ANSWER_S):
            raise ConnectionError(f"not let into {self.room}")

    async def close(self) -> None:
        """Leave."""
        await self._ws.close()
        if self._reading:
            self._reading.cancel()

    async def _read(self) -> None:
        async for message in self._ws:
            await self._take(str(message.data))

    async def _take(self, packet: str) -> None:
        if packet == "2":
            await self._ws.send_str("3")
        elif packet.startswith(f"40{NAMESPACE}"):
            await self._ws.send_str(f"42{NAMESPACE}1{json.dumps(['join', {'room': self.room}])}")
        elif packet.startswith(f"43{NAMESPACE}1"):
            self._settle(json.loads(packet[packet.index("[") :])[0]["ok"])
        elif packet.startswith(f"42{NAMESPACE}"):
            self.hear(*json.loads(packet[packet.index("[") :]))
        elif packet.startswith(("41", "44")):
            self._settle(False)

    def _settle(self, is_in: bool) -> None:
        if not self._joined.done():
            self._joined.set_result(is_in)

    def hear(self, name: str, body: dict[str, Any]) -> None:
        """Note a message of the server."""
        if name == "bye":
            self.byes.append(body["reason"])
        if name != "event" or "comment_id" not in body:
            return
        number = (positions.read(body["seq"]) or {}).get(positions.THE_LOG, 0)
        self.out_of_order += number < self._newest
        self.doubled += body["comment_id"] in self.heard
        self.heard.add(body["comment_id"])
        self._newest = max(self._newest, number)
