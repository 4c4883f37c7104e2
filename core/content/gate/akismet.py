"""Akismet, or whoever speaks as it does: a worker asks it whether a text is spam (GATE_AKISMET_KEY).

Source of the protocol: https://akismet.com/developers/detailed-docs/comment-check/. It wants to know the address and
the browser that a text came from, so these travel with the write until it is asked. Without an answer the text is held.
"""

import requests
import structlog

from core.content.gate import asking
from core.content.gate.judging import judgement_of
from core.content.gate.texts import texts_of
from core.platform.settings import settings
from core.schemas.held import Origin
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id
from core.writes.journal import Write

# The names of the rules that a receipt says.
AKISMET, NO_ANSWER = "akismet", "akismet_no_answer"
BROWSER_MAX = 200
_log = structlog.get_logger()


def is_on() -> bool:
    """Whether it is asked."""
    return bool(settings().gate_akismet_key.get_secret_value())


def origin(address: str, browser: str) -> Origin:
    """Where a text comes from, as it is asked about."""
    return {"address": address, "browser": browser[:BROWSER_MAX]}


def points_for(write: Write) -> dict[str, int]:
    """Enough points to hold this write, by the name of the rule, when it says that this is spam; nothing otherwise,
    or when the write was accepted before it was asked at all."""
    if (sent_from := judgement_of(write.body).get("origin")) is None:
        return {}
    try:
        answer = asking.post(f"{settings().gate_akismet_url}/comment-check", _question(write, sent_from), {})
        if answer not in (b"true", b"false"):
            raise requests.RequestException(f"It says neither true nor false, but {answer[:40]!r}.")
    except requests.RequestException as error:
        _log.warning("akismet_failed", write=write.id, error=type(error).__name__)
        return {NO_ANSWER: settings().gate_hold_score}
    return {AKISMET: settings().gate_hold_score} if answer == b"true" else {}


def _question(write: Write, sent_from: Origin) -> dict[str, str]:
    asked = {
        "api_key": settings().gate_akismet_key.get_secret_value(),
        "blog": settings().site_url,
        "blog_charset": "UTF-8",
        "user_ip": sent_from["address"],
        "user_agent": sent_from["browser"],
        "comment_type": _type_of(write),
        "comment_content": "\n".join(texts_of(write).values()),
    }
    if author := collection("users").find_one(by_id(write.actor_id), {"name": 1}):
        asked["comment_author"] = author["name"]
    return asked | ({"recheck_reason": "edit"} if write.kind.verb == "edit" else {})


def _type_of(write: Write) -> str:
    if write.kind.noun == "post":
        return "forum-post"
    return "reply" if write.body.get("parent_id") else "comment"
