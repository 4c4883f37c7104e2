"""Announcing what has been applied."""

from core import events, mqtt
from core.metrics import ANNOUNCEMENTS
from tasks.app import app


@app.task
def announce_event(event_id: str) -> bool:
    """Publish a pending event over MQTT; it leaves the pending set when the broker has confirmed it.

    False: it stays pending, because MQTT is away, and the sweeper sends it again.
    """
    if (event := events.pending(event_id)) is None:
        return True
    confirmed = mqtt.publish_event(event)
    ANNOUNCEMENTS.labels("confirmed" if confirmed else "failed").inc()
    if not confirmed:
        return False
    events.announced(event_id)
    return True
