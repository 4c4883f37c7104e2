"""The events of `/live` as Server-Sent Events: `GET /api/v1/events?rooms=feed,post:<id>`.

Each has a position as `id`, its type as `event` and the event as `data`; the caller's own room is always included, if
the caller has one.
`Last-Event-ID`, or `?last_event_id=`, brings what was missed since. `hello`, `gap`, `degraded`, `recovered` and `bye`
mean what they mean in realtime/live.py; instead of `position` there is an `id` without an event, which browsers keep.
"""

import asyncio

from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.writes import positions
from core.writes.events import Event
from realtime import metrics
from realtime.auth import Caller, authenticate_reader, check_origin
from realtime.registry import Registry
from realtime.relay import Relay
from realtime.rooms import check_public
from realtime.stream import SEND_S, Stream, sent
from realtime.transport.responses import (
    SECURITY_HEADERS,
    Receive,
    Scope,
    Send,
    address_of,
    headers_of,
    page_of,
    query_of,
    refuse,
)

RETRY_MS = 2000


class Streams:
    """The event streams of this process."""

    def __init__(self, registry: Registry, relay: Relay) -> None:
        self._all: set[Stream] = set()
        self._registry, self._relay = registry, relay
        relay.subscribers.append(self)

    async def handle_event(self, event: Event) -> None:
        """Queue the event for those who are in one of its rooms."""
        for stream in list(self._all):
            if stream.rooms & event.rooms:
                await stream.send_events([event])

    async def handle_gap(self, first: int, last: int) -> None:
        """Tell everybody."""
        for stream in list(self._all):
            await stream.send_gap(first, last)

    async def handle_state(self, degraded: bool) -> None:
        """Tell everybody."""
        for stream in list(self._all):
            stream.put("degraded" if degraded else "recovered", {"mqtt": not degraded}, self._relay.position)

    async def handle_position(self, seq: int) -> None:
        """Tell everybody."""
        for stream in list(self._all):
            stream.keep_position(seq)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, for as long as the caller listens and may."""
        stream: Stream | None = None
        try:
            stream, after = await self._open(scope)
            await self._stream(stream, after, receive, send)
        except Problem as problem:
            metrics.REFUSED.labels(problem.title).inc()
            await refuse(send, scope, problem)
        finally:
            if stream:
                self._leave(stream)
                self._registry.remove(stream)

    def _leave(self, stream: Stream) -> None:
        if stream in self._all:
            self._all.remove(stream)
            for room in stream.rooms:
                self._registry.held.leave(room)

    async def _open(self, scope: Scope) -> tuple[Stream, int | None]:
        headers = headers_of(scope)
        if scope["method"] != "GET":
            raise Problem(ProblemKind.METHOD_NOT_ALLOWED)
        check_origin(headers)
        caller = await authenticate_reader(headers, address_of(scope), asks_csrf=False)
        query = query_of(scope)
        rooms = await _rooms(query.get("rooms", ""), caller)
        after = _last_id(headers.get("last-event-id") or query.get("last_event_id", ""))
        stream = Stream(rooms, self._relay, page_of(query))
        self._registry.add(stream)
        await self._registry.register(stream, caller)
        return stream, after

    async def _stream(self, stream: Stream, after: int | None, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), *SECURITY_HEADERS]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        opening = f"retry: {RETRY_MS}\n\n".encode()
        await send({"type": "http.response.body", "body": opening, "more_body": True})
        writing = asyncio.create_task(stream.write(send))
        leaving = asyncio.create_task(_until_gone(receive))
        try:
            await self._catch_up(stream, after)
            await asyncio.wait((writing, leaving), return_when=asyncio.FIRST_COMPLETED)
        except ConnectionError:
            await asyncio.wait((writing, leaving), timeout=SEND_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            writing.cancel()
            leaving.cancel()
            await asyncio.gather(writing, leaving, return_exceptions=True)
        if stream.ended.is_set():
            await sent(send, b"", more=False)

    async def _catch_up(self, stream: Stream, after: int | None) -> None:
        async def enter() -> None:
            # The id that a browser comes back with, even when nothing ever happened.
            seq = self._relay.position
            stream.put("hello", {"seq": positions.of(seq), "degraded": self._relay.degraded}, seq)
            self._all.add(stream)
            for room in stream.rooms:
                self._registry.held.enter(room)

        await self._relay.catch_up(stream, after, lambda event: bool(event.rooms & stream.rooms), enter)


async def _rooms(text: str, caller: Caller) -> set[str]:
    names = [each for each in text.split(",") if each]
    if not names or len(names) > settings().socket_rooms_max:
        raise _invalid("rooms", f"One to {settings().socket_rooms_max} rooms with commas: `feed`, `post:<id>`.")
    try:
        return {await check_public(each) for each in names if each not in caller.rooms} | caller.rooms
    except Problem as problem:
        if problem.status not in (403, 404):
            raise
        raise _invalid("rooms", problem.as_dict()["detail"]) from None


def _last_id(text: str) -> int | None:
    if not text:
        return None
    if (position := positions.read(text)) is None:
        raise _invalid("last_event_id", "The id of an event.")
    return position.get(positions.THE_LOG, 0)


def _invalid(name: str, message: str) -> Problem:
    errors = [{"pointer": f"/query/{name}", "message": message}]
    return Problem(ProblemKind.INVALID_REQUEST, message, errors=errors)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
