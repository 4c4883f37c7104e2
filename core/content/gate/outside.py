"""The outside judge: a program of the operator's that is asked about each text by HTTP (GATE_HOOK_URL).

The question is signed as webhooks are (https://github.com/standard-webhooks/standard-webhooks): HMAC-SHA256 of id,
time and body, so the judge knows who asks. It may be asked twice about one write. Without an answer in time the text
is held: it is never lost, and never shown unseen.
"""

import base64
import hashlib
import hmac
import time

import orjson
import requests
import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.content.gate import asking
from core.content.gate.texts import texts_of
from core.platform.settings import settings
from core.writes.journal import Write

# The names of the rules that a receipt says.
OUTSIDE, NO_ANSWER = "outside", "outside_no_answer"
_log = structlog.get_logger()


class Verdict(BaseModel):
    """What the judge answers: as many points as it finds right, GATE_HOLD_SCORE are enough."""

    model_config = ConfigDict(strict=True)

    points: int = Field(ge=0, le=1000)


def is_on() -> bool:
    """Whether there is such a judge."""
    return bool(settings().gate_hook_url)


def points_for(write: Write) -> dict[str, int]:
    """The points that the judge gives this write, by the name of the rule; nothing for none."""
    body = orjson.dumps({"id": write.id, "kind": write.kind, "author_id": write.actor_id, "text": texts_of(write)})
    headers = {"Content-Type": "application/json", **signature(write.id, round(time.time()), body)}
    try:
        answer = asking.post(settings().gate_hook_url, body, headers)
        points = Verdict.model_validate_json(answer).points
    except (requests.RequestException, ValidationError) as error:
        _log.warning("gate_hook_failed", write=write.id, error=type(error).__name__)
        return {NO_ANSWER: settings().gate_hold_score}
    return {OUTSIDE: points} if points else {}


def signature(write_id: str, at_s: int, body: bytes) -> dict[str, str]:
    """The headers that say who asks, and when."""
    secret = settings().gate_hook_secret.get_secret_value().encode()
    signed = hmac.digest(secret, b"%s.%d.%s" % (write_id.encode(), at_s, body), hashlib.sha256)
    code = base64.b64encode(signed).decode()
    return {"webhook-id": write_id, "webhook-timestamp": str(at_s), "webhook-signature": f"v1,{code}"}
