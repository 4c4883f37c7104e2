"""The namespace `/chat`: conversations, as they are held.

A client connects as to `/live` (realtime/live.py) and gets `hello`, `position`, `gap`, `degraded`, `recovered` and
`bye` as there. It is in the rooms of all its conversations from the beginning, and first receives what it has missed
since `last_seq`, or in a room since the `seq` that it gives in `rooms`, an object:

    message.new, message.edited    an event, and `message` with the whole message
    message.deleted                an event
    conversation.created|joined|left|read   an event
    typing     {"conversation_id", "user_id"}            not stored
    presence   {"user_id", "online"}                     of those it has a conversation with

It sends `message.send {conversation_id, content, client_id?}`, `message.edit {message_id, content}`, `message.delete
{message_id}`, `read {conversation_id, seq}`, each answered with the receipt, and `typing {conversation_id}` and
`presence {conversation_id}`, answered with who is online.
"""

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from typing import Any

from pydantic import BaseModel, ConfigDict

from core.content import blocks, conversations, messages
from core.identity import connection_slots
from core.platform.problems import not_found
from core.reads import cache
from core.schemas.outputs import Id
from core.schemas.validation import validate
from core.servers import mongo
from core.servers.redis import UNAVAILABLE
from core.writes import events
from core.writes.events import Event
from realtime import chat_commands
from realtime.members import Member, gap
from realtime.namespace import Action, Guarded
from realtime.registry import Registry
from realtime.relay import Relay

# Grace period: a page reload is not an absence.
PRESENCE_S = 1.0
JOURNAL_PAUSE_S = 0.2
# Members receive these with the whole message beside the event.
WITH_MESSAGE = ("message.new", "message.edited")
Body = dict[str, Any]


class InConversation(BaseModel):
    """`typing` and `presence`"""

    model_config = ConfigDict(extra="forbid", strict=True)

    conversation_id: Id


def room_of(conversation_id: str) -> str:
    """The room of a conversation's members."""
    return f"conversation:{conversation_id}"


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
        relay.subscribers.append(self)

    async def welcome(self, member: Member) -> None:
        """Say hello, tell the member what it has missed, and let the others know when its user was not there before."""
        user_id = member.caller.user_id
        after = await self._heard_by(member)
        await member.say_hello(after, self.relay)
        ids = await asyncio.to_thread(_conversations_of, user_id)
        rooms = {room_of(each) for each in ids}

        async def enter() -> None:
            if member.sid not in self.members:
                raise ConnectionError("gone")
            for room in rooms:
                await self.put_into(member, room, self.relay.position)
            await member.send_position(self.relay.position)

        def wanted(event: Event) -> bool:
            is_new = any(event.seq > member.heard.get(room, 0) for room in rooms & event.rooms)
            return is_new and event.only_for in ("", user_id)

        await self.catch_up(member, _ReplayTarget(member), after, wanted, enter)
        if self._of(user_id)[:1] == [member]:
            await self._broadcast_presence(user_id, online=True, rooms=sorted(member.rooms))

    async def _heard_by(self, member: Member) -> int:
        """The `seq` up to which the member has received everything, or finds it in the history."""
        position = self.relay.position
        if member.last_seq is not None:
            return member.last_seq
        # A message that is accepted and not stored yet is not in the history that the client fetches now.
        oldest = await asyncio.to_thread(events.oldest_early)
        return position if oldest is None else min(position, oldest - 1)

    async def handle_event(self, event: Event) -> None:
        """Tell the members, after who joined has entered and before who left has gone."""
        room = next((each for each in event.rooms if each.startswith("conversation:")), "")
        kind, enters = event.kind, event.kind in ("conversation.created", "conversation.joined")
        if not room or not (enters or self.has_anybody_in([room])):
            return
        if event.only_for:
            for member in self._of(event.only_for):
                await member.send(kind, event.public())
            return
        if enters:
            await self._enter_all(event, room)
        await self._broadcast_event(event, kind, room)
        if kind == "conversation.left":
            for member in self._of(str(event.body["user_id"])):
                await self.take_out_of(member, room)

    async def _broadcast_event(self, event: Event, kind: str, room: str) -> None:
        while True:
            try:
                body = await _fetched(event)
            except UNAVAILABLE:
                # Without the journal the relay has nothing else to do, either: nothing overtakes this event.
                await asyncio.sleep(JOURNAL_PAUSE_S)
            except mongo.UNAVAILABLE:
                return await self.broadcast("gap", gap(event.seq, event.seq), [room])
            else:
                return await self.broadcast(kind, body, [room]) if body is not None else None

    def _of(self, user_id: str) -> list[Member]:
        return [member for member in self.members.values() if member.caller.user_id == user_id]

    async def _enter_all(self, event: Event, room: str) -> None:
        there = await asyncio.to_thread(conversations.members_of, str(event.body["conversation_id"]))
        for user_id in there:
            for member in self._of(user_id):
                await self.put_into(member, room, self.relay.position)

    def _room(self, member: Member, body: Body) -> str:
        room = room_of(validate(InConversation, body, "").conversation_id)
        if room not in member.rooms:
            raise not_found("conversation")
        return room

    async def _typing(self, member: Member, body: Body) -> Body:
        room = self._room(member, body)
        if not await asyncio.to_thread(_may_type, member.caller.user_id, body["conversation_id"]):
            return {}
        notice = {"conversation_id": body["conversation_id"], "user_id": member.caller.user_id}
        # Through Redis, to the sockets of all processes; what gets lost is typed again.
        await self.emit("typing", notice, room=room, skip_sid=member.sid)
        return {}

    async def _presence(self, member: Member, body: Body) -> Body:
        self._room(member, body)
        there = await asyncio.to_thread(_seen_by, member.caller.user_id, body["conversation_id"])
        return {"online": sorted(await asyncio.to_thread(connection_slots.online, there))}

    async def _broadcast_presence(self, user_id: str, *, online: bool, rooms: list[str]) -> None:
        silent = await asyncio.to_thread(conversations.apart, user_id)
        if rooms := [each for each in rooms if each not in {room_of(one) for one in silent}]:
            await self.emit("presence", {"user_id": user_id, "online": online}, room=rooms)

    def forget(self, member: Member) -> None:
        """The member has gone; when that was the user's last socket, the others are told."""
        self.spawn(self._note_absence(member.caller.user_id, sorted(member.rooms)))

    async def _note_absence(self, user_id: str, rooms: list[str]) -> None:
        await asyncio.sleep(PRESENCE_S)
        try:
            if not await asyncio.to_thread(connection_slots.online, [user_id]):
                await self._broadcast_presence(user_id, online=False, rooms=rooms)
        except (*UNAVAILABLE, *mongo.UNAVAILABLE):
            return


