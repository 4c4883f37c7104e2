"""Chat clients for the tests: Python's Socket.IO client and the official JavaScript one, with the same calls."""

import asyncio
import contextlib
import itertools
import json
from pathlib import Path
from typing import Any

from deploy.local.install.node import environment
from tests.support.asyncapi import validation_errors
from tests.support.clients.live import Person, Socket
from tests.support.waiting import until

CLIENT = Path(__file__).parent / "js/client.mjs"


async def chat_socket(url: str, person: Person, last_seq: int | str | None = None, **more: Any) -> Socket:
    """A Python client of this person on `/chat`; `more` is what else it says when connecting."""
    auth = {"csrf": person.csrf, **more} | ({} if last_seq is None else {"last_seq": last_seq})
    return await Socket("/chat").connect(url, person.cookie, auth)


class JsSocket:
    """The official client in a process of its own, which comes back by itself from where it was in each room."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._answers: dict[int, Any] = {}
        self._ids = itertools.count(1)
        self.heard: list[tuple[str, Any]] = []
        self.validation_errors: list[str] = []
        self.connects = 0
        self.refusal: Any = None
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def connect(cls, url: str, person: Person, last_seq: int | str | None = None, **headers: str) -> "JsSocket":
        """A client of this person on `/chat`; wait for `hello` or a refusal."""
        pipes: dict[str, Any] = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE}
        made = cls(await asyncio.create_subprocess_exec("node", str(CLIENT), env=environment(), limit=2**24, **pipes))
        auth = {"csrf": person.csrf} | ({} if last_seq is None else {"last_seq": last_seq})
        await made.do(do="connect", url=url, namespace="/chat", headers={"Cookie": person.cookie} | headers, auth=auth)
        await until(lambda: made.named("hello") or made.refusal)
        return made

    async def _read(self) -> None:
        assert self._process.stdout
        while line := await self._process.stdout.readline():
            told = json.loads(line)
            if told["what"] == "event":
                self.heard.append((told["event"], told.get("data")))
                self.validation_errors += validation_errors("chat", told["event"], told.get("data"))
            elif told["what"] == "ack":
                self._answers[told["id"]] = told["data"]
            elif told["what"] == "connect_error":
                self.refusal = told
            self.connects += told["what"] == "connect"

    async def do(self, **command: Any) -> None:
        """Tell the client what to do."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(command).encode() + b"\n")
        await self._process.stdin.drain()

    async def ask(self, name: str, body: Any) -> Any:
        """Send an event and return its answer."""
        number = next(self._ids)
        await self.do(do="emit", event=name, data=body, id=number)
        await until(lambda: number in self._answers)
        return self._answers.pop(number)

    async def cut(self) -> None:
        """Break the connection, and wait until the client is back."""
        before = self.connects
        await self.do(do="cut")
        await until(lambda: self.connects > before)

    def named(self, name: str) -> list[Any]:
        """The bodies of what was heard under this name."""
        return [body for each, body in self.heard if each == name]

    async def close(self) -> None:
        """End the process. Everything that was heard was as it is described."""
        assert not self.validation_errors
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        await self._reading


def texts(client: Socket | JsSocket) -> list[str]:
    """What the client heard people say, each message once, in the order of arrival."""
    contents = {body["message"]["id"]: body["message"]["content"] for body in client.named("message.new")}
    return list(contents.values())
