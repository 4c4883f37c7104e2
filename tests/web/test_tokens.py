"""Which tokens open a route, and what becomes of spent refresh tokens."""

import base64
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
from core.platform.settings import Settings
from core.servers.redis import journal, key
from tests.support.users import BASE, SignedIn, sign_up_through
from tests.support.waiting import eventually

SignUp = Callable[..., SignedIn]
KID = "2026-01-01-test"
REFRESH = f"{BASE}/auth/refresh"


@pytest.fixture
def ada(sign_up: SignUp) -> SignedIn:
    return sign_up("Ada")


@pytest.fixture
def private_pem(keys_dir: Path) -> bytes:
    return (keys_dir / f"{KID}.pem").read_bytes()


def token_of(person: SignedIn, name: str = "access_token_cookie") -> str:
    path = "/api/v1/auth" if name == "refresh_token_cookie" else "/"
    cookie = person.client.get_cookie(name, path=path)
    assert cookie
    return cookie.value


def status_with(app: Flask, token: str) -> int:
    client = app.test_client()
    client.set_cookie("access_token_cookie", token)
    answer = client.get(f"{BASE}/auth/me")
    assert answer.content_type == ("application/json" if answer.status_code == 200 else "application/problem+json")
    return answer.status_code


def claims_of(person: SignedIn) -> dict[str, Any]:
    return dict(jwt.decode(token_of(person), options={"verify_signature": False}))


def test_the_good_token_is_signed_as_promised(app: Flask, ada: SignedIn) -> None:
    header, claims = jwt.get_unverified_header(token_of(ada)), claims_of(ada)
    assert (header["alg"], header["kid"]) == ("RS256", KID)
    assert claims["sub"] == ada.id and claims["exp"] - claims["iat"] == 900
    assert {"sid", "jti", "iss", "aud", "csrf"} <= set(claims)
    assert status_with(app, token_of(ada)) == 200


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
def test_a_well_signed_token_with_a_wrong_claim_is_refused(
    app: Flask, ada: SignedIn, private_pem: bytes, changes: dict[str, Any]
) -> None:
    token = jwt.encode(claims_of(ada) | changes, private_pem, "RS256", headers={"kid": KID})
    assert status_with(app, token) == 401


def encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def test_a_token_without_a_signature_is_refused(app: Flask, ada: SignedIn) -> None:
    for name in ("none", "None", "NONE", ""):
        token = f"{encoded({'alg': name, 'typ': 'JWT', 'kid': KID})}.{encoded(claims_of(ada))}."
        assert status_with(app, token) == 401


def test_hs256_with_the_public_key_is_refused(app: Flask, ada: SignedIn, private_pem: bytes) -> None:
    import hashlib
    import hmac

    public = load_pem_private_key(private_pem, None).public_key()
    secrets = [public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), b"", b"SECRET_KEY"]
    for secret in secrets:
        signed = f"{encoded({'alg': 'HS256', 'typ': 'JWT', 'kid': KID})}.{encoded(claims_of(ada))}"
        mac = base64.urlsafe_b64encode(hmac.digest(secret, signed.encode(), hashlib.sha256)).rstrip(b"=").decode()
        assert status_with(app, f"{signed}.{mac}") == 401


@pytest.mark.parametrize("kid", [KID, "another", "../../../../dev/null", "' OR 1=1", "", None])
def test_a_foreign_key_is_refused_whatever_it_is_called(app: Flask, ada: SignedIn, kid: str | None) -> None:
    foreign = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    numbers = jwt.algorithms.RSAAlgorithm.to_jwk(foreign.public_key(), as_dict=True)
    headers = {"kid": kid, "jwk": numbers, "jku": "https://example.org/keys"}
    if kid is None:
        del headers["kid"]
    assert status_with(app, jwt.encode(claims_of(ada), foreign, "RS256", headers=headers)) == 401


def test_an_unknown_critical_header_is_refused(app: Flask, ada: SignedIn, private_pem: bytes) -> None:
    headers = {"kid": KID, "crit": ["b64x"], "b64x": True}
    assert status_with(app, jwt.encode(claims_of(ada), private_pem, "RS256", headers=headers)) == 401


@given(st.one_of(st.text(st.characters(codec="latin-1"), max_size=60), st.from_regex(r"[\w-]+\.[\w-]*\.[\w-]*")))
@settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)
def test_garbage_is_refused(app: Flask, garbage: str) -> None:
    client = app.test_client(use_cookies=False)
    answer = client.get(
        f"{BASE}/auth/me", headers={"Cookie": "access_token_cookie=" + garbage.replace("\n", "").replace("\r", "")}
    )
    assert answer.status_code == 401


def test_a_refresh_token_is_no_access_token_nor_the_other_way_round(app: Flask, ada: SignedIn) -> None:
    assert status_with(app, token_of(ada, "refresh_token_cookie")) == 401
    client = app.test_client()
    client.set_cookie("refresh_token_cookie", token_of(ada), path="/api/v1/auth")
    assert client.post(REFRESH, headers={"X-CSRF-TOKEN": claims_of(ada)["csrf"]}).status_code == 401


