"""Request ids: what joins everything that is logged about one request, from HTTP through Celery to the MQTT event."""

import re
import secrets

# What a proxy or client may choose; anything else is replaced, so that no log line can be forged.
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id_of(sent_id: str) -> str:
    """The id that the client sent in X-Request-Id, if it is acceptable; else a new one."""
    return sent_id if ACCEPTED.fullmatch(sent_id) else secrets.token_hex(12)
