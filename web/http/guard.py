"""Who may call a route. Each route names its guard; the default one asks for a live session and, to write, for CSRF."""

from enum import Enum
from hmac import compare_digest
from typing import Any

import jwt
from flask import Request, g, request
from flask_jwt_extended import get_jwt, verify_jwt_in_request
from flask_jwt_extended.exceptions import CSRFError, JWTExtendedException, NoAuthorizationError

from core.content.moderation import decisions
from core.identity import accounts, proofs, session_memory
from core.identity.access_tokens import token_in
from core.identity.cookie_names import cookie_names
from core.platform.networks import network_of
from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from web.http import token_memory, tokens
from web.http.current import current

SAFE = ("GET", "HEAD", "OPTIONS")


class Guard(Enum):
    """What a route asks of its caller."""

    SESSION = "session"
    MODERATOR = "moderator"
    READER = "reader"
    REFRESH = "refresh"
    LEAVING = "leaving"
    OPEN = "open"


SESSION, READER, REFRESH, LEAVING, OPEN = Guard.SESSION, Guard.READER, Guard.REFRESH, Guard.LEAVING, Guard.OPEN
MODERATOR = Guard.MODERATOR


def check(guard: Guard) -> None:
    """Let the caller pass, or raise Problem 401 (no live session) or 403 (no CSRF value, another site asks, or a
    moderator is asked for)."""
    asked = current(request)
    is_safe, headers = asked.method in SAFE, asked.headers
    if not is_safe and headers.get("Sec-Fetch-Site") == "cross-site":
        raise Problem(ProblemKind.OTHER_SITE, "Another site may not do this in your name.")
    if guard is OPEN:
        return
    csrf = headers.get("X-CSRF-TOKEN", "")
    if not csrf.isascii():  # The library's comparison would fail on it.
        raise _no_csrf()
    if guard is LEAVING:
        _check_leaving()
        return
    try:
        g.claims = _refresh_claims() if guard is REFRESH else _access_claims(asked, guard, None if is_safe else csrf)
    except CSRFError:
        raise _no_csrf() from None
    except (JWTExtendedException, jwt.PyJWTError):
        raise Problem(ProblemKind.NOT_SIGNED_IN, "Sign in, or refresh the session.") from None
    if guard is MODERATOR:
        check_moderator()


def check_moderator() -> None:
    """Raises Problem 403 unless the caller is a moderator, who has proven it as far as that is asked for."""
    if not accounts.is_moderator(caller_id()):
        raise decisions.not_a_moderator()
    proofs.require_of_moderator(caller_id(), session_id())


def _refresh_claims() -> dict[str, Any]:
    verify_jwt_in_request(refresh=True, locations=["cookies"])
    return dict(get_jwt())


def _access_claims(asked: Request, guard: Guard, csrf: str | None) -> dict[str, Any]:
    """The claims of the caller's access token, which have to have this CSRF value unless that is None; none, for a
    reader without one, if reading is public."""
    sent = asked.environ
    token = token_in(sent.get("HTTP_COOKIE", "")) or asked.cookies.get(cookie_names().access)
    if not token:
        if guard is READER and settings().public_reads:
            return {}
        raise NoAuthorizationError
    claims = token_memory.claims_of(token)
    if csrf is not None and not compare_digest(csrf, str(claims["csrf"])):
        raise CSRFError
    if session_memory.user_of(str(claims.get("sid"))) != claims["sub"]:
        raise NoAuthorizationError
    return claims


def _no_csrf() -> Problem:
    return Problem(ProblemKind.CSRF, "Send the value of the csrf cookie as X-CSRF-TOKEN.")


def _check_leaving() -> None:
    """Either token will do, with its own CSRF value; who has no live session passes, and has nothing to end."""
    g.leaving = tokens.live_claims()
    sent = request.headers.get("X-CSRF-TOKEN", "").encode()
    proven = [each for each in g.leaving if compare_digest(sent, str(each["csrf"]).encode())]
    if g.leaving and not proven:
        raise _no_csrf()
    g.claims = proven[0] if proven else None


def leaving_ids() -> set[str]:
    """The live sessions of the caller of a LEAVING route: one, or none; two, if the cookies are of two."""
    return {each["sid"] for each in g.leaving}


def claims() -> dict[str, str]:
    """The claims of the caller's token. Raises Problem 401 without one."""
    if not (found := g.get("claims")):
        raise Problem(ProblemKind.NOT_SIGNED_IN, "Sign in first.")
    return dict(found)


def caller_id() -> str:
    """The signed-in user's id. Raises Problem 401."""
    return claims()["sub"]


def caller_id_or_none() -> str | None:
    """The signed-in user's id, None for a caller without a session."""
    found = g.get("claims")
    return found["sub"] if found else None


def session_id() -> str:
    """The caller's session. Raises Problem 401."""
    return claims()["sid"]


def who() -> str:
    """Whom a rate limit counts: the user, or the address of a caller without a session."""
    return caller_id_or_none() or network_of(request.remote_addr or "unknown")
