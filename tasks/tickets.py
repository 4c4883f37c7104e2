"""MQTT tickets: short-lived credentials that Mosquitto knows only while they hold."""

from core.identity import mqtt_credentials
from tasks.app import app


@app.task
def grant_ticket(ticket_id: str) -> bool:
    """Make a ticket known to Mosquitto. False: MQTT is away, or the ticket is over."""
    ticket = mqtt_credentials.find(ticket_id)
    granted = ticket is not None and (ticket.granted or mqtt_credentials.create_client(ticket))
    if granted:
        mqtt_credentials.mark_granted(ticket_id)
    return granted


@app.task
def revoke_tickets() -> int:
    """Remove the credentials whose time or session is over, and so disconnect who uses them; returns how many."""
    revoked = [ticket_id for ticket_id in mqtt_credentials.over() if mqtt_credentials.delete_client(ticket_id)]
    for ticket_id in revoked:
        mqtt_credentials.forget(ticket_id)
    return len(revoked)
