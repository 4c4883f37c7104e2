"""Cookies over HTTPS: their names keep other hosts of the domain from setting them."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.platform.settings import Settings
from tests.support.users import BASE, PASSWORD, SignedIn, cookie
from web.app import create_app

HTTPS = "https://localhost"
ACCESS, REFRESH = "__Host-access_token_cookie", "__Secure-refresh_token_cookie"
CSRF, REFRESH_CSRF = "__Host-csrf_access_token", "__Host-csrf_refresh_token"


@pytest.fixture
def eve(sign_up: Callable[..., SignedIn]) -> SignedIn:
    """She has a session, and a host in the same domain."""
    return sign_up("Eve")


@pytest.fixture
def secure_app(eve: SignedIn, configure: Callable[..., Settings], system: Settings) -> Flask:
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, cookie_secure=True)
    return create_app()


def signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    person = {"email": "ada@example.org", "password": PASSWORD}
    client.post(f"{BASE}/auth/register", json=person | {"name": "Ada"}, base_url=HTTPS)
    assert client.post(f"{BASE}/auth/login", json=person, base_url=HTTPS).status_code == 200
    return client


def flags(client: FlaskClient, name: str, path: str = "/") -> tuple[bool, str, str | None]:
    found = client.get_cookie(name, path=path)
    assert found, name
    return bool(found.secure), found.path, found.domain if not found.origin_only else None


def name_of(client: FlaskClient) -> str | None:
    answer = client.get(f"{BASE}/auth/me", base_url=HTTPS)
    return str(answer.get_json()["name"]) if answer.status_code == 200 else None


def test_security_f11_names_bind_the_cookies_to_this_host(secure_app: Flask) -> None:
    client = signed_in(secure_app)
    for name in (ACCESS, CSRF, REFRESH_CSRF):
        assert flags(client, name) == (True, "/", None)
    for name in (REFRESH, "__Secure-device"):
        assert flags(client, name, f"{BASE}/auth") == (True, f"{BASE}/auth", None)


def test_security_f11_what_another_host_sets_is_nobody_and_changes_nothing(secure_app: Flask, eve: SignedIn) -> None:
    visitor, ada = secure_app.test_client(), signed_in(secure_app)
    for client in (visitor, ada):
        for name in ("access_token_cookie", "csrf_access_token"):
            client.set_cookie(name, cookie(eve, name))
        client.set_cookie("refresh_token_cookie", cookie(eve, "refresh_token_cookie"), path=f"{BASE}/auth")
    assert name_of(visitor) is None and name_of(ada) == "Ada"
    refused = visitor.post(
        f"{BASE}/auth/refresh", headers={"X-CSRF-TOKEN": cookie(eve, "csrf_refresh_token")}, base_url=HTTPS
    )
    assert refused.status_code == 401


def test_who_signs_out_has_none_of_them_left_but_that_of_the_device(secure_app: Flask) -> None:
    client = signed_in(secure_app)
    csrf = client.get_cookie(CSRF)
    assert csrf
    left = client.post(f"{BASE}/auth/logout", headers={"X-CSRF-TOKEN": csrf.value}, base_url=HTTPS)
    assert left.status_code == 204 and name_of(client) is None
    assert not any(client.get_cookie(name) for name in (ACCESS, CSRF, REFRESH_CSRF))
    assert not client.get_cookie(REFRESH, path=f"{BASE}/auth")


def test_a_session_is_refreshed_with_them(secure_app: Flask) -> None:
    client = signed_in(secure_app)
    client.delete_cookie(ACCESS)
    assert name_of(client) is None
    csrf = client.get_cookie(REFRESH_CSRF)
    assert csrf
    again = client.post(f"{BASE}/auth/refresh", headers={"X-CSRF-TOKEN": csrf.value}, base_url=HTTPS)
    assert again.status_code == 200 and name_of(client) == "Ada"
