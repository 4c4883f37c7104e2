"""A stream in which nothing happens says that it is there, as an event that a browser hears."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from realtime import stream
from realtime.relay import Relay
from realtime.stream import ALIVE, Stream
from tests.support.asyncapi import validation_errors


@pytest.mark.usefixtures("system")
def test_a_silent_stream_says_that_it_is_there_and_an_event_comes_before_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_S", 0.01)
    sent: list[bytes] = []

    async def run() -> None:
        silent = Stream({"feed"}, Relay())
        silent.put("gap", {"from": "00-1", "to": "00-2"}, 2)

        async def send(message: Any) -> None:
            sent.append(message["body"])
            if sent.count(ALIVE) == 2:
                raise ConnectionError

        with suppress(ConnectionError):
            await silent.write(send)

    asyncio.run(run())
    assert sent[0].startswith(b"id: ") and sent[1:] == [ALIVE, ALIVE]


def test_that_is_described() -> None:
    assert ALIVE.split(b"\n") == [b"event: alive", b"data: {}", b"", b""]
    assert not validation_errors("stream", "alive", {})
