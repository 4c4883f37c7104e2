"""Who comes and who goes, told over `/chat` to those who have agreed to it (core/content/chat/presence.py)."""

import asyncio

from core.content.chat import presence
from core.identity import connection_slots
from core.servers import mongo
from core.servers.redis import UNAVAILABLE
from realtime.conversation_events import ROOM, person_room, room_of
from realtime.namespace import Guarded

# Grace period: a page reload is not an absence.
PRESENCE_S = 1.0


class Presence:
    """Tells it on this namespace, to the sockets of all processes."""

    def __init__(self, namespace: Guarded) -> None:
        self._namespace = namespace

    async def note_arrival(self, user_id: str, rooms: set[str]) -> None:
        """The user is here, and is in these rooms."""
        await self._tell(user_id, online=True, rooms=rooms)

    def note_departure(self, user_id: str, rooms: set[str]) -> None:
        """A connection of the user that was in these rooms has gone; when it was the last, the others are told."""
        self._namespace.spawn(self._note_absence(user_id, rooms))

    async def _note_absence(self, user_id: str, rooms: set[str]) -> None:
        await asyncio.sleep(PRESENCE_S)
        try:
            if not await asyncio.to_thread(connection_slots.online, [user_id]):
                await self._tell(user_id, online=False, rooms=rooms)
        except (*UNAVAILABLE, *mongo.UNAVAILABLE):
            return

    async def _tell(self, user_id: str, *, online: bool, rooms: set[str]) -> None:
        ids = [each.removeprefix(ROOM) for each in rooms if each.startswith(ROOM)]
        audience = await asyncio.to_thread(presence.audience, user_id, ids)
        told = sorted({*map(room_of, audience.conversation_ids), *map(person_room, audience.user_ids)})
        if told:
            await self._namespace.emit("presence", {"user_id": user_id, "online": online}, room=told)
