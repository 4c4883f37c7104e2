"""How often a caller may guess a password (docs/decisions/0013).

Only wrong passwords count: by account and network, and on a device that has signed in before by that device alone, so
that guesses cannot lock the owner of an account out.
"""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any

import jwt
import structlog
from flask import Response, g, request

from core.identity import rate_limits
from core.identity.cookie_names import cookie_names
from core.identity.signing_keys import key_ring
from core.platform.networks import network_of
from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from web.http.tokens import verifying_key

_log = structlog.get_logger()
WRONG = (ProblemKind.WRONG_CREDENTIALS.title, ProblemKind.WRONG_PASSWORD.title, ProblemKind.WRONG_CODE.title)
COOKIE_PATH = "/api/v1/auth"


@contextmanager
def counted(email: str) -> Iterator[None]:
    """Count what happens inside as a wrong password if it ends in that Problem, otherwise not at all.

    It is counted beforehand and given back, so that guesses at the same time get no more tries than guesses in turn.
    Raises Problem 429 when there were too many.
    """
    with _counted(_budgets(email)):
        yield


@contextmanager
def counted_code(email: str, code: str | None) -> Iterator[None]:
    """The same of a wrong code of the second factor, from wherever: who guesses at one knows the password. Who has sent
    none guesses at nothing."""
    with _counted([("codes", account_of(email))] if code else []):
        yield


@contextmanager
def _counted(budgets: list[tuple[str, str]]) -> Iterator[None]:
    spent: list[tuple[str, str]] = []
    is_wrong = False
    try:
        for name, who in budgets:
            # The headers do not reveal how often others have tried.
            rate_limits.spend(name, who)
            spent.append((name, who))
        yield
    except Problem as problem:
        is_wrong = problem.title in WRONG
        if is_wrong:
            _log.info("guess_refused", title=problem.title, network=network_of(request.remote_addr or "unknown"))
        raise
    finally:
        for name, who in [] if is_wrong else spent:
            rate_limits.give_back(name, who)


def _budgets(email: str) -> list[tuple[str, str]]:
    account = account_of(email)
    if device := _known_device(account):
        return [("sign_in_device", f"{account}:{device}")]
    by_network = f"{account}:{network_of(request.remote_addr or 'unknown')}"
    # In this order: a network that has used up its own budget takes nothing from the shared one.
    return [("sign_in_network", by_network), ("sign_in_account", account)]


def account_of(email: str) -> str:
    """What stands for the account with this address in limits and cookies."""
    # The address itself is neither for the cache nor for a cookie to keep.
    return blake2b(email.lower().encode(), digest_size=16).hexdigest()


def _audience() -> str:
    # Not that of access and refresh tokens: this one opens nothing.
    return f"{settings().jwt_audience}:device"


def is_on_known_device(email: str) -> bool:
    """Whether the caller's device has signed in to the account with this address before."""
    return _known_device(account_of(email)) is not None


def _known_device(account: str) -> str | None:
    """The id of the caller's device, if its cookie says that it has signed in to this account before."""
    claims = _device_claims()
    return str(claims["jti"]) if claims and claims["sub"] == account else None


def _device_claims() -> dict[str, Any] | None:
    """What the cookie of the caller's device says; None without one of ours. A request checks it once."""
    if "device_claims" not in g:
        g.device_claims = _verified_claims(request.cookies.get(cookie_names().device, ""))
    found: dict[str, Any] | None = g.device_claims
    return found


def _verified_claims(token: str) -> dict[str, Any] | None:
    try:
        key = verifying_key(jwt.get_unverified_header(token), {})
        return jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            audience=_audience(),
            issuer=settings().jwt_issuer,
            options={"require": ["exp", "sub", "jti"]},
        )
    except jwt.PyJWTError:
        return None


def remember_device(answer: Response, email: str) -> None:
    """Give the caller, who has just signed in, the cookie that says so: OWASP's device cookie, kept at sign-out."""
    account, now_s, ring = account_of(email), int(time.time()), key_ring()
    about = {"iss": settings().jwt_issuer, "aud": _audience(), "exp": now_s + settings().device_ttl_s}
    claims = about | {"sub": account, "jti": _known_device(account) or uuid.uuid4().hex}
    token = jwt.encode(claims, ring.private[ring.signing_kid], algorithm="RS256", headers={"kid": ring.signing_kid})
    answer.set_cookie(
        cookie_names().device,
        token,
        max_age=settings().device_ttl_s,
        path=COOKIE_PATH,
        secure=settings().cookie_secure,
        httponly=True,
        samesite="Lax",
    )
