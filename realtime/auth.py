"""Who opens a socket or an event stream: Origin, access cookie, CSRF value and session, without Flask. Where reading is
public, who sends no access cookie is a guest, and hears what everybody may read."""

import asyncio
import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt
from werkzeug.sansio.http import parse_cookie

from core.identity import connection_slots
from core.identity.access_tokens import has_living_session
from core.identity.cookie_names import cookie_names
from core.platform.clock import LEEWAY_S
from core.platform.networks import network_of
from core.platform.problems import Problem, ProblemKind, unavailable
from core.platform.settings import settings
from core.servers.redis import UNAVAILABLE
from realtime.jwks_client import public_keys

CLAIMS = ("exp", "sub", "sid", "csrf", "type")
Headers = Mapping[str, str]


@dataclass(frozen=True)
class Caller:
    """A signed-in user on one connection, or a guest, who has neither user nor session; `expires_s` is when the token
    does, in epoch seconds; `holder` is for whom the connection counts (core/identity/connection_slots.py)."""

    user_id: str
    session_id: str
    expires_s: float
    holder: str

    @property
    def rooms(self) -> set[str]:
        """The rooms that are the caller's without asking: that of the user, and none of a guest."""
        return {f"user:{self.user_id}"} if self.user_id else set()


def check_origin(headers: Headers) -> None:
    """Raise Problem 403 when a page of another site asks. A caller that sends no Origin is no browser, and passes."""
    origin = headers.get("origin")
    if origin is None or origin in [each.strip() for each in settings().allowed_origins.split(",") if each.strip()]:
        return
    try:
        parts = urlsplit(origin)
    except ValueError:
        parts = urlsplit("")
    schemes = ("https",) if settings().cookie_secure else ("http", "https")
    if parts.scheme not in schemes or not parts.netloc or parts.netloc != headers.get("host"):
        raise Problem(ProblemKind.OTHER_SITE, "Another site may not do this in your name.")


async def authenticate(headers: Headers, csrf: object = None, *, asks_csrf: bool = True) -> Caller:
    """The caller of a handshake. Raises Problem 401 (no valid token, or its session has ended), 403 (not its CSRF
    value) and 503 (the API's keys or the sessions cannot be asked)."""
    try:
        claims = await asyncio.to_thread(_verified, _token_of(headers))
    except jwt.PyJWTError:
        raise _not_signed_in() from None
    if asks_csrf and not _same(csrf, claims["csrf"]):
        raise Problem(ProblemKind.CSRF, f"Send the value of the {cookie_names().csrf_access} cookie as `csrf`.")
    return Caller(claims["sub"], claims["sid"], int(claims["exp"]), claims["sub"])


async def authenticate_reader(headers: Headers, address: str, csrf: object = None, *, asks_csrf: bool = True) -> Caller:
    """As `authenticate`, but where reading is public, who sends no access token is a guest from this address."""
    if settings().public_reads and not _token_of(headers):
        return Caller("", "", math.inf, connection_slots.NETWORK + network_of(_address_of(headers, address)))
    return await authenticate(headers, csrf, asks_csrf=asks_csrf)


def _token_of(headers: Headers) -> str:
    return parse_cookie(headers.get("cookie", "")).get(cookie_names().access, "")


def _address_of(headers: Headers, address: str) -> str:
    """Who asks, as far as the proxies in front are believed: TRUSTED_PROXIES from the right."""
    said, count = headers.get("x-forwarded-for", "").split(","), settings().trusted_proxies
    return said[-count].strip() if 0 < count <= len(said) else address


def _not_signed_in() -> Problem:
    return Problem(ProblemKind.NOT_SIGNED_IN, "Sign in, or refresh the session.")


def _same(sent: object, wanted: str) -> bool:
    return isinstance(sent, str) and hmac.compare_digest(sent.encode("utf-8", "replace"), wanted.encode())


def _verified(token: str) -> dict[str, Any]:
    kid = jwt.get_unverified_header(token).get("kid")
    claims: dict[str, Any] = jwt.decode(
        token,
        public_keys().of(str(kid)),
        algorithms=["RS256"],
        issuer=settings().jwt_issuer,
        audience=settings().jwt_audience,
        leeway=LEEWAY_S,
        options={"require": list(CLAIMS)},
    )
    if claims["type"] != "access" or not all(isinstance(claims[name], str) for name in ("sub", "sid", "csrf")):
        raise jwt.InvalidTokenError("not an access token")
    try:
        if not has_living_session(claims):
            raise jwt.InvalidTokenError("the session has ended")
    except UNAVAILABLE:
        raise unavailable("The journal") from None
    return claims
