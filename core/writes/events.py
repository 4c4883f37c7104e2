"""Events: what others are told of a write. Each stays pending in the journal until the MQTT broker has confirmed it.

Most come when their write is applied; that of a message comes early, when it is accepted (decision 0009).
"""

import json
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any

from core.platform.clock import rfc3339
from core.servers.redis import journal as store
from core.servers.redis import key
from core.servers.scripts import script
from core.writes import history, positions

FEED = "feed"
# Should the message that wakes the announcer get lost, the next event sends another one after this time.
ANNOUNCER_MS = 2_000
# The channel of the journal's Redis that announces each new event (core/writes/lua/functions/log_functions.lua).
CHANNEL = "log"
READ_MAX = 1000


@dataclass(frozen=True)
class Event:
    """Something that happened. `seq` is its number in the log; `body` has its `type` and the ids it is about.

    `content` is the message itself, if the channel brought it along: it is not stored, and only members receive it.
    """

    seq: int
    id: str
    at_ms: int
    body: dict[str, Any]
    content: bytes = field(default=b"", repr=False, compare=False)

    @property
    def only_for(self) -> str:
        """The id of the one member of the conversation who receives it; empty when all do."""
        return str(self.body.get("only_for", ""))

    def public(self) -> dict[str, Any]:
        """The event as clients get it."""
        shown = {name: value for name, value in self.body.items() if name != "only_for"}
        return _with_place(self.id, self.seq, self.at_ms, shown)

    def rooms(self) -> set[str]:
        """Who receives it: `feed`, `post:<id>`, `user:<id>` (that user alone), `conversation:<id>` (members)."""
        return rooms_of(self.body)


def rooms_of(body: dict[str, Any]) -> set[str]:
    """The rooms that an event with this body is for."""
    noun = str(body["type"]).partition(".")[0]
    if noun == "user":
        return {f"user:{body['actor_id']}"}
    if "conversation_id" in body:
        return {f"conversation:{body['conversation_id']}"}
    post = f"post:{body['post_id']}"
    return {FEED, post} if noun == "post" else {post}


def _with_place(event_id: str, seq: int, at_ms: int, body: dict[str, Any]) -> dict[str, Any]:
    about = {"id": event_id, "seq": positions.of(seq), "at": rfc3339(at_ms)}
    return body | about | {"rooms": sorted(rooms_of(body))}


def since(seq: int, limit: int = READ_MAX) -> list[Event]:
    """The oldest `limit` events that are kept and come after `seq`, in their order."""
    lines = store().zrange(key("events:log"), f"({seq}", "+inf", byscore=True, offset=0, num=limit)
    return [_parse(line) for line in lines]


def _parse(line: bytes) -> Event:
    seq, event_id, at_ms, body = line.split(b" ", 3)
    return Event(int(seq), event_id.decode(), int(at_ms), json.loads(body))


def parse_notification(payload: bytes) -> Event:
    """The event that came over the channel."""
    line, _, content = payload.partition(b"\n")
    return replace(_parse(line), content=content)


def bounds() -> tuple[int, int]:
    """The `seq` of the oldest event that is kept, and of the newest there ever was. Who saw less than the oldest minus
    one has a gap; with no event at all they are 1 and 0."""
    # Not a transaction, which a full server refuses.
    with store().pipeline(transaction=False) as pipe:
        pipe.zrange(key("events:log"), 0, 0).get(key("events:seq"))
        first, last = pipe.execute()
    newest = int(last or 0)
    return (_parse(first[0]).seq if first else newest + 1), newest


def oldest_early() -> int | None:
    """The `seq` of the oldest event of a message that is accepted and not stored yet."""
    found = store().zrange(key("events:early"), 0, 0, withscores=True)
    return int(found[0][1]) if found else None


def pending(limit: int) -> list[dict[str, Any]]:
    """At most `limit` events that no MQTT broker has confirmed yet, as they are published, the oldest first.

    `at` is when the event came into the log; `request_id` comes along.
    """
    ids = [each.decode() for each in store().zrange(key("events:pending"), 0, limit - 1)]
    with store().pipeline(transaction=False) as pipe:
        for event_id in ids:
            pipe.hgetall(key("event", event_id))
        stored = pipe.execute()
    found = [(int(about[b"seq"]), event_id, about) for event_id, about in zip(ids, stored, strict=True) if about]
    return [_published(*each) for each in sorted(found, key=itemgetter(0))]


def _published(seq: int, event_id: str, stored: dict[bytes, bytes]) -> dict[str, Any]:
    shown = _with_place(event_id, seq, int(stored[b"at_ms"]), json.loads(stored[b"body"]))
    return shown | {"request_id": stored[b"request_id"].decode()}


def is_pending(event_id: str) -> bool:
    """Whether this event still waits for the MQTT broker."""
    return store().zscore(key("events:pending"), event_id) is not None


def announced(event_ids: list[str]) -> None:
    """The MQTT broker has confirmed these events: they are pending no longer."""
    script(store(), "announced")(*event_ids)


def may_wake() -> bool:
    """Whether to wake the announcer for a new event; False while it is awake already. One that lingers waits for
    the bell."""
    return bool(script(store(), "wake_announcer")(ANNOUNCER_MS))


def linger(linger_s: float) -> bool:
    """Wait for the next event; whether there may be one. The announcer is about to look: what comes from now on wakes
    it again, or rings the bell while it waits here."""
    if linger_s > 0:
        store().set(key("announcing"), "lingers", px=ANNOUNCER_MS)
        if store().zcard(key("events:pending")) or store().blpop([key("events:bell")], timeout=linger_s):
            return True
    awake()
    return bool(store().zcard(key("events:pending")))


def awake() -> None:
    """The announcer is about to look: what comes from now on wakes it again."""
    store().delete(key("announcing"))


def backlog() -> tuple[int, float]:
    """How many events no broker has confirmed yet, and for how many seconds the oldest has waited."""
    return int(store().zcard(key("events:pending"))), history.oldest_s("events:pending", "event:")
