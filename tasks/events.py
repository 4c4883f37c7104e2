"""Announcing what has been applied."""

import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from core.platform.metrics import ANNOUNCEMENTS
from core.servers import mqtt
from core.servers.redis import UNAVAILABLE
from core.writes import announcements
from core.writes.announcements import Announcer
from tasks.app import app
from tasks.enqueue import publish

BATCH = 100
# As with writes (tasks/writes.py): so long it goes on, and so long it waits for the next event.
TURN_S, LINGER_S = 2.0, 0.1


@app.task
def announce_events() -> int:
    """Publish all pending events over MQTT, in their order, until none comes any more; returns how many the broker has
    confirmed.

    Each leaves the pending set when it is confirmed. What MQTT does not take stays, and the sweeper comes again.
    """
    confirmed, until_s = 0, time.monotonic() + TURN_S
    announcements.awake()
    announcer = Announcer()
    while True:
        batch = announcer.pending(BATCH)
        taken = _announce(batch) if batch else 0
        confirmed += taken
        if taken < len(batch):
            announcer.leave()
            announcements.awake()
            return confirmed
        if time.monotonic() > until_s:
            announcer.leave()
            if announcements.linger(0):
                publish(announce_events)
            return confirmed
        if not batch and not announcements.linger(LINGER_S):
            return confirmed


def _announce(batch: list[dict[str, Any]]) -> int:
    taken = [event["id"] for event, done in zip(batch, mqtt.publish_events(batch), strict=True) if done]
    ANNOUNCEMENTS.labels("confirmed").inc(len(taken))
    ANNOUNCEMENTS.labels("failed").inc(len(batch) - len(taken))
    announcements.confirm(taken)
    return len(taken)


def announce_soon(write_ids: Iterable[str]) -> None:
    """Wake the announcer for the events of these writes, once for all that there are when it looks. If that fails, the
    sweeper does."""
    with suppress(*UNAVAILABLE):
        if announcements.may_wake(write_ids):
            publish(announce_events)
