"""Wrong passwords are limited, by network, account and device, and keep nobody out of their own account."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.platform.settings import Settings
from tests.support.users import BASE, HOME, cookie, sign_in, sign_out, sign_up_through

Configure = Callable[..., Settings]
ELSEWHERE = "198.51.100.1"


@pytest.fixture
def limited(configure: Configure, system: Settings) -> Configure:
    return lambda **changes: configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, **changes)


def wrong(client: FlaskClient, email: str, address: str, times: int) -> list[int]:
    return [sign_in(client, email, "wrong wrong", address).status_code for _ in range(times)]


def test_field_5_who_knows_an_address_cannot_keep_its_owner_out(app: Flask, email: str, limited: Configure) -> None:
    limited(rate_sign_in_network="3/minute")
    assert wrong(app.test_client(), email, ELSEWHERE, 5) == [401, 401, 401, 429, 429]
    assert wrong(app.test_client(), email.upper(), ELSEWHERE, 1) == [429]
    assert sign_in(app.test_client(), email).status_code == 200


def test_security_f4_a_network_is_a_64_of_ipv6(app: Flask, email: str, limited: Configure) -> None:
    limited(rate_sign_in_network="2/minute")
    answers = [wrong(app.test_client(), email, f"2001:db8::{n}", 1)[0] for n in range(1, 4)]
    assert answers == [401, 401, 429]
    assert sign_in(app.test_client(), email, address="2001:db8:0:1::1").status_code == 200


def test_security_f4_the_right_password_counts_for_nothing(app: Flask, email: str, limited: Configure) -> None:
    limited(rate_sign_in_network="3/hour", rate_sign_in_account="3/hour", rate_sign_in_device="3/hour")
    assert [sign_in(app.test_client(), email).status_code for _ in range(6)] == [200] * 6
    known = app.test_client()
    assert [sign_in(known, email).status_code for _ in range(6)] == [200] * 6
    assert wrong(app.test_client(), email, HOME, 4) == [401, 401, 401, 429]


def test_security_f4_guesses_from_many_networks_are_limited_but_not_for_a_known_device(
    app: Flask, email: str, limited: Configure
) -> None:
    known = app.test_client()
    assert sign_in(known, email).status_code == 200
    limited(rate_sign_in_account="4/hour")
    answers = [wrong(app.test_client(), email, f"198.51.100.{n}", 1)[0] for n in range(6)]
    assert answers == [401] * 4 + [429] * 2
    assert sign_in(app.test_client(), email, address="203.0.113.9").status_code == 429
    assert sign_in(known, email, address="203.0.113.9").status_code == 200


def test_security_f4_a_known_device_has_a_budget_of_its_own(app: Flask, email: str, limited: Configure) -> None:
    known = app.test_client()
    sign_in(known, email)
    limited(rate_sign_in_device="2/hour", rate_sign_in_network="2/hour")
    assert wrong(app.test_client(), email, HOME, 3) == [401, 401, 429]
    assert wrong(known, email, HOME, 3) == [401, 401, 429]


def test_security_f4_a_device_cookie_survives_the_sign_out_and_is_for_one_account(
    app: Flask, email: str, limited: Configure
) -> None:
    eve = sign_up_through(app.test_client(), "Eve")
    assert sign_out(eve, cookie(eve, "csrf_access_token")).status_code == 204
    device = eve.client.get_cookie("device", path=f"{BASE}/auth")
    assert device
    limited(rate_sign_in_network="2/hour")
    assert wrong(eve.client, email, ELSEWHERE, 3) == [401, 401, 429]
    forger = app.test_client()
    for value in (device.value[:-4] + "AAAA", "x", cookie(sign_up_through(app.test_client()), "access_token_cookie")):
        forger.set_cookie("device", value, path=f"{BASE}/auth")
        assert wrong(forger, email, ELSEWHERE, 1) == [429]


def test_security_f4_a_device_cookie_opens_nothing(app: Flask, email: str) -> None:
    known, thief = app.test_client(), app.test_client()
    made = next(each for each in sign_in(known, email).headers.getlist("Set-Cookie") if each.startswith("device="))
    assert "HttpOnly" in made and "SameSite=Lax" in made and "Path=/api/v1/auth" in made and email not in made
    device = known.get_cookie("device", path=f"{BASE}/auth")
    assert device
    thief.set_cookie("access_token_cookie", device.value)
    assert thief.get(f"{BASE}/auth/me").status_code == 401


def test_security_f4_nobody_is_told_how_often_others_tried(app: Flask, email: str) -> None:
    headers = []
    for n in range(3):
        answer = sign_in(app.test_client(), email, "wrong wrong", f"198.51.100.{n}")
        headers.append((answer.headers["RateLimit-Policy"], answer.headers["RateLimit"].split(";t=")[0]))
    assert len(set(headers)) == 1 and "account" not in str(headers) and "network" not in str(headers)
