"""The public keys over HTTP."""

from flask import Blueprint, Response

from core import keys
from web.contract import json_bytes, route
from web.guard import OPEN
from web.shapes import Shape

bp = Blueprint("keys", __name__)


class PublicKey(Shape):
    """One RSA public key (RFC 7517)."""

    kty: str
    kid: str
    use: str
    alg: str
    n: str
    e: str


class PublicKeys(Shape):
    """The keys whose tokens are accepted now."""

    keys: list[PublicKey]


@route(bp, "GET", "/.well-known/jwks.json", answers={200: PublicKeys}, guard=OPEN, rate=None, tag="auth")
def get_jwks() -> Response:
    """The public keys that verify tokens, as a JSON Web Key Set."""
    answer = json_bytes(PublicKeys(**keys.jwks()).model_dump_json().encode())
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer
