"""MQTT credentials: who asked for them, until when they hold, which have ended, and what Mosquitto knows of them."""

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

# Of one session: each is a client and a role in Mosquitto, for as long as it is good.
KEPT_MAX = 3
_log = structlog.get_logger()


@dataclass(frozen=True)
class Credentials:
    """A short-lived user name and password for the broker, of one session."""

    username: str
    user_id: str
    password: str
    expires_ms: int
    granted: bool = False


def topics_for(user_id: str) -> list[str]:
    """What the credentials of this user may subscribe to: public topics, and the user's own."""
    under_posts = [f"{mqtt.ROOT}/posts/+/{noun}s" for noun in mqtt.UNDER_A_POST]
    return [f"{mqtt.ROOT}/posts", *under_posts, f"{mqtt.ROOT}/users/{user_id}"]


def request(user_id: str, session_id: str) -> Credentials:
    """Note new credentials of this session, which replace its oldest ones beyond KEPT_MAX. They open nothing before a
    worker has made them known to Mosquitto."""
    expires_ms = now_ms() + settings().mqtt_ticket_ttl_s * 1000
    credentials = Credentials(new_id(), user_id, secrets.token_urlsafe(24), expires_ms)
    stored = key("ticket", credentials.username)
    with store().pipeline() as pipe:
        # First what revokes it: a crash in between leaves nothing that never expires.
        pipe.zadd(key("tickets"), {credentials.username: credentials.expires_ms})
        pipe.sadd(key("tickets", session_id), credentials.username)
        pipe.expire(key("tickets", session_id), settings().refresh_ttl_s)
        pipe.hset(
            stored, mapping={"user": user_id, "password": credentials.password, "expires_ms": credentials.expires_ms}
        )
        pipe.expire(stored, settings().mqtt_ticket_ttl_s)
        pipe.execute()
    _end_older(session_id)
    return credentials


def find(username: str) -> Credentials | None:
    """These credentials, or None after their time. The password is removed once they are granted."""
    stored = store().hgetall(key("ticket", username))
    if not stored:
        return None
    password = stored.get(b"password", b"").decode()
    return Credentials(username, stored[b"user"].decode(), password, int(stored[b"expires_ms"]), not password)


def mark_granted(username: str) -> None:
    """Mosquitto knows these credentials now; their password is kept no longer."""
    store().hdel(key("ticket", username), "password")


def end_session(session_id: str) -> None:
    """Revoke all credentials of this session. Mosquitto learns of it from `revoke_tickets`, within seconds."""
    _revoke(session_id, [each.decode() for each in store().smembers(key("tickets", session_id))])


def _end_older(session_id: str) -> None:
    """Leave the session its newest credentials, at most KEPT_MAX; those that are over are not listed any longer."""
    names = [each.decode() for each in store().smembers(key("tickets", session_id))]
    until_ms = {name: at_ms or 0 for name, at_ms in zip(names, store().zmscore(key("tickets"), names), strict=True)}
    newest = sorted(names, key=lambda name: (until_ms[name], name), reverse=True)
    _revoke(session_id, newest[KEPT_MAX:])


def _revoke(session_id: str, usernames: list[str]) -> None:
    for username in usernames:
        store().zadd(key("tickets"), {username: 0}, xx=True)
        store().delete(key("ticket", username))
        # Last: a crash before leaves it to be done again.
        store().srem(key("tickets", session_id), username)


def over(limit: int = 200) -> list[str]:
    """User names of credentials whose time or session has ended, and which Mosquitto may still know."""
    usernames = store().zrange(key("tickets"), "-inf", now_ms(), byscore=True, offset=0, num=limit)
    return [each.decode() for each in usernames]


def forget(username: str) -> None:
    """Mosquitto does not know these credentials any more."""
    store().zrem(key("tickets"), username)


def create_client(credentials: Credentials) -> bool:
    """Make credentials known to Mosquitto; they read public topics and their user's own. False: MQTT is unavailable."""
    topic = f"{mqtt.ROOT}/users/{credentials.user_id}"
    rights = [
        {"acltype": right, "topic": topic, "allow": True} for right in ("subscribeLiteral", "publishClientReceive")
    ]
    roles = [{"rolename": "reader", "priority": 1}, {"rolename": credentials.username, "priority": 1}]
    own = {"username": credentials.username, "password": credentials.password, "roles": roles}
    commands = [
        {"command": "createRole", "rolename": credentials.username, "acls": rights},
        # With one client id: another connection replaces the one before, and nobody can take over that of others.
        {"command": "createClient", "clientid": credentials.username, **own},
    ]
    return all(_done(commands, "already exists"))


def delete_clients(usernames: list[str]) -> list[str]:
    """Remove these credentials from Mosquitto, which disconnects their clients; those that it does not know any more.
    One message, however many they are: nobody's events wait for the sessions of others that end."""
    clients = [{"command": "deleteClient", "username": each} for each in usernames]
    roles = [{"command": "deleteRole", "rolename": each} for each in usernames]
    done = _done([*clients, *roles], "not found")
    return [each for n, each in enumerate(usernames) if done[n] and done[n + len(usernames)]]


def _done(commands: list[dict[str, Any]], was_done: str) -> list[bool]:
    """For each command, whether Mosquitto has done it, or had done it."""
    if settings().mqtt_auth == "jwt" or not commands:
        # The broker knows nobody by name: these credentials are from before.
        return [True] * len(commands)
    errors = mqtt.connection().control(commands)
    for command, error in zip(commands, errors, strict=True):
        if error and was_done not in error:
            _log.error("mqtt_control_failed", command=command["command"], error=error)
    return [error is not None and (not error or was_done in error) for error in errors]
