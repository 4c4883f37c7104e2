"""A signed-in client of the realtime processes, for the tests."""

import asyncio
import json
import time
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import requests
import socketio

from core.servers.redis import journal as store
from core.servers.redis import key
from core.writes import positions
from tests.support.asyncapi import validation_errors
from tests.support.users import BASE, PASSWORD
from tests.support.waiting import TIMEOUT_S, until


def number_of(seq: str) -> int:
    """The number in the log that this position tells. Raises TypeError when it is none."""
    return positions.read(seq)[positions.THE_LOG]  # type: ignore[index]


class Person:
    """A user with a session, and the cookies of it."""

    def __init__(self, api_url: str) -> None:
        self.api_url, self.http = api_url, requests.Session()
        email = f"{uuid.uuid4().hex}@example.org"
        body = {"name": "Ada", "email": email, "password": PASSWORD}
        self.id = self.http.post(f"{api_url}{BASE}/auth/register", json=body).json()["id"]
        assert self.http.post(f"{api_url}{BASE}/auth/login", json={"email": email, "password": PASSWORD}).ok

    @property
    def csrf(self) -> str:
        """The CSRF value of the access token."""
        return self._cookie("csrf_access_token")[1]

    @property
    def cookie(self) -> str:
        """The access cookie, as a browser sends it to the realtime process."""
        return "=".join(self._cookie("access_token_cookie"))

    def _cookie(self, name: str) -> tuple[str, str]:
        """Its name, with what is before that over HTTPS, and its value."""
        return next((each.name, str(each.value)) for each in self.http.cookies if each.name.endswith(name))

    def sign_out(self) -> None:
        """End the session."""
        url = f"{self.api_url}{BASE}/auth/logout"
        assert self.http.post(url, headers={"X-CSRF-TOKEN": self.csrf}).status_code == 204


class Socket:
    """A socket on a namespace, and what it heard: (name, body) each."""

    def __init__(self, namespace: str = "/live", **options: Any) -> None:
        self.namespace = namespace
        # One session each: the cookie is a header, and no jar may remember another.
        self.client = socketio.AsyncClient(reconnection=False, **options)
        self.heard: list[tuple[str, Any]] = []
        self.validation_errors: list[str] = []
        self.refusal: Any = None
        self.client.on("*", self._note, namespace=namespace)
        self.client.on("connect_error", self._note_refusal, namespace=namespace)

    async def _note(self, name: str, body: Any = None) -> None:
        self.heard.append((name, body))
        self.validation_errors += validation_errors(self.namespace[1:], name, body)

    async def _note_refusal(self, data: Any = None) -> None:
        self.refusal = data

    async def connect(self, url: str, cookie: str, auth: Any, **headers: str) -> "Socket":
        """Connect with this cookie. Raises socketio's ConnectionError when refused."""
        sent = {"Cookie": cookie} | headers if cookie else headers
        await self.client.connect(url, headers=sent, auth=auth, namespaces=[self.namespace], transports=["websocket"])
        await until(lambda: self.named("hello"))
        return self

    async def ask(self, name: str, body: Any) -> Any:
        """Send an event and return its answer."""
        return await self.client.call(name, body, namespace=self.namespace, timeout=TIMEOUT_S)

    def named(self, name: str) -> list[Any]:
        """The bodies of what was heard under this name."""
        return [body for each, body in self.heard if each == name]

    @property
    def seqs(self) -> list[int]:
        """The number of each event heard, in the order of arrival."""
        return [number_of(body["seq"]) for body in self.named("event")]

    async def close(self) -> None:
        """Leave, if not thrown out already. Everything that was heard was as it is described."""
        assert not self.validation_errors
        await self.client.disconnect()


async def open_socket(url: str, person: Person, last_seq: int | str | None = None) -> Socket:
    """A socket of this person."""
    auth = {"csrf": person.csrf} | ({} if last_seq is None else {"last_seq": last_seq})
    return await Socket().connect(url, person.cookie, auth)


async def in_feed(url: str, person: Person, last_seq: int | str | None = None) -> Socket:
    """A socket of this person, in the room `feed`."""
    opened = await open_socket(url, person, last_seq)
    answer = await opened.ask("join", {"room": "feed"})
    assert answer["ok"], answer
    return opened


def run(test: Callable[[], Awaitable[None]]) -> None:
    """Run the asynchronous part of a test."""
    asyncio.run(asyncio.wait_for(test(), 240))  # type: ignore[arg-type]


def says(url: str, line: str) -> bool:
    """Whether the metrics of this process have this line."""
    return line in requests.get(f"{url}/metrics").text


def write_until(done: Callable[[], bool]) -> None:
    """Put large events into the log, without writes, until this is so."""
    deadline = time.monotonic() + 60
    body = json.dumps({"type": "post.created", "post_id": "0" * 24, "actor_id": "x", "pad": "x" * 5000})
    while not done():
        assert time.monotonic() < deadline
        with store().pipeline() as pipe:
            for seq in range(newest := int(store().get(key("events:seq")) or 0), newest + 200):
                pipe.zadd(key("events:log"), {f"{seq + 1} {seq:024x} 1 {body}": seq + 1})
            pipe.incrby(key("events:seq"), 200).execute()
