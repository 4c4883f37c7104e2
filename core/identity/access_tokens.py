"""What the API and the realtime processes agree on about access tokens: cookie, clock leeway, and a living session."""

import re
from functools import cache
from typing import Any

from core.identity import sessions
from core.identity.cookie_names import cookie_names


@cache
def _token_after(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|; ?){re.escape(name)}=([\w.-]+)(?:;|$)", re.ASCII)


def token_in(cookies: str) -> str | None:
    """The access token of a Cookie header, whose other cookies are not read; None unless it is there exactly once."""
    name = cookie_names().access
    found = _token_after(name).search(cookies) if cookies.count(name) == 1 else None
    return found[1] if found else None


def has_living_session(claims: dict[str, Any]) -> bool:
    """Whether the session of a verified token has not ended, and is its user's. Raises redis' errors."""
    return sessions.user_of(str(claims.get("sid"))) == claims.get("sub")
