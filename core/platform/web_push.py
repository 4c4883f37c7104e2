"""What Web Push asks of settings and of subscriptions: keys on P-256 (RFC 8292), and where a push may go."""

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
# How many points the curve has: private keys are the numbers below it (SEC 2, 2.4.2).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
KEY_BYTES = 32
POINT_BYTES = 65
SECRET_BYTES = 16
HOST = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
ORIGIN = re.compile(rf"https?://(?:\*\.)?{HOST}(?::[1-9]\d{{0,4}})?")
# Nothing in it that two readers of addresses understand differently: no user, no backslash, no fragment.
ENDPOINT = re.compile(rf"(https?://{HOST}(?::[1-9]\d{{0,4}})?)/[A-Za-z0-9._~:/?@!$&'()*+,;=%-]*")


def decode(text: str, size: int) -> bytes:
    """These bytes, of which there are so many, from base64url without padding. Raises ValueError."""
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != size or encode(raw) != text:
        raise ValueError(f"it is {size} bytes as base64url without padding")
    return raw


def encode(raw: bytes) -> str:
    """The other way."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """The key with which pushes are signed. Raises ValueError."""
    number = int.from_bytes(decode(text, KEY_BYTES), "big")
    if not 0 < number < ORDER:
        raise ValueError("it is a number between 0 and the order of the curve P-256")
    return ec.derive_private_key(number, CURVE)


@lru_cache(maxsize=4)
def public_key(text: str) -> str:
    """What browsers have to know of this private key: the point, uncompressed, as base64url."""
    point = private_key(text).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return encode(point)


def check_point(text: str) -> str:
    """The text, if it is a point of the curve, uncompressed, as base64url. Raises ValueError."""
    ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decode(text, POINT_BYTES))
    return text


def check_secret(text: str) -> str:
    """The text, if it is what a browser shares with those who may send to it. Raises ValueError."""
    decode(text, SECRET_BYTES)
    return text


def origin_of(endpoint: str) -> str:
    """Scheme, host and port of the address that a browser names; empty when it is none."""
    found = ENDPOINT.fullmatch(endpoint)
    return found[1] if found else ""


def is_among(origin: str, services: str) -> bool:
    """Whether this origin is one of these, with commas between; `https://*.x` are those whose host ends with `.x`."""
    return bool(origin) and any(_fits(origin, each) for each in services.split(","))


def _fits(origin: str, service: str) -> bool:
    scheme, _, rest = service.partition("*")
    return origin.startswith(scheme) and origin.endswith(rest) if rest else origin == service
