"""MQTT credentials for brokers that verify our tokens themselves (docs/decisions/0022): a JWT as the password.

What it opens stands in it twice, as EMQX reads it (`acl`, of 5.5 and later) and as RabbitMQ does (`scope`, of 4.0).
"""

import time
import uuid
from typing import Any

import jwt

from core.identity.mqtt_credentials import Credentials, topics_for
from core.identity.signing_keys import key_ring
from core.platform.clock import LEEWAY_S
from core.platform.ids import new_id
from core.platform.settings import settings

# Not that of the API (core/platform/settings.py sees to it), so neither takes the tokens of the other.
AUDIENCE = "mqtt"
# RabbitMQ's exchange for MQTT (`mqtt.exchange`), and how it names the queue of a client.
EXCHANGE, QUEUE = "amq.topic", "mqtt-subscription-"


def issue(user_id: str, session_id: str) -> Credentials:
    """Credentials that read public topics and their user's own until MQTT_TICKET_TTL_S is over, whatever becomes of
    the session: the broker does not ask us."""
    ring, username, now_s = key_ring(is_latest=True), new_id(), int(time.time())
    expires_s = now_s + settings().mqtt_ticket_ttl_s
    claims = {
        "iss": settings().jwt_issuer,
        "aud": AUDIENCE,
        "sub": user_id,
        "sid": session_id,
        "jti": uuid.uuid4().hex,
        "type": AUDIENCE,
        # A broker whose clock is behind would refuse a token of the future.
        "iat": now_s - LEEWAY_S,
        "exp": expires_s,
        "username": username,
        "acl": _rules(user_id),
        "scope": " ".join(_scopes(username, user_id)),
    }
    kid = ring.signing_kid
    token = jwt.encode(claims, ring.private[kid], algorithm="RS256", headers={"kid": kid})
    return Credentials(username, user_id, token, expires_s * 1000, granted=True)


def _rules(user_id: str) -> list[dict[str, Any]]:
    """As EMQX checks them: the first that matches counts, and what matches none goes on to its other rules."""
    allowed = [{"permission": "allow", "action": "subscribe", "topic": topic} for topic in topics_for(user_id)]
    # `#` does not match topics that begin with `$`.
    refused = [{"permission": "deny", "action": "all", "topic": topic} for topic in ("#", "$SYS/#")]
    return allowed + refused


def _scopes(username: str, user_id: str) -> list[str]:
    """As RabbitMQ checks them: `<resource server>.<permission>:<virtual host>/<resource>/<routing key>`.

    A scope with a routing key also opens its exchange, and one without opens no topic. The queue is the client's own:
    its id has to begin with the user name.
    """
    queue = [f"{AUDIENCE}.{permission}:*/{QUEUE}{username}*" for permission in ("configure", "write", "read")]
    return queue + [f"{AUDIENCE}.read:*/{EXCHANGE}/{_routing_key(topic)}" for topic in topics_for(user_id)]


def _routing_key(topic: str) -> str:
    return topic.replace("/", ".").replace("+", "*")
