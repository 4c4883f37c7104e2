"""Events: each applied write leaves one in the journal, pending until the MQTT broker has confirmed it."""

import json
from typing import Any

from core import journal
from core.redis import journal as store
from core.redis import key
from core.times import now_ms, rfc3339


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
