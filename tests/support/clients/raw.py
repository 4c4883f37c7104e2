"""Bytes that are sent as they are, many at a time, and what is answered to them."""

import asyncio
import contextlib
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from itertools import islice
from typing import TypeVar
from urllib.parse import urlsplit

Input = TypeVar("Input")
# An input whose connection is still open after this time hangs.
HANG_S = 60.0
# Whoever has said nothing for so long waits for more; they are told that there is none.
SILENT_S = 0.2
AT_ONCE = 16
STATUS = re.compile(rb"^HTTP/1\.[01] (\d{3})[ \r]", re.MULTILINE)


async def answer_to(url: str, sent: bytes, silent_s: float = SILENT_S) -> bytes:
    """All that is answered to these bytes on a connection of their own, to its end."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    heard = b""
    try:
        with contextlib.suppress(ConnectionError):
            writer.write(sent)
            await writer.drain()
            with contextlib.suppress(TimeoutError):
                heard = await asyncio.wait_for(reader.read(65_536), silent_s)
            # Who has closed the connection already need not be told.
            with contextlib.suppress(OSError):
                writer.write_eof()
            while more := await reader.read(65_536):
                heard += more
    finally:
        writer.transport.abort()
    return heard


def statuses_of(heard: bytes) -> list[int]:
    """The statuses of the answers in these bytes."""
    return [int(each) for each in STATUS.findall(heard)]


async def send_each(inputs: Iterable[Input], count: int, send: Callable[[Input], Awaitable[str]]) -> Counter[str]:
    """Send so many of these inputs, some at a time; how often each outcome came. Raises AssertionError with the input
    that hangs."""
    left, outcomes, wrong = islice(inputs, count), Counter[str](), list[str]()

    async def work() -> None:
        for each in left:
            try:
                outcomes[await asyncio.wait_for(send(each), HANG_S)] += 1
            except AssertionError as error:
                wrong.append(str(error))
            except TimeoutError:
                wrong.append(f"hangs: {each!r}")

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    assert not wrong, f"{len(wrong)} inputs:\n" + "\n".join(wrong[:10])
    return outcomes


def answered_below_500(
    url: str, *more: int, silent_s: float = SILENT_S, late: bytes | None = None
) -> Callable[[bytes], Awaitable[str]]:
    """Sends to this address; an outcome is the first status. Raises AssertionError for 5xx, but for `more`, and for 503
    of what begins with `late`, which waits for another process."""

    async def send(sent: bytes) -> str:
        heard = await answer_to(url, sent, silent_s)
        statuses = statuses_of(heard)
        allowed = {*more, 503} if late and sent.startswith(late) else more
        bad = [each for each in statuses if each >= 500 and each not in allowed]
        assert not bad, f"{bad}: {sent!r}: {heard[:1000]!r}"
        return str(statuses[0]) if statuses else "closed"

    return send
