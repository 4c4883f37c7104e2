"""The events of `/live` and `/chat` as Server-Sent Events: `GET /api/v1/events?rooms=feed,post:<id>,conversations`.

Each has a position as `id`, its type as `event` and the event as `data`; the caller's own room is always included, if
the caller has one. `conversations` stands for those of the caller, the ones to come as well.
`Last-Event-ID`, or `?last_event_id=`, brings what was missed since; `feed@<position>` what was missed in a room that
the caller was not in before. `hello`, `position`, `gap`, `degraded`, `recovered` and `bye` mean what they mean in
realtime/live.py; `alive` says that nothing has happened for a while.
"""

import asyncio

import structlog

from core.platform.problems import Problem, ProblemKind
from core.servers import mongo
from core.servers.failures import is_unavailable, problem_of
from core.writes import positions
from core.writes.events import Event
from realtime import conversation_events, metrics, stream_rooms
from realtime.auth import authenticate_reader, check_origin
from realtime.conversation_events import ENTERING, LEAVING, room_in
from realtime.presence import Presence
from realtime.registry import Registry
from realtime.relay import Relay
from realtime.stream import SEND_S, Stream, sent
from realtime.transport.responses import (
    Receive,
    Scope,
    Send,
    address_of,
    fixed_headers,
    headers_of,
    page_of,
    query_of,
    refuse,
)

RETRY_MS = 2000
_log = structlog.get_logger()


class Streams:
    """The event streams of this process."""

    def __init__(self, registry: Registry, relay: Relay, presence: Presence) -> None:
        self._all: set[Stream] = set()
        self._registry, self._relay, self._presence = registry, relay, presence
        relay.subscribers.append(self)

    async def handle_event(self, event: Event) -> None:
        """Queue the event for those who are in one of its rooms."""
        if room := room_in(event):
            await self._handle_talk(event, room)
        else:
            for stream in [each for each in self._all if each.rooms & event.rooms]:
                stream.put(event.kind, event.public(), event.seq)

    async def _handle_talk(self, event: Event, room: str) -> None:
        if event.kind in ENTERING and (talking := [each for each in self._all if each.is_in_conversations]):
            members = await conversation_events.members_of(event)
            for stream in talking:
                if stream.user_id in members and stream in self._all:
                    self._enter(stream, room)
        listening = [each for each in self._all if room in each.rooms and event.only_for in ("", each.user_id)]
        if listening:
            await self._tell(listening, event)
        if event.kind == LEAVING:
            for stream in listening:
                if stream.user_id == event.body["user_id"] and stream in self._all:
                    stream.rooms.remove(room)
                    self._registry.held.leave(room)

    async def _tell(self, listening: list[Stream], event: Event) -> None:
        try:
            body = await conversation_events.fetched(event)
        except mongo.UNAVAILABLE:
            for stream in listening:
                await stream.send_gap(event.seq, event.seq)
            return
        if body is not None:
            for stream in listening:
                stream.put(event.kind, body, event.seq)

    def _enter(self, stream: Stream, room: str) -> None:
        if room not in stream.rooms:
            stream.rooms.add(room)
            self._registry.held.enter(room)

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
            stream.put_position(seq)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, for as long as the caller listens and may."""
        try:
            stream, asked = await self._open(scope)
        except Exception as error:  # noqa: BLE001 - whoever asks gets an answer, whatever happened
            problem = problem_of(error)
            metrics.REFUSED.labels(problem.title).inc()
            return await refuse(send, scope, problem)
        try:
            await self._stream(stream, asked, receive, send)
        finally:
            self._leave(stream)
            self._registry.remove(stream)

    def _leave(self, stream: Stream) -> None:
        if stream in self._all:
            self._all.remove(stream)
            for room in stream.rooms:
                self._registry.held.leave(room)
            if stream.is_in_conversations:
                self._presence.note_departure(stream.user_id, stream.rooms)

    async def _open(self, scope: Scope) -> tuple[Stream, stream_rooms.Asked]:
        headers = headers_of(scope)
        if scope["method"] != "GET":
            raise Problem(ProblemKind.METHOD_NOT_ALLOWED)
        check_origin(headers)
        caller = await authenticate_reader(headers, address_of(scope), asks_csrf=False)
        query = query_of(scope)
        asked = await stream_rooms.read(query, headers.get("last-event-id", ""), caller, self._relay.position)
        stream = Stream(asked.rooms, self._relay, page_of(query), is_in_conversations=asked.has_conversations)
        self._registry.add(stream)
        await self._registry.register(stream, caller)
        return stream, asked

    async def _stream(self, stream: Stream, asked: stream_rooms.Asked, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/event-stream"), *fixed_headers()]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        opening = f"retry: {RETRY_MS}\n\n".encode()
        await send({"type": "http.response.body", "body": opening, "more_body": True})
        writing = asyncio.create_task(stream.write(send))
        leaving = asyncio.create_task(_until_gone(receive))
        try:
            if await self._has_entered(stream, asked):
                await asyncio.wait((writing, leaving), return_when=asyncio.FIRST_COMPLETED)
            else:
                await asyncio.wait((writing, leaving), timeout=SEND_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            writing.cancel()
            leaving.cancel()
            await asyncio.gather(writing, leaving, return_exceptions=True)
        if stream.ended.is_set():
            await sent(send, b"", more=False)

    async def _has_entered(self, stream: Stream, asked: stream_rooms.Asked) -> bool:
        try:
            await self._catch_up(stream, asked)
        except ConnectionError:
            return False
        except Exception as error:  # noqa: BLE001 - a caller who received only a part must come back
            if not is_unavailable(error):
                _log.exception("unexpected_error", kind=stream.kind)
            await stream.end("unavailable")
            return False
        return True

    async def _catch_up(self, stream: Stream, asked: stream_rooms.Asked) -> None:
        async def enter() -> None:
            # The id that a browser comes back with, even when nothing ever happened.
            seq = self._relay.position
            stream.put("hello", {"seq": positions.of(seq), "degraded": self._relay.degraded}, seq)
            self._all.add(stream)
            for room in stream.rooms:
                self._registry.held.enter(room)

        await self._relay.catch_up(stream, asked.begin, asked.misses, enter)
        others = (each for each in self._all if each is not stream and each.is_in_conversations)
        if stream.is_in_conversations and all(each.user_id != stream.user_id for each in others):
            await self._presence.note_arrival(stream.user_id, stream.rooms)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
