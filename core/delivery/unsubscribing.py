"""Links that end all mails to somebody without signing in (RFC 8058)."""

import secrets
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode

from core.content import inbox_choices
from core.platform.problems import not_found
from core.platform.settings import settings
from core.schemas.inbox import MAILED
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id

KEY_BYTES = 18
# What `user.set_inbox` has to say.
NO_MAIL: dict[str, Any] = {"kinds": {}, "mail": dict.fromkeys(MAILED, "never")}


def token_of(user_id: str) -> str:
    """The token of this user, which is good for nothing else and does not expire: links in old mails work."""
    inboxes, own = collection("inboxes"), by_id(user_id)
    found = inboxes.find_one(own, {"mail_key": 1})
    if not found or "mail_key" not in found:
        inbox_choices.ensure(user_id)
        fresh = {"mail_key": secrets.token_urlsafe(KEY_BYTES)}
        # Of two who make one at once, the first one's is kept.
        inboxes.update_one({**own, "mail_key": {"$exists": False}}, {"$set": fresh})
        found = inboxes.find_one(own, {"mail_key": 1})
    return f"{user_id}.{found['mail_key']}" if found else ""


def user_of(token: str) -> str:
    """The user whose token this is. Raises Problem 404."""
    user_id, _, key = token.partition(".")
    found = collection("inboxes").find_one(by_id(user_id), {"mail_key": 1})
    if not found or not compare_digest(found.get("mail_key", "").encode(), key.encode()) or not key:
        raise not_found("link")
    return user_id


def page(token: str) -> str:
    """Where somebody looks who follows the link."""
    return f"{settings().site_url}{path(token)}"


def path(token: str) -> str:
    """The same without the site's address."""
    return f"/unsubscribe?{urlencode({'token': token})}"


def one_click(token: str) -> str:
    """Where a mail program posts to."""
    return f"{settings().site_url}/api/v1/inbox/unsubscribe?{urlencode({'token': token})}"
