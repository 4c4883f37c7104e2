"""What the API and the realtime processes agree on about access tokens: cookie, clock leeway, and a living session."""

from typing import Any

from core.identity import sessions

COOKIE = "access_token_cookie"
# How far the clocks of two machines may differ.
LEEWAY_S = 5


def has_living_session(claims: dict[str, Any]) -> bool:
    """Whether the session of a verified token has not ended, and is its user's. Raises redis' errors."""
    return sessions.user_of(str(claims.get("sid"))) == claims.get("sub")
