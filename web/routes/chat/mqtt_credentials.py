"""MQTT credentials over HTTP."""

import time

from flask import Blueprint

from core.identity import mqtt_credentials, sessions
from core.platform.clock import rfc3339
from core.platform.problems import Problem, ProblemKind, unavailable
from core.platform.settings import settings
from core.schemas.outputs import MqttTicket
from tasks.enqueue import publish
from tasks.tickets import grant_ticket
from web.http.guard import caller_id, session_id
from web.http.route import route

bp = Blueprint("mqtt_tickets", __name__)
GRANT_S = 4.0


@route(bp, "POST", "/auth/mqtt-ticket", answers={201: MqttTicket}, rate="writes")
def create_mqtt_ticket() -> tuple[MqttTicket, int]:
    """Credentials for the MQTT broker, good for a few minutes; with Mosquitto, as long as this session lives."""
    credentials = sessions.request_mqtt_credentials(caller_id(), session_id())
    if credentials is None:
        raise Problem(ProblemKind.NOT_SIGNED_IN, "This session has ended.")
    if not credentials.granted and not _grant(credentials.username):
        raise unavailable("MQTT")
    return MqttTicket(
        username=credentials.username,
        client_id=credentials.username,
        password=credentials.password,
        host=settings().mqtt_public_host or settings().mqtt_host,
        port=settings().mqtt_public_port or settings().mqtt_port,
        websocket_url=settings().mqtt_ws_url or None,
        topics=mqtt_credentials.topics_for(credentials.user_id),
        expires_at=rfc3339(credentials.expires_ms),
    ), 201


def _grant(username: str) -> bool:
    """Have a worker make them known to Mosquitto, and wait for that; whether it did."""
    if not publish(grant_ticket, username):
        return False
    deadline = time.monotonic() + GRANT_S
    while time.monotonic() < deadline:
        credentials = mqtt_credentials.find(username)
        if credentials is None or credentials.granted:
            return credentials is not None
        time.sleep(0.02)
    return False
