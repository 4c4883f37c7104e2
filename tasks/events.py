"""Announcing what has been applied."""

from contextlib import suppress

from core import events, mqtt
from core.metrics import ANNOUNCEMENTS
from core.redis import AWAY
from tasks.app import app
from tasks.wake import publish

BATCH = 100


@app.task
def announce_events() -> int:
    """Publish all pending events over MQTT, in their order; returns how many the broker has confirmed.

    Each leaves the pending set when it is confirmed. What MQTT does not take stays, and the sweeper comes again.
    """
    confirmed = 0
    events.awake()
    while batch := events.pending(BATCH):
        taken = [event["id"] for event, done in zip(batch, mqtt.publish_events(batch), strict=True) if done]
        ANNOUNCEMENTS.labels("confirmed").inc(len(taken))
        ANNOUNCEMENTS.labels("failed").inc(len(batch) - len(taken))
        events.announced(taken)
        confirmed += len(taken)
        if len(taken) < len(batch):
            break
    return confirmed


def announce_soon() -> None:
    """Wake the announcer, once for all events that there are when it looks. If that fails, the sweeper does."""
    with suppress(*AWAY):
        if events.may_wake():
            publish(announce_events)
