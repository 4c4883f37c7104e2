"""The namespace `/live`: what happens, as it happens.

A client connects with `auth: {"csrf": "...", "last_seq": "00-b8"}` and then receives

    hello      {"seq", "degraded"}   once; up to `seq` there is nothing that it has missed
    event      {"id", "type", "rooms", "seq", "at", ...}   as over MQTT: ids, never content
    position   {"seq"}   once a minute: up to `seq` it has received everything, in all rooms that it is in
    gap        {"from", "to"} or {"room", "from", "to"}   these events cannot be had any more: fetch anew what you show
    degraded   {"mqtt": false}   events may come a second late: poll if that matters
    recovered  {"mqtt": true}    and what was missed has been sent
    bye        {"reason": "session_ended"|"token_expired"|"too_fast"|"unavailable"}   and the connection is closed

Its own room, `user:<id>`, it is in from the beginning. Where reading is public, a client without an access token
connects without `csrf`, and has no room of its own. It sends `join {"room", "last_seq"?}` and `leave {"room"}`, and
receives with each join what it has missed in the room since `last_seq`, by default the one it connected with; the
answer has the `seq` up to which it has everything of the room.
"""

from typing import Any

from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.writes import positions
from core.writes.events import Event
from realtime.members import Member, seq_of
from realtime.namespace import Guarded
from realtime.registry import Registry
from realtime.relay import CHUNK, Relay
from realtime.rooms import check_public


class Live(Guarded):
    """Relays events to the rooms `feed`, `post:<id>` and `user:<id>`."""

    guests_may = True

    def __init__(self, registry: Registry, relay: Relay) -> None:
        super().__init__("/live", registry, relay)
        self.actions = {"join": self._join, "leave": self._leave}
        relay.subscribers.append(self)

    async def welcome(self, member: Member) -> None:
        """Say hello, and enter the member's own room, if it has one."""
        await member.say_hello(self.relay.position if member.last_seq is None else member.last_seq, self.relay)
        if self.relay.degraded:
            await member.send("degraded", {"mqtt": False})
        for room in member.caller.rooms:
            await self._enter(member, room, member.last_seq)

    async def handle_event(self, event: Event) -> None:
        """Send the event to its rooms, once to each client."""
        if self.has_anybody_in(event.rooms):
            await self.broadcast("event", event.public(), sorted(event.rooms))

    async def _join(self, member: Member, body: dict[str, Any]) -> dict[str, Any]:
        after = seq_of(body, "last_seq")
        if body.get("room") in list(member.caller.rooms):
            return {"seq": positions.of(self.relay.position)}
        room = await check_public(body.get("room"))
        if len(member.rooms) >= settings().socket_rooms_max and room not in member.rooms:
            raise Problem(ProblemKind.TOO_MANY_ROOMS, f"A socket may be in {settings().socket_rooms_max}.")
        entered = await self._enter(member, room, member.last_seq if after is None else after)
        return {"seq": positions.of(entered)}

    async def _leave(self, member: Member, body: dict[str, Any]) -> dict[str, Any]:
        room = body.get("room")
        if not isinstance(room, str) or room not in member.rooms or room in member.caller.rooms:
            raise Problem(ProblemKind.NOT_FOUND, "You are not in this room, or it is your own.")
        # From now on the client chooses its rooms, and says itself from where on it has missed events in each.
        member.last_seq = None
        await self.take_out_of(member, room)
        return {}

    async def _enter(self, member: Member, room: str, after: int | None) -> int:
        def is_new(event: Event) -> bool:
            """It is of this room, and the client has not received it in another."""
            others = event.rooms & member.rooms.keys()
            return room in event.rooms and not any(event.seq > member.rooms[each] for each in others)

        async def enter() -> None:
            if member.sid not in self.members:
                raise ConnectionError("gone")
            position = self.relay.position
            heard_after = position if after is None else min(after, position)
            await self.put_into(member, room, min(member.rooms.get(room, position), heard_after))

        return await self.catch_up(member, _InRoom(member, room), after, is_new, enter)


class _InRoom:
    """A member catching up in one room; a gap names the room."""

    at_once = CHUNK

    def __init__(self, member: Member, room: str) -> None:
        self.send_events, self.drained = member.send_events, member.drained
        self._member, self._room = member, room

    async def send_gap(self, first: int, last: int) -> None:
        """Tell this client that it has lost events of this room."""
        await self._member.send_gap(first, last, room=self._room)
