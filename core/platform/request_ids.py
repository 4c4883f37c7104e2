"""Request ids: what joins everything that is logged about one request, from HTTP through Celery to the MQTT event."""

import random
import re

# What a proxy or client may choose; anything else is replaced, so that no log line can be forged.
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id_of(sent_id: str) -> str:
    """The id that the client sent in X-Request-Id, if it is acceptable; else a new one."""
    # No secret, so not from the system's source of randomness: that call lets another thread go first, in each request.
    return sent_id if ACCEPTED.fullmatch(sent_id) else f"{random.getrandbits(96):024x}"
