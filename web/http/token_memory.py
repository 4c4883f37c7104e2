"""Access tokens that this process has verified. A page sends the same one with every request, and to verify it would be
most of the work of a read."""

from dataclasses import dataclass
from time import time
from typing import Any

from flask_jwt_extended import decode_token
from flask_jwt_extended.exceptions import WrongTokenError

from core.identity.signing_keys import KeyRing, key_ring
from core.platform.clock import LEEWAY_S

TOKENS_MAX = 20_000


@dataclass(frozen=True)
class _Verified:
    claims: dict[str, Any]
    ring: KeyRing
    until_s: float


_known: dict[str, _Verified] = {}


def claims_of(token: str) -> dict[str, Any]:
    """The claims of a valid access token; whether its session lives is for the caller to ask.

    A token is remembered whole, until it runs out or the keys change. Raises JWTExtendedException or jwt.PyJWTError.
    """
    return remembered(token) or _verify(token)


def remembered(token: str) -> dict[str, Any] | None:
    """The claims of a valid access token that this process has verified before."""
    found = _known.get(token)
    if found and found.ring is key_ring() and time() < found.until_s:
        return found.claims
    return None


def _verify(token: str) -> dict[str, Any]:
    ring, claims = key_ring(), decode_token(token)
    if claims["type"] != "access":
        raise WrongTokenError("Only access tokens are allowed")
    if len(_known) >= TOKENS_MAX:
        _known.clear()
    _known[token] = _Verified(claims, ring, claims["exp"] + LEEWAY_S)
    return dict(claims)
