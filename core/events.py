"""Events: each applied write leaves one in the journal, pending until the MQTT broker has confirmed it."""

import json
from dataclasses import dataclass
from typing import Any

from core import journal
from core.redis import journal as store
from core.redis import key
from core.times import now_ms, rfc3339

FEED = "feed"


@dataclass(frozen=True)
class Event:
    """Something that was applied. `seq` orders events; `body` has its `type` and the ids it is about, no content."""

    seq: int
    id: str
    at_ms: int
    body: dict[str, Any]

    def public(self) -> dict[str, Any]:
        """The event as clients get it."""
        return self.body | {"id": self.id, "seq": self.seq, "at": rfc3339(self.at_ms)}

    def rooms(self) -> set[str]:
        """Who is to hear of it: `feed`, `post:<id>`, `user:<id>` (that user alone), `conversation:<id>` (members)."""
        noun = str(self.body["type"]).partition(".")[0]
        if noun == "user":
            return {f"user:{self.body['actor_id']}"}
        if "conversation_id" in self.body:
            return {f"conversation:{self.body['conversation_id']}"}
        post = f"post:{self.body['post_id']}"
        return {FEED, post} if noun == "post" else {post}


def since(seq: int, limit: int = 1000) -> list[Event]:
    """The oldest `limit` events that are kept and come after `seq`, in their order."""
    lines = store().zrange(key("events:log"), f"({seq}", "+inf", byscore=True, offset=0, num=limit)
    return [_parse(line) for line in lines]


def _parse(line: bytes) -> Event:
    seq, event_id, at_ms, body = line.split(b" ", 3)
    return Event(int(seq), event_id.decode(), int(at_ms), json.loads(body))


def bounds() -> tuple[int, int]:
    """The `seq` of the oldest event that is kept, and of the newest there ever was. Who saw less than the oldest minus
    one has a gap; with no event at all they are 1 and 0."""
    with store().pipeline() as together:
        together.zrange(key("events:log"), 0, 0).get(key("events:seq"))
        first, last = together.execute()
    newest = int(last or 0)
    return (_parse(first[0]).seq if first else newest + 1), newest


def due(limit: int) -> list[str]:
    """Take the ids of at most `limit` pending events that nobody has published, to be sent again."""
    return [event_id for event_id, _ in journal.due("events:pending", "event:", limit)]


def pending(event_id: str) -> dict[str, Any] | None:
    """An event that no MQTT broker has confirmed yet, as it is published; None when it is announced already.

    Its `seq` counts applied writes, so it orders events; `at` is when the write was applied; `request_id` comes along.
    """
    stored = store().hgetall(key("event", event_id))
    if not stored:
        return None
    own = {"id": event_id, "seq": int(stored[b"seq"]), "at": rfc3339(int(stored[b"at_ms"]))}
    body: dict[str, Any] = json.loads(stored[b"body"])
    return body | own | {"request_id": stored[b"request_id"].decode()}


def announced(event_id: str) -> None:
    """The MQTT broker has confirmed this event: it is pending no longer."""
    with store().pipeline() as together:
        together.zrem(key("events:pending"), event_id).delete(key("event", event_id))
        # Not RPUSH: the story may have expired, and would come back without a time to live.
        together.rpushx(key("story", event_id), f"{now_ms()} announced").execute()


def backlog() -> tuple[int, float]:
    """How many events no broker has confirmed yet, and for how many seconds the oldest has waited."""
    return int(store().zcard(key("events:pending"))), journal.oldest_s("events:pending", "event:")
