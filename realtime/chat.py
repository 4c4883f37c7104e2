"""The namespace `/chat`: conversations, as they are held.

A client connects as to `/live` (realtime/live.py) and gets `hello`, `position`, `gap`, `degraded`, `recovered` and
`bye` as there. It is in the rooms of all its conversations from the beginning, and first receives what it has missed
since `last_seq`, or in a room since the `seq` that it gives in `rooms`, an object:

    message.new, message.edited    an event, and `message` with the whole message
    message.deleted                an event
    conversation.created|invited|uninvited|joined|left|renamed|read   an event
    typing     {"conversation_id", "user_id"}            not stored
    presence   {"user_id", "online"}                     of those who have agreed to it

It sends `message.send {conversation_id, content, client_id?}`, `message.edit {message_id, content}`, `message.delete
{message_id}`, `read {conversation_id, seq}`, each answered with the receipt, and `typing {conversation_id}` and
`presence {conversation_id}`, answered with who is online. A client that hears the events in a stream
(realtime/sse.py) says `events: false` when connecting, and gets `typing` and `presence` alone.
"""

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from typing import Any

from pydantic import BaseModel, ConfigDict

from core.content import blocks
from core.content.chat import conversations, presence
from core.identity import connection_slots
from core.platform.problems import not_found
from core.schemas.outputs import Id
from core.schemas.validation import validate
from core.servers import mongo
from core.writes.events import Event
from realtime import chat_commands, conversation_events
from realtime.conversation_events import ENTERING, LEAVING, person_room, room_in, room_of
from realtime.members import Member, gap
from realtime.namespace import Action, Guarded
from realtime.presence import Presence
from realtime.registry import Registry
from realtime.relay import Relay

Body = dict[str, Any]


class InConversation(BaseModel):
    """`typing` and `presence`"""

    model_config = ConfigDict(extra="forbid", strict=True)

    conversation_id: Id


class Chat(Guarded):
    """Relays the messages of each conversation to its members, in their order."""

    def __init__(self, registry: Registry, relay: Relay) -> None:
        super().__init__("/chat", registry, relay)
        self.actions = {
            "message.send": _write(chat_commands.send),
            "message.edit": _write(chat_commands.edit),
            "message.delete": _write(chat_commands.delete),
            "read": _write(chat_commands.read),
            "typing": self._typing,
            "presence": self._presence,
        }
        self.presence = Presence(self)
        relay.subscribers.append(self)

    async def welcome(self, member: Member) -> None:
        """Say hello, tell the member what it has missed, and let the others know when its user was not there before."""
        user_id = member.caller.user_id
        after = await self._heard_by(member)
        await member.say_hello(after, self.relay)
        rooms = await conversation_events.rooms_of(user_id)

        async def enter() -> None:
            if member.sid not in self.members:
                raise ConnectionError("gone")
            for room in rooms:
                await self.put_into(member, room, self.relay.position)
            await self.enter_room(member.sid, person_room(user_id))
            await member.send_position(self.relay.position)

        def wanted(event: Event) -> bool:
            is_new = member.hears_events and any(event.seq > member.heard.get(room, 0) for room in rooms & event.rooms)
            return is_new and event.only_for in ("", user_id)

        await self.catch_up(member, _ReplayTarget(member), after, wanted, enter)
        if self._of(user_id)[:1] == [member]:
            await self.presence.note_arrival(user_id, set(member.rooms))

    async def _heard_by(self, member: Member) -> int:
        """The `seq` up to which the member has received everything, or finds it in the history."""
        position = self.relay.position
        if not member.hears_events:
            return position
        return await conversation_events.heard_by_history(position) if member.last_seq is None else member.last_seq

    async def handle_event(self, event: Event) -> None:
        """Tell the members, after who joined has entered and before who left has gone."""
        room, kind = room_in(event), event.kind
        if not room or not (kind in ENTERING or self.has_anybody_in([room])):
            return
        if event.only_for:
            for member in self._of(event.only_for):
                if member.hears_events:
                    await member.send(kind, event.public())
            return
        if kind in ENTERING:
            await self._enter_all(event, room)
        await self._broadcast_event(event, room)
        if kind == LEAVING:
            for member in self._of(str(event.body["user_id"])):
                await self.take_out_of(member, room)

    async def _broadcast_event(self, event: Event, room: str) -> None:
        try:
            body = await conversation_events.fetched(event)
        except mongo.UNAVAILABLE:
            await self.broadcast("gap", gap(event.seq, event.seq), [room], is_event=True)
        else:
            if body is not None:
                await self.broadcast(event.kind, body, [room], is_event=True)

    def _of(self, user_id: str) -> list[Member]:
        return [member for member in self.members.values() if member.caller.user_id == user_id]

    async def _enter_all(self, event: Event, room: str) -> None:
        for user_id in await conversation_events.members_of(event):
            for member in self._of(user_id):
                await self.put_into(member, room, self.relay.position)

    def _room(self, member: Member, body: Body) -> str:
        room = room_of(validate(InConversation, body, "").conversation_id)
        if room not in member.rooms:
            raise not_found("conversation")
        return room

    async def _typing(self, member: Member, body: Body) -> Body:
        room = self._room(member, body)
        notice = {"conversation_id": body["conversation_id"], "user_id": member.caller.user_id}
        seen, everybody = await asyncio.to_thread(_told_of_typing, member.caller.user_id, body["conversation_id"])
        if len(seen) == 1:
            return {}
        told = [room] if seen >= everybody else sorted(map(person_room, seen))
        # Through Redis, to the sockets of all processes; what gets lost is typed again.
        await self.emit("typing", notice, room=told, skip_sid=member.sid)
        return {}

    async def _presence(self, member: Member, body: Body) -> Body:
        self._room(member, body)
        there = await asyncio.to_thread(_seen_by, member.caller.user_id, body["conversation_id"])
        return {"online": sorted(await asyncio.to_thread(connection_slots.online, there))}

    def forget(self, member: Member) -> None:
        """The member has gone; when that was the user's last connection, the others are told."""
        self.presence.note_departure(member.caller.user_id, set(member.rooms))


def _told_of_typing(user_id: str, conversation_id: str) -> tuple[set[str], set[str]]:
    """Who of the members is told that this one is typing, itself included, and all of them."""
    found = conversations.get(conversation_id, user_id)
    blocks.check_may_reach(found, user_id)
    return set(presence.seen_in(found, user_id)), set(found["members"])


def _seen_by(user_id: str, conversation_id: str) -> list[str]:
    return presence.seen_in(conversations.get(conversation_id, user_id), user_id)


def _write(accept: Callable[[str, str, Body], Body]) -> Action:
    def act(member: Member, body: Body) -> Coroutine[Any, Any, Body]:
        return asyncio.to_thread(accept, member.caller.user_id, secrets.token_hex(12), body)

    return act


class _ReplayTarget:
    """A member that catches up in all its conversations."""

    at_once = conversation_events.AT_ONCE

    def __init__(self, member: Member) -> None:
        self.send_gap, self.drained = member.send_gap, member.drained
        self._member = member

    async def send_events(self, missed: list[Event]) -> None:
        """Send this member the events that the others received."""
        for event, body in await conversation_events.with_bodies(missed):
            await self._member.send(str(event.body["type"]), body)
