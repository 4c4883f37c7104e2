"""What an event stream is asked for: rooms, and from where on in each."""

import math
from dataclasses import dataclass

from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.writes import positions
from core.writes.events import Event
from realtime import conversation_events
from realtime.auth import Caller
from realtime.rooms import check_public

# All conversations of the caller, those to come as well.
CONVERSATIONS = "conversations"


@dataclass
class Asked:
    """The rooms of a stream, and the `seq` up to which the caller has heard: in single rooms `heard`, in all others
    `after`. Without either there is nothing to replay in a room."""

    rooms: set[str]
    heard: dict[str, int]
    after: int | None
    has_conversations: bool
    user_id: str

    @property
    def begin(self) -> int | None:
        """The event after which the replay begins."""
        known = [*self.heard.values(), *([] if self.after is None else [self.after])]
        return min(known, default=None)

    def misses(self, event: Event) -> bool:
        """Whether the caller has not heard this event yet, and should."""
        otherwise = math.inf if self.after is None else self.after
        is_new = any(event.seq > self.heard.get(room, otherwise) for room in event.rooms & self.rooms)
        return is_new and (not conversation_events.room_in(event) or event.only_for in ("", self.user_id))


async def read(query: dict[str, str], header: str, caller: Caller, position: int) -> Asked:
    """What this query asks for, when the newest event is at `position`; `header` is `Last-Event-ID`. Raises Problem
    422."""
    names = [each for each in query.get("rooms", "").split(",") if each]
    if not names or len(names) > settings().socket_rooms_max:
        raise _invalid("rooms", f"One to {settings().socket_rooms_max} rooms with commas: `feed`, `post:<id>`.")
    # Who comes back with an id has heard everything up to there in all rooms.
    after = _number(header or query.get("last_event_id", ""), "last_event_id")
    asked = Asked(set(caller.rooms), {}, after, False, caller.user_id)
    for name, _, heard in (each.partition("@") for each in names):
        for room in await _rooms(name, caller):
            asked.rooms.add(room)
            if heard and not header and (number := _number(heard, "rooms")) is not None:
                asked.heard[room] = number
        asked.has_conversations = asked.has_conversations or name == CONVERSATIONS
    if asked.has_conversations and after is None:
        earliest = await conversation_events.heard_by_history(position)
        for room in asked.rooms:
            if room.startswith(conversation_events.ROOM):
                asked.heard.setdefault(room, earliest)
    return asked


async def _rooms(name: str, caller: Caller) -> set[str]:
    if name in caller.rooms:
        return {name}
    if name == CONVERSATIONS and caller.user_id:
        return await conversation_events.rooms_of(caller.user_id)
    try:
        return {await check_public(name)}
    except Problem as problem:
        if problem.status not in (403, 404):
            raise
        raise _invalid("rooms", problem.as_dict()["detail"]) from None


def _number(text: str, name: str) -> int | None:
    if not text:
        return None
    if (position := positions.read(text)) is None:
        raise _invalid(name, "The id of an event.")
    return position.get(positions.THE_LOG, 0)


def _invalid(name: str, message: str) -> Problem:
    errors = [{"pointer": f"/query/{name}", "message": message}]
    return Problem(ProblemKind.INVALID_REQUEST, message, errors=errors)
