"""A client of `/chat` as docs/live.md wants it: back after every cut from where it was in each room, and stubborn."""

import asyncio
import contextlib
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bench.api_client import TRY_AGAIN, Person

ANSWER_S = 10.0
WELCOME_S = 15.0
AWAY_S = (0.05, 0.5)
REFUSED_S = 0.3
NAMESPACE = "/chat,"


@dataclass
class Ledger:
    """What all clients together have sent, and how long it took to be heard."""

    sent_s: dict[str, float] = field(default_factory=dict)
    accepted: dict[str, dict[str, str]] = field(default_factory=dict)
    live_ms: list[float] = field(default_factory=list)
    late_ms: list[float] = field(default_factory=list)
    sent_again: int = 0

    @property
    def count(self) -> int:
        """How many messages were accepted."""
        return sum(map(len, self.accepted.values()))


class ChatClient:
    """A client of one of these addresses. `heard` has the `seq` of each message by id, by conversation, as received."""

    def __init__(self, person: Person, urls: list[str], ledger: Ledger, dice: random.Random) -> None:
        self.person, self.ledger = person, ledger
        self.heard: dict[str, dict[str, int]] = {}
        self.heard_ids: dict[str, str] = {}
        self.doubled = self.out_of_order = self.repeated = self.connects = 0
        self.byes: list[str] = []
        self.gaps: list[tuple[str, str]] = []
        self.last_seq: str | None = None
        self.rooms: dict[str, str] = {}
        self._urls, self._dice = urls, dice
        self._ready, self._hello_s = asyncio.Event(), 0.0
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._asked = 0
        self._ws: Any = None
        self._token_expired = False

    async def stay(self, http: aiohttp.ClientSession) -> None:
        """Be connected, again after each end of the connection, until cancelled."""
        while True:
            with contextlib.suppress(aiohttp.ClientError, ConnectionError, TimeoutError):
                await self._be_connected(http, self._dice.choice(self._urls))
            self._lose()
            if self._token_expired:
                self._token_expired = False
                await asyncio.to_thread(self.person.sign_in_again)
            await asyncio.sleep(self._dice.uniform(*AWAY_S))

    async def is_welcome(self) -> None:
        """Wait until the server has said hello."""
        await self._ready.wait()

    def cut(self) -> None:
        """Break the connection without a word."""
        if self._ws is not None and self._ws._conn is not None and self._ws._conn.transport is not None:
            self._ws._conn.transport.abort()

    async def say(self, conversation_id: str, client_id: str) -> None:
        """Send a message until it is accepted. Raises SystemExit when it is refused for good."""
        body = {"conversation_id": conversation_id, "content": f"{client_id} and some words", "client_id": client_id}
        self.ledger.sent_s[client_id] = time.monotonic()
        while True:
            await self._ready.wait()
            answer = await self._ask("message.send", body)
            if answer["ok"]:
                accepted = self.ledger.accepted.setdefault(conversation_id, {})
                accepted[answer["receipt"]["resource"]["id"]] = client_id
                return
            if answer.get("problem", {"status": 503})["status"] not in TRY_AGAIN:
                raise SystemExit(f"A message was refused: {answer['problem']}")
            self.ledger.sent_again += 1
            await asyncio.sleep(REFUSED_S)

    async def _be_connected(self, http: aiohttp.ClientSession, url: str) -> None:
        cookies = self.person.http.cookies
        headers = {"Cookie": f"access_token_cookie={cookies['access_token_cookie']}"}
        auth = {"csrf": cookies["csrf_access_token"], "last_seq": self.last_seq, "rooms": self.rooms}
        address = f"{url}/socket.io/?EIO=4&transport=websocket"
        async with http.ws_connect(address, headers=headers, max_msg_size=0) as self._ws:
            await self._ws.send_str(f"40{NAMESPACE}{json.dumps(auth)}")
            timer = asyncio.get_running_loop().call_later(WELCOME_S, self._give_up, self._ws)
            try:
                async for message in self._ws:
                    if message.type is not aiohttp.WSMsgType.TEXT or not await self._take(message.data):
                        return
            finally:
                timer.cancel()

    def _give_up(self, connection: Any) -> None:
        if not self._ready.is_set() and connection is self._ws:
            self.cut()

    async def _take(self, packet: str) -> bool:
        """Do what a packet asks for; False when the server has ended the connection."""
        if packet == "2":
            await self._ws.send_str("3")
        elif packet.startswith(f"42{NAMESPACE}"):
            self._hear(*json.loads(packet[packet.index("[") :]))
        elif packet.startswith(f"43{NAMESPACE}"):
            start = packet.index("[")
            answer = self._answers.pop(int(packet[len(NAMESPACE) + 2 : start]), None)
            if answer and not answer.done():
                answer.set_result(json.loads(packet[start:])[0])
        self._token_expired = self._token_expired or (packet.startswith("44") and '"status":401' in packet)
        return not packet.startswith(("41", "44", "1"))

    async def _ask(self, event: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer, or `{"ok": False}` when none came."""
        self._asked += 1
        number, answer = self._asked, asyncio.get_running_loop().create_future()
        self._answers[number] = answer
        try:
            await self._ws.send_str(f"42{NAMESPACE}{number}{json.dumps([event, body])}")
            return await asyncio.wait_for(answer, ANSWER_S)
        except (aiohttp.ClientError, ConnectionError, TimeoutError):
            self._answers.pop(number, None)
            return {"ok": False}

    def _lose(self) -> None:
        self._ready.clear()
        answers, self._answers = self._answers, {}
        for answer in answers.values():
            if not answer.done():
                answer.set_exception(ConnectionError("cut"))

    def _hear(self, name: str, body: dict[str, Any]) -> None:
        if name == "hello":
            self.last_seq = self.last_seq or body["seq"]
            self.connects += 1
            self._hello_s = time.monotonic()
            self._ready.set()
        elif name == "bye":
            self.byes.append(body["reason"])
        elif name == "gap":
            self.gaps.append((body["from"], body["to"]))
        elif name == "position":
            self.last_seq, self.rooms = body["seq"], {}
        elif "rooms" in body:
            self._hear_event(name, body)

    def _hear_event(self, name: str, body: dict[str, Any]) -> None:
        self.rooms |= dict.fromkeys(body["rooms"], body["seq"])
        if name == "message.retracted":
            self.heard[body["conversation_id"]].pop(body["message_id"], None)
        elif name == "message.new":
            self._note(body["message"])

    def _note(self, message: dict[str, Any]) -> None:
        heard = self.heard.setdefault(message["conversation_id"], {})
        if message["id"] in heard:
            self.repeated += 1
            return
        latest = next(reversed(heard.values()), 0)
        self.out_of_order += message["seq"] <= latest
        heard[message["id"]] = message["seq"]
        client_id = message["content"].split()[0]
        self.doubled += self.heard_ids.setdefault(client_id, message["id"]) != message["id"]
        now_s, sent_s = time.monotonic(), self.ledger.sent_s[client_id]
        ages = self.ledger.live_ms if sent_s > self._hello_s else self.ledger.late_ms
        ages.append((now_s - sent_s) * 1000)
