"""What a push says: JSON that frontend/public/sw.js shows."""

import hashlib
from typing import Any

import orjson

from core.delivery.notice_texts import text_of
from core.platform.settings import settings
from core.platform.web_push import encode

# Services take 4,096 bytes, encrypted; a notification shows a few lines.
BODY_MAX = 200
NAMED_MAX = 3
# RFC 8030, 5.4: at most 32 characters of base64url.
TOPIC_BYTES = 24


def payload(shown: list[dict[str, Any]]) -> bytes:
    """About these notices, as `core.content.inbox.shown` gives them, in one notification. `url` is a path of the site;
    a notification takes the place of another with its `tag`."""
    texts = [text_of(each) for each in shown]
    first = texts[0]
    said = {"title": first.title, "body": first.excerpt, "url": first.url.removeprefix(settings().site_url)}
    if len(texts) > 1:
        names = "\n".join(each.title for each in texts[-NAMED_MAX:])
        said = {"title": f"{len(texts)} new notices", "body": names, "url": "/inbox"}
    return orjson.dumps({**said, "body": said["body"][:BODY_MAX], "tag": topic(shown)})


def topic(shown: list[dict[str, Any]]) -> str:
    """The same for the same notices: a push that is sent again takes the place of the one before."""
    digest = hashlib.sha256("\n".join(str(each["id"]) for each in shown).encode()).digest()
    return encode(digest[:TOPIC_BYTES])
