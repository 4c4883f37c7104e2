"""MQTT tickets: who asked for one, until when it holds, which are over, and what Mosquitto knows of them."""

import secrets
from dataclasses import dataclass
from typing import Any

import structlog

from core.platform.clock import now_ms
from core.platform.ids import new_id
from core.platform.settings import settings
from core.servers import mqtt
from core.servers.redis import journal as store
from core.servers.redis import key

_log = structlog.get_logger()


@dataclass(frozen=True)
class Ticket:
    """Short-lived MQTT credentials of one session. `id` is the MQTT user name."""

    id: str
    user_id: str
    password: str
    expires_ms: int
    granted: bool = False


def request(user_id: str, session_id: str) -> Ticket:
    """Note a new ticket for this session. It opens nothing before a worker has told Mosquitto of it."""
    ticket = Ticket(new_id(), user_id, secrets.token_urlsafe(24), now_ms() + settings().mqtt_ticket_ttl_s * 1000)
    own = key("ticket", ticket.id)
    with store().pipeline() as pipe:
        # First what revokes it: a crash in between leaves nothing that lives for ever.
        pipe.zadd(key("tickets"), {ticket.id: ticket.expires_ms})
        pipe.sadd(key("tickets", session_id), ticket.id)
        pipe.expire(key("tickets", session_id), settings().refresh_ttl_s)
        pipe.hset(own, mapping={"user": user_id, "password": ticket.password, "expires_ms": ticket.expires_ms})
        pipe.expire(own, settings().mqtt_ticket_ttl_s)
        pipe.execute()
    return ticket


def find(ticket_id: str) -> Ticket | None:
    """The ticket, or None when its time is over. Its password is gone once it is granted."""
    stored = store().hgetall(key("ticket", ticket_id))
    if not stored:
        return None
    password = stored.get(b"password", b"").decode()
    return Ticket(ticket_id, stored[b"user"].decode(), password, int(stored[b"expires_ms"]), not password)


def mark_granted(ticket_id: str) -> None:
    """Mosquitto knows the ticket now; its password is kept no longer."""
    store().hdel(key("ticket", ticket_id), "password")


def end_session(session_id: str) -> None:
    """Every ticket of this session is over."""
    for ticket_id in store().smembers(key("tickets", session_id)):
        store().zadd(key("tickets"), {ticket_id: 0}, xx=True)
        store().delete(key("ticket", ticket_id.decode()))
    store().delete(key("tickets", session_id))


def over(limit: int = 200) -> list[str]:
    """Tickets whose time or session is over, and which Mosquitto may still know."""
    ids = store().zrange(key("tickets"), "-inf", now_ms(), byscore=True, offset=0, num=limit)
    return [each.decode() for each in ids]


def forget(ticket_id: str) -> None:
    """Mosquitto does not know this ticket any more."""
    store().zrem(key("tickets"), ticket_id)


def create_client(ticket: Ticket) -> bool:
    """Let Mosquitto know a ticket: it reads public topics and its user's own. False when MQTT is away."""
    own = f"{mqtt.ROOT}/users/{ticket.user_id}"
    rights = [{"acltype": right, "topic": own, "allow": True} for right in ("subscribeLiteral", "publishClientReceive")]
    roles = [{"rolename": "reader", "priority": 1}, {"rolename": ticket.id, "priority": 1}]
    commands = [
        {"command": "createRole", "rolename": ticket.id, "acls": rights},
        {"command": "createClient", "username": ticket.id, "password": ticket.password, "roles": roles},
    ]
    return all(_done(command, "already exists") for command in commands)


def delete_client(ticket_id: str) -> bool:
    """Let Mosquitto forget a ticket, which disconnects who uses it. False when MQTT is away."""
    commands = [
        {"command": "deleteClient", "username": ticket_id},
        {"command": "deleteRole", "rolename": ticket_id},
    ]
    return all(_done(command, "not found") for command in commands)


def _done(command: dict[str, Any], was_done: str) -> bool:
    error = mqtt.connection().control(command)
    if error and was_done not in error:
        _log.error("mqtt_control_failed", command=command["command"], error=error)
    return error is not None and (not error or was_done in error)
