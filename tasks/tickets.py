"""MQTT credentials: made known to Mosquitto, and removed from it when their time or session has ended.

The module and its tasks keep the older word ticket: their names are on the wire and in `POST /auth/mqtt-ticket`.
"""

from core.identity import mqtt_credentials
from tasks.app import app


@app.task
def grant_ticket(username: str) -> bool:
    """Make credentials known to Mosquitto. False: MQTT is unavailable, or their time or session has ended."""
    credentials = mqtt_credentials.find(username)
    granted = credentials is not None and (credentials.granted or mqtt_credentials.create_client(credentials))
    if granted:
        mqtt_credentials.mark_granted(username)
    return granted


@app.task
def revoke_tickets() -> int:
    """Remove the credentials whose time or session is over, and so disconnect who uses them; returns how many."""
    revoked = mqtt_credentials.delete_clients(mqtt_credentials.over())
    for username in revoked:
        mqtt_credentials.forget(username)
    return len(revoked)
