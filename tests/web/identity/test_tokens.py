"""Which tokens open a route."""

import base64
import json
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.identity import sessions
from tests.support.users import BASE, SignedIn, claims_of, cookie, sign_up_through

KID = "2026-01-01-test"
REFRESH = f"{BASE}/auth/refresh"


@pytest.fixture
def private_pem(keys_dir: Path) -> bytes:
    return (keys_dir / f"{KID}.pem").read_bytes()


def status_with(app: Flask, token: str) -> int:
    client = app.test_client()
    client.set_cookie("access_token_cookie", token)
    answer = client.get(f"{BASE}/auth/me")
    assert answer.content_type == ("application/json" if answer.status_code == 200 else "application/problem+json")
    return answer.status_code


def test_the_good_token_is_signed_as_promised(app: Flask, ada: SignedIn) -> None:
    header, claims = jwt.get_unverified_header(cookie(ada)), claims_of(ada)
    assert (header["alg"], header["kid"]) == ("RS256", KID)
    assert claims["sub"] == ada.id and claims["exp"] - claims["iat"] == 900
    assert {"sid", "jti", "iss", "aud", "csrf"} <= set(claims)
    assert status_with(app, cookie(ada)) == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "another"},
        {"aud": "another"},
        {"aud": ["another"]},
        {"exp": int(time.time()) - 60},
        {"nbf": int(time.time()) + 86_400},
        {"sid": "0" * 24},
        {"sid": None},
        {"sid": {"$ne": ""}},
        {"sub": "0" * 24},
        {"sub": 7},
        {"type": "refresh"},
    ],
    # Not the values: two test processes would give the times, and so the tests, different names.
    ids=lambda changes: next(iter(changes)),
)
def test_security_a5_a_well_signed_token_with_a_wrong_claim_is_refused(
    app: Flask, ada: SignedIn, private_pem: bytes, changes: dict[str, Any]
) -> None:
    token = jwt.encode(claims_of(ada) | changes, private_pem, "RS256", headers={"kid": KID})
    assert status_with(app, token) == 401


def encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def test_security_a6_a_token_without_a_signature_is_refused(app: Flask, ada: SignedIn) -> None:
    for name in ("none", "None", "NONE", ""):
        token = f"{encoded({'alg': name, 'typ': 'JWT', 'kid': KID})}.{encoded(claims_of(ada))}."
        assert status_with(app, token) == 401


def test_security_a6_hs256_with_the_public_key_is_refused(app: Flask, ada: SignedIn, private_pem: bytes) -> None:
    import hashlib
    import hmac

    public = load_pem_private_key(private_pem, None).public_key()
    secrets = [public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), b"", b"SECRET_KEY"]
    for secret in secrets:
        signed = f"{encoded({'alg': 'HS256', 'typ': 'JWT', 'kid': KID})}.{encoded(claims_of(ada))}"
        mac = base64.urlsafe_b64encode(hmac.digest(secret, signed.encode(), hashlib.sha256)).rstrip(b"=").decode()
        assert status_with(app, f"{signed}.{mac}") == 401


@pytest.mark.parametrize("kid", [KID, "another", "../../../../dev/null", "' OR 1=1", "", None])
def test_security_a6_a_foreign_key_is_refused_whatever_it_is_called(app: Flask, ada: SignedIn, kid: str | None) -> None:
    foreign = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    numbers = jwt.algorithms.RSAAlgorithm.to_jwk(foreign.public_key(), as_dict=True)
    headers = {"kid": kid, "jwk": numbers, "jku": "https://example.org/keys"}
    if kid is None:
        del headers["kid"]
    assert status_with(app, jwt.encode(claims_of(ada), foreign, "RS256", headers=headers)) == 401


def test_security_a6_an_unknown_critical_header_is_refused(app: Flask, ada: SignedIn, private_pem: bytes) -> None:
    headers = {"kid": KID, "crit": ["b64x"], "b64x": True}
    assert status_with(app, jwt.encode(claims_of(ada), private_pem, "RS256", headers=headers)) == 401


@given(st.one_of(st.text(st.characters(codec="latin-1"), max_size=60), st.from_regex(r"[\w-]+\.[\w-]*\.[\w-]*")))
@settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)
def test_security_a5_garbage_is_refused(app: Flask, garbage: str) -> None:
    client = app.test_client(use_cookies=False)
    answer = client.get(
        f"{BASE}/auth/me", headers={"Cookie": "access_token_cookie=" + garbage.replace("\n", "").replace("\r", "")}
    )
    assert answer.status_code == 401


def test_security_a7_a_refresh_token_is_no_access_token_nor_the_other_way_round(app: Flask, ada: SignedIn) -> None:
    assert status_with(app, cookie(ada, "refresh_token_cookie")) == 401
    client = app.test_client()
    client.set_cookie("refresh_token_cookie", cookie(ada), path="/api/v1/auth")
    assert client.post(REFRESH, headers={"X-CSRF-TOKEN": claims_of(ada)["csrf"]}).status_code == 401


def test_the_token_of_an_ended_session_is_refused(app: Flask, ada: SignedIn) -> None:
    token = cookie(ada)
    sessions.end(claims_of(ada)["sid"])
    assert status_with(app, token) == 401


def test_the_token_in_a_header_or_query_opens_nothing(client: FlaskClient, ada: SignedIn) -> None:
    token = cookie(ada)
    assert client.get(f"{BASE}/auth/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert client.get(f"{BASE}/auth/me?jwt={token}").status_code == 401


def test_two_keys_are_live_during_a_rotation(app: Flask, ada: SignedIn, keys_dir: Path, client: FlaskClient) -> None:
    old = cookie(ada)
    newer = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = newer.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (keys_dir / "2026-02-01-newer.pem").write_bytes(pem)
    try:
        bob = sign_up_through(app.test_client(), "Bob")
        assert jwt.get_unverified_header(cookie(bob))["kid"] == "2026-02-01-newer"
        assert (status_with(app, old), status_with(app, cookie(bob))) == (200, 200)
        published = client.get("/.well-known/jwks.json").get_json()["keys"]
        assert {each["kid"] for each in published} == {KID, "2026-02-01-newer"}
    finally:
        (keys_dir / "2026-02-01-newer.pem").unlink()


def test_the_published_keys_verify_tokens_and_hold_nothing_private(client: FlaskClient, ada: SignedIn) -> None:
    published = client.get("/.well-known/jwks.json").get_json()
    assert all(set(each) == {"kty", "kid", "use", "alg", "n", "e"} for each in published["keys"])
    key = jwt.PyJWKSet.from_dict(published)[KID]
    assert jwt.decode(cookie(ada), key, ["RS256"], audience="social", issuer="social")["sub"] == ada.id
