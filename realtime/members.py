"""A client on a namespace: what it has heard, and what it is told about that."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import socketio

from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.writes import positions
from core.writes.events import Event
from realtime.auth import Caller
from realtime.relay import Relay
from realtime.transport.connection import Connection

DRAIN_S = 10.0
DRAIN_PAUSE_S = 0.02


@dataclass(eq=False)
class Member:
    """A client on one namespace. `last_seq` and `heard`, by room, are what it said that it has heard when it connected.
    `rooms` has for each room the number of the event after which it has received all of it. `catching_up` counts what
    it still waits for, from its welcome on. `hears_events`: it hears what happens here, and not in an event stream."""

    sid: str
    caller: Caller
    connection: Connection
    server: socketio.AsyncServer
    namespace: str
    last_seq: int | None = None
    heard: dict[str, int] = field(default_factory=dict)
    rooms: dict[str, int] = field(default_factory=dict)
    catching_up: int = 1
    hears_events: bool = True

    async def send(self, name: str, body: Any) -> None:
        """Put a message into this client's queue, without waiting for the client."""
        await self.server.emit(name, body, to=self.sid, namespace=self.namespace, ignore_queue=True)

    async def say_hello(self, heard: int, relay: Relay) -> None:
        """Tell the client from which `seq` on it receives everything: it may come back with that after a cut."""
        await self.send("hello", {"seq": positions.of(min(heard, relay.position)), "degraded": relay.degraded})

    async def send_events(self, missed: list[Event]) -> None:
        """Put events into this client's queue."""
        for event in missed:
            await self.send("event", event.public())

    async def send_gap(self, first: int, last: int, **room: str) -> None:
        """Tell this client that the events from `first` to `last` cannot be had any more, of one `room` or of all."""
        await self.send("gap", room | gap(first, last))

    async def send_position(self, seq: int) -> None:
        """Tell this client that it has received everything up to `seq`, in all its rooms."""
        await self.send("position", {"seq": positions.of(seq)})

    async def drained(self) -> None:
        """Wait until half of the queue is sent. Raises ConnectionError when that takes too long."""
        for _ in range(int(DRAIN_S / DRAIN_PAUSE_S)):
            if self.namespace not in self.connection.members:
                raise ConnectionError("gone")
            if self.connection.waiting() <= settings().socket_queue_max // 2:
                return
            await asyncio.sleep(DRAIN_PAUSE_S)
        await self.connection.end("slow")
        raise ConnectionError("does not read")


def gap(first: int, last: int) -> dict[str, str]:
    """The body of `gap`: the events from `first` to `last` cannot be had any more."""
    return {"from": positions.of(first), "to": positions.of(last)}


def seq_of(body: dict[str, Any], name: str, within: str = "") -> int | None:
    """The number of the event up to which a client has heard, from the position that it gave under this name; None
    without one. Raises Problem 422."""
    if (given := body.get(name)) is None:
        return None
    if (position := positions.read(given)) is None:
        errors = [{"pointer": f"{within}/{name}", "message": "Send the `seq` of an event, of `hello` or `position`."}]
        raise Problem(ProblemKind.INVALID_REQUEST, f"{name} is not a position.", errors=errors)
    # Of a log that is not this one, it has heard nothing.
    return position.get(positions.THE_LOG, 0)


def heard_in(given: dict[str, Any]) -> dict[str, int]:
    """By room, the number of the event up to which a client has heard, from the positions that it gave as `rooms`.

    Raises Problem 422.
    """
    rooms = given.get("rooms") or {}
    if not isinstance(rooms, dict):
        errors = [{"pointer": "/rooms", "message": "Send an object with the `seq` of each room."}]
        raise Problem(ProblemKind.INVALID_REQUEST, "rooms is not an object.", errors=errors)
    heard = {room: seq_of(rooms, room, "/rooms") for room in rooms}
    return {room: number for room, number in heard.items() if number is not None}