def test_the_token_of_an_ended_session_is_refused(app: Flask, ada: SignedIn) -> None:
    token = token_of(ada)
    sessions.end(claims_of(ada)["sid"])
    assert status_with(app, token) == 401


def test_the_token_in_a_header_or_query_opens_nothing(client: FlaskClient, ada: SignedIn) -> None:
    token = token_of(ada)
    assert client.get(f"{BASE}/auth/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert client.get(f"{BASE}/auth/me?jwt={token}").status_code == 401


def refresh(app: Flask, token: str, csrf: str = "") -> Any:
    client = app.test_client()
    client.set_cookie("refresh_token_cookie", token, path="/api/v1/auth")
    own = csrf or jwt.decode(token, options={"verify_signature": False})["csrf"]
    return client, client.post(REFRESH, headers={"X-CSRF-TOKEN": own})


def successor(client: FlaskClient) -> str:
    cookie = client.get_cookie("refresh_token_cookie", path="/api/v1/auth")
    assert cookie
    return cookie.value


def test_a_refresh_gives_new_cookies_that_work(app: Flask, ada: SignedIn) -> None:
    first = token_of(ada, "refresh_token_cookie")
    client, answer = refresh(app, first)
    assert answer.status_code == 200 and successor(client) != first
    assert client.get(f"{BASE}/auth/me").status_code == 200
    again, answer = refresh(app, successor(client))
    assert answer.status_code == 200


def test_a_refresh_asks_for_its_own_csrf_value(app: Flask, ada: SignedIn) -> None:
    access_csrf = claims_of(ada)["csrf"]
    assert refresh(app, token_of(ada, "refresh_token_cookie"), access_csrf)[1].status_code == 403


def test_a_spent_token_gets_the_very_same_successor(app: Flask, ada: SignedIn) -> None:
    spent = token_of(ada, "refresh_token_cookie")
    first, _ = refresh(app, spent)
    # A token made now would have another `iat`.
    made_s = int(time.time())
    eventually(lambda: int(time.time()) > made_s)
    second, answer = refresh(app, spent)
    assert answer.status_code == 200 and successor(first) == successor(second)


def test_a_spent_token_gets_its_own_successor_also_when_that_is_spent(app: Flask, ada: SignedIn) -> None:
    spent = token_of(ada, "refresh_token_cookie")
    first, _ = refresh(app, spent)
    refresh(app, successor(first))
    late, answer = refresh(app, spent)
    assert answer.status_code == 200 and successor(late) == successor(first)


def test_twenty_parallel_refreshes_have_one_successor(app: Flask, ada: SignedIn) -> None:
    spent = token_of(ada, "refresh_token_cookie")
    with ThreadPoolExecutor(20) as pool:
        made = list(pool.map(lambda _: refresh(app, spent), range(20)))
    assert {answer.status_code for _, answer in made} == {200}
    assert len({successor(client) for client, _ in made}) == 1


def test_a_token_spent_long_ago_ends_the_session(
    app: Flask, ada: SignedIn, configure: Callable[..., Settings], system: Settings
) -> None:
    configure(refresh_grace_s=1, key_prefix=system.key_prefix, mongo_db=system.mongo_db)
    spent = token_of(ada, "refresh_token_cookie")
    client, _ = refresh(app, spent)
    remembered = key("spent", claims_of(ada)["sid"], jwt.decode(spent, options={"verify_signature": False})["jti"])
    assert journal().exists(remembered)
    eventually(lambda: not journal().exists(remembered))
    stolen, answer = refresh(app, spent)
    assert answer.status_code == 401 and stolen.get_cookie("access_token_cookie") is None
    assert client.get(f"{BASE}/auth/me").status_code == 401
    assert refresh(app, successor(client))[1].status_code == 401


def test_two_keys_are_live_during_a_rotation(app: Flask, ada: SignedIn, keys_dir: Path, client: FlaskClient) -> None:
    old = token_of(ada)
    newer = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = newer.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (keys_dir / "2026-02-01-newer.pem").write_bytes(pem)
    try:
        bob = sign_up_through(app.test_client(), "Bob")
        assert jwt.get_unverified_header(token_of(bob))["kid"] == "2026-02-01-newer"
        assert (status_with(app, old), status_with(app, token_of(bob))) == (200, 200)
        published = client.get("/.well-known/jwks.json").get_json()["keys"]
        assert {each["kid"] for each in published} == {KID, "2026-02-01-newer"}
    finally:
        (keys_dir / "2026-02-01-newer.pem").unlink()


def test_the_published_keys_verify_tokens_and_hold_nothing_private(client: FlaskClient, ada: SignedIn) -> None:
    published = client.get("/.well-known/jwks.json").get_json()
    assert all(set(each) == {"kty", "kid", "use", "alg", "n", "e"} for each in published["keys"])
    key = jwt.PyJWKSet.from_dict(published)[KID]
    assert jwt.decode(token_of(ada), key, ["RS256"], audience="social", issuer="social")["sub"] == ada.id
