"""Clients that send what no honest one would, down to single frames, for the tests of the realtime process."""

import asyncio
import base64
import contextlib
import os
from collections.abc import Sequence
from urllib.parse import urlsplit

from websockets.frames import Frame, Opcode

from tests.support.clients.live import Person

SOCKET_PATH = "/socket.io/?EIO=4&transport=websocket"
# A close frame with a code and nothing else.
CLOSE = b"\x88\x02"
Sent = str | bytes | Frame


class Wire:
    """A TCP connection to a realtime process. It reads only when it is told to."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, url: str, limit: int = 2**16) -> "Wire":
        """Connect."""
        parts = urlsplit(url)
        return cls(*await asyncio.open_connection(parts.hostname, parts.port, limit=limit))

    @classmethod
    async def upgrade(cls, url: str, person: Person | None = None, path: str = SOCKET_PATH, *more: bytes) -> "Wire":
        """Connect and ask for a WebSocket, in this person's name; `more` are further headers."""
        wire = await cls.open(url)
        key = base64.b64encode(os.urandom(16)).decode()
        cookie = f"Cookie: {person.cookie}\r\n" if person else ""
        head = f"GET {path} HTTP/1.1\r\nHost: x\r\n{cookie}Connection: Upgrade\r\nUpgrade: websocket\r\n"
        head += f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
        lines = b"".join(each + b"\r\n" for each in more)
        await wire.write(head.encode("latin-1") + lines + b"\r\n")
        # What is sent before the answer, uvicorn may lose with the end of the request.
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await wire.reader.readuntil(b"\r\n\r\n")
        return wire

    async def write(self, data: bytes) -> None:
        """Send bytes; when the other side is gone, nothing."""
        with contextlib.suppress(ConnectionError):
            self.writer.write(data)
            await self.writer.drain()

    async def say(self, messages: Sequence[Sent]) -> None:
        """Send these: text, binary, or a frame as it is."""
        for each in messages:
            await self.write(_frame(each).serialize(mask=True, extensions=[]))

    async def until(self, wanted: bytes) -> bytes:
        """Read until this has come, or to the end."""
        heard = b""
        while wanted not in heard and (more := await self.reader.read(65_536)):
            heard += more
        return heard

    async def rest(self) -> bytes:
        """Read to the end, or to the other side's goodbye, and go."""
        heard = b""
        with contextlib.suppress(ConnectionError):
            while CLOSE not in heard and (more := await self.reader.read(65_536)):
                heard += more
        self.close()
        return heard

    def close(self) -> None:
        """Go, without a word."""
        self.writer.transport.abort()


def _frame(sent: Sent) -> Frame:
    if isinstance(sent, Frame):
        return sent
    return Frame(Opcode.TEXT, sent.encode()) if isinstance(sent, str) else Frame(Opcode.BINARY, sent)


async def signed_in(url: str, person: Person, *namespaces: str) -> Wire:
    """A WebSocket of this person that is on these namespaces."""
    wire = await Wire.upgrade(url, person)
    for namespace in namespaces:
        await wire.say([f'40{namespace},{{"csrf":"{person.csrf}"}}'])
        await wire.until(b'["hello"')
    return wire
