"""What members hear of their conversations: the same over `/chat` as in event streams."""

import asyncio
from typing import Any

from core.content.chat import conversations, messages
from core.reads import cache
from core.servers.redis import UNAVAILABLE
from core.writes import events
from core.writes.events import Event

JOURNAL_PAUSE_S = 0.2
ENTERING = ("conversation.created", "conversation.joined")
LEAVING = "conversation.left"
# Members receive these with the whole message beside the event.
WITH_MESSAGE = ("message.new", "message.edited")
# Who catches up may get so many while the relay stands still: the messages have to be read first.
AT_ONCE = 5
ROOM = "conversation:"
Body = dict[str, Any]


def room_of(conversation_id: str) -> str:
    """The room of a conversation's members."""
    return f"{ROOM}{conversation_id}"


def person_room(user_id: str) -> str:
    """The room of the sockets of one person."""
    return f"person:{user_id}"


def room_in(event: Event) -> str:
    """The room of the conversation in which this happened; empty when it did in none."""
    return next((each for each in event.rooms if each.startswith(ROOM)), "")


async def rooms_of(user_id: str) -> set[str]:
    """The rooms of all conversations of this user."""
    return {room_of(each) for each in await asyncio.to_thread(_conversations_of, user_id)}


def _conversations_of(user_id: str) -> list[str]:
    # What they say is brought along with their summary, when the cache has it.
    cache.author_summaries_of([user_id])
    return conversations.all_ids_of(user_id)


async def heard_by_history(position: int) -> int:
    """The `seq` up to which everything is in the history: a message that is accepted and not stored yet is not in what
    a client fetches now."""
    oldest = await asyncio.to_thread(events.oldest_early)
    return position if oldest is None else min(position, oldest - 1)


async def members_of(event: Event) -> list[str]:
    """Who is a member of the conversation in which this happened."""
    return await asyncio.to_thread(conversations.members_of, str(event.body["conversation_id"]))


async def fetched(event: Event) -> Body | None:
    """As `body_of`, once the journal answers. Raises pymongo's errors when the stored messages cannot be had."""
    while True:
        try:
            if event.content or event.body["type"] not in WITH_MESSAGE:
                return body_of(event)
            return await asyncio.to_thread(body_of, event)
        except UNAVAILABLE:
            # Without the journal the relay has nothing else to do, either: nothing overtakes this event.
            await asyncio.sleep(JOURNAL_PAUSE_S)


def body_of(event: Event) -> Body | None:
    """What members receive of this event; None for a message that has been deleted since."""
    if event.body["type"] not in WITH_MESSAGE:
        return event.public()
    message = messages.payload(event)
    return None if message is None else event.public() | {"message": message}


async def with_bodies(missed: list[Event]) -> list[tuple[Event, Body]]:
    """These events, each with what members receive of it, without those of which they receive nothing."""

    def read() -> list[tuple[Event, Body | None]]:
        return [(event, body_of(event)) for event in missed]

    return [(event, body) for event, body in await asyncio.to_thread(read) if body is not None]
