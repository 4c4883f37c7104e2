"""The public keys over HTTP."""

from typing import Any

from flask import Blueprint, Response

from core.identity.signing_keys import key_ring
from core.schemas.outputs import Shape
from web.http.guard import OPEN
from web.http.route import json_answer, route

bp = Blueprint("jwks", __name__)


class PublicKey(Shape):
    """One RSA public key (RFC 7517)."""

    kid: str
    use: str
    alg: str
    kty: str
    n: str
    e: str


class PublicKeys(Shape):
    """The keys whose tokens are accepted now."""

    keys: list[PublicKey]


@route(bp, "GET", "/.well-known/jwks.json", answers={200: PublicKeys}, guard=OPEN, rate=None)
def get_jwks() -> Response:
    """The public keys that verify the tokens."""
    known: dict[str, Any] = key_ring(is_latest=True).jwks()
    answer = json_answer(known)
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer
