"""What the API and the realtime processes agree on about access tokens: cookie, clock leeway, and a living session."""

import re
from typing import Any

from core.identity import sessions

COOKIE = "access_token_cookie"
_TOKEN = re.compile(rf"(?:^|; ?){COOKIE}=([\w.-]+)(?:;|$)", re.ASCII)


def token_in(cookies: str) -> str | None:
    """The access token of a Cookie header, whose other cookies are not read; None unless it is there exactly once."""
    found = _TOKEN.search(cookies) if cookies.count(COOKIE) == 1 else None
    return found[1] if found else None


def has_living_session(claims: dict[str, Any]) -> bool:
    """Whether the session of a verified token has not ended, and is its user's. Raises redis' errors."""
    return sessions.user_of(str(claims.get("sid"))) == claims.get("sub")