def _conversations_of(user_id: str) -> list[str]:
    # What they say is brought along with their summary, when the cache has it.
    cache.author_summaries_of([user_id])
    return conversations.all_ids_of(user_id)


def _may_type(user_id: str, conversation_id: str) -> bool:
    blocks.check_may_reach(conversations.get(conversation_id, user_id), user_id)
    # Presence and typing are hidden from blocked users, too.
    return conversation_id not in conversations.apart(user_id)


def _seen_by(user_id: str, conversation_id: str) -> list[str]:
    if conversation_id in conversations.apart(user_id):
        return [user_id]
    return conversations.members_of(conversation_id)


def _write(accept: Callable[[str, str, Body], Body]) -> Action:
    def act(member: Member, body: Body) -> Coroutine[Any, Any, Body]:
        return asyncio.to_thread(accept, member.caller.user_id, secrets.token_hex(12), body)

    return act


async def _fetched(event: Event) -> Body | None:
    if event.content or event.body["type"] not in WITH_MESSAGE:
        return body_of(event)
    return await asyncio.to_thread(body_of, event)


def body_of(event: Event) -> Body | None:
    """What members receive of this event; None for a message that has been deleted since."""
    if event.body["type"] not in WITH_MESSAGE:
        return event.public()
    message = messages.payload(event)
    return None if message is None else event.public() | {"message": message}


def _with_bodies(events: list[Event]) -> list[tuple[Event, Body | None]]:
    return [(event, body_of(event)) for event in events]


class _ReplayTarget:
    """A member that catches up in all its conversations."""

    # The messages have to be read first; other members are served meanwhile.
    at_once = 5

    def __init__(self, member: Member) -> None:
        self.send_gap, self.drained = member.send_gap, member.drained
        self._member = member

    async def send_events(self, missed: list[Event]) -> None:
        """Send this member the events that the others received."""
        for event, body in await asyncio.to_thread(_with_bodies, missed):
            if body is not None:
                await self._member.send(str(event.body["type"]), body)
