"""Tokens in cookies: RS256 access and refresh tokens, with CSRF double submit."""

import uuid
from datetime import timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from flask import Flask, Response, current_app, request
from flask_jwt_extended import (
    JWTManager,
    create_access_token,
    create_refresh_token,
    decode_token,
    unset_jwt_cookies,
)
from flask_jwt_extended.exceptions import JWTExtendedException

from core.identity.access_tokens import has_living_session
from core.identity.cookie_names import cookie_names
from core.identity.sessions import Refresh
from core.identity.signing_keys import key_ring
from core.platform.clock import LEEWAY_S
from core.platform.settings import settings


def set_up(app: Flask) -> None:
    """Make the application read and write tokens. No SECRET_KEY is set, so HS256 has nothing to verify with."""
    chosen, names = settings(), cookie_names()
    app.config.update(
        JWT_TOKEN_LOCATION=["cookies"],
        JWT_ACCESS_COOKIE_NAME=names.access,
        JWT_REFRESH_COOKIE_NAME=names.refresh,
        JWT_ACCESS_CSRF_COOKIE_NAME=names.csrf_access,
        JWT_REFRESH_CSRF_COOKIE_NAME=names.csrf_refresh,
        JWT_ALGORITHM="RS256",
        JWT_DECODE_ALGORITHMS=["RS256"],
        JWT_COOKIE_SECURE=chosen.cookie_secure,
        JWT_COOKIE_SAMESITE="Lax",
        JWT_COOKIE_CSRF_PROTECT=True,
        JWT_CSRF_CHECK_FORM=False,
        JWT_SESSION_COOKIE=False,
        JWT_REFRESH_COOKIE_PATH="/api/v1/auth",
        JWT_ACCESS_TOKEN_EXPIRES=timedelta(seconds=chosen.access_ttl_s),
        JWT_REFRESH_TOKEN_EXPIRES=timedelta(seconds=chosen.refresh_ttl_s),
        JWT_ENCODE_ISSUER=chosen.jwt_issuer,
        JWT_DECODE_ISSUER=chosen.jwt_issuer,
        JWT_ENCODE_AUDIENCE=chosen.jwt_audience,
        JWT_DECODE_AUDIENCE=chosen.jwt_audience,
        JWT_DECODE_LEEWAY=LEEWAY_S,
    )
    manager = JWTManager(app)
    manager.encode_key_loader(_signing_key)
    manager.decode_key_loader(verifying_key)
    manager.token_in_blocklist_loader(_has_ended)


def _signing_key(_identity: str) -> RSAPrivateKey:
    ring = key_ring(is_latest=True)
    return ring.private[ring.signing_kid]


def verifying_key(headers: dict[str, Any], _payload: dict[str, Any]) -> RSAPublicKey:
    """The public key that a token names. Raises jwt.InvalidKeyError for one that is not ours."""
    kid = headers.get("kid")
    # A key that is not known may have come a moment ago.
    public = key_ring().public(kid) or key_ring(is_latest=True).public(kid) if isinstance(kid, str) else None
    if public is None:
        raise jwt.InvalidKeyError("unknown kid")
    return public


def _has_ended(_headers: dict[str, Any], payload: dict[str, Any]) -> bool:
    return not has_living_session(payload)


def live_claims() -> list[dict[str, Any]]:
    """The claims of the tokens in the caller's cookies, access and refresh, whose session lives. No CSRF is asked."""
    found = []
    for name in (current_app.config["JWT_ACCESS_COOKIE_NAME"], current_app.config["JWT_REFRESH_COOKIE_NAME"]):
        try:
            claims = decode_token(request.cookies.get(name, ""))
        except (JWTExtendedException, jwt.PyJWTError):
            continue
        if not _has_ended({}, claims):
            found.append(claims)
    return found


def set_cookies(answer: Response, refresh: Refresh) -> None:
    """Give the caller a new access token and the refresh token with these claims, and their CSRF values."""
    headers = {"kid": key_ring(is_latest=True).signing_kid}
    session = {"sid": refresh.session_id}
    fixed = session | {
        "jti": refresh.jti,
        "csrf": refresh.csrf,
        "iat": refresh.issued_s,
        "nbf": refresh.issued_s,
        "exp": refresh.issued_s + settings().refresh_ttl_s,
    }
    csrf = uuid.uuid4().hex
    access = create_access_token(
        refresh.user_id, additional_claims=session | {"csrf": csrf}, additional_headers=headers
    )
    _set_pair(answer, "ACCESS", access, csrf, settings().access_ttl_s)
    token = create_refresh_token(refresh.user_id, additional_claims=fixed, additional_headers=headers)
    _set_pair(answer, "REFRESH", token, refresh.csrf, settings().refresh_ttl_s)


def _set_pair(answer: Response, kind: str, token: str, csrf: str, ttl_s: int) -> None:
    """Set a token and its CSRF value. `flask_jwt_extended.set_access_cookies` would read the value out of the token
    that was just made, which takes twice as long as to make it."""
    chosen = current_app.config
    same: dict[str, Any] = {
        "max_age": ttl_s,
        "secure": chosen["JWT_COOKIE_SECURE"],
        "samesite": chosen["JWT_COOKIE_SAMESITE"],
    }
    answer.set_cookie(
        chosen[f"JWT_{kind}_COOKIE_NAME"], token, path=chosen[f"JWT_{kind}_COOKIE_PATH"], httponly=True, **same
    )
    answer.set_cookie(chosen[f"JWT_{kind}_CSRF_COOKIE_NAME"], csrf, path=chosen[f"JWT_{kind}_CSRF_COOKIE_PATH"], **same)


def clear_cookies(answer: Response) -> None:
    """Remove all four cookies."""
    unset_jwt_cookies(answer)
