"""Signing out means what it says: the session ends, by its owner's hand only."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.identity import sessions
from tests.support.users import BASE, SignedIn, cookie, sign_out

SignUp = Callable[..., SignedIn]
COOKIES = ("access_token_cookie", "csrf_access_token", "refresh_token_cookie", "csrf_refresh_token")


def pause(who: SignedIn) -> None:
    """The access token has run out; the refresh cookies are left."""
    for name in COOKIES[:2]:
        who.client.delete_cookie(name)


def cleared(answer: TestResponse) -> set[str]:
    return {each.split("=")[0] for each in answer.headers.getlist("Set-Cookie") if "=;" in each}


@pytest.mark.parametrize("name", ["csrf_access_token", "csrf_refresh_token"])
def test_security_f3_either_csrf_value_ends_the_session(sign_up: SignUp, name: str) -> None:
    ada = sign_up()
    answer = sign_out(ada, cookie(ada, name))
    assert answer.status_code == 204 and cleared(answer) == set(COOKIES)
    assert sessions.listed(ada.id) == []


def test_security_f3_a_paused_session_is_signed_out(app: Flask, sign_up: SignUp) -> None:
    ada = sign_up()
    csrf, token = cookie(ada, "csrf_refresh_token"), cookie(ada, "refresh_token_cookie")
    pause(ada)
    answer = sign_out(ada, csrf)
    assert answer.status_code == 204 and cleared(answer) == set(COOKIES)
    assert sessions.listed(ada.id) == []
    thief = app.test_client()
    thief.set_cookie("refresh_token_cookie", token, path=f"{BASE}/auth")
    assert thief.post(f"{BASE}/auth/refresh", headers={"X-CSRF-TOKEN": csrf}).status_code == 401


@pytest.mark.parametrize("is_paused", [False, True])
@pytest.mark.parametrize("csrf", [None, "", "wrong", "w\xf6rong"])
def test_security_f3_another_site_signs_nobody_out(sign_up: SignUp, csrf: str | None, is_paused: bool) -> None:
    ada = sign_up()
    if is_paused:
        pause(ada)
    answer = sign_out(ada, csrf)
    assert answer.status_code == 403 and cleared(answer) == set()
    assert len(sessions.listed(ada.id)) == 1


@pytest.mark.parametrize("csrf", [None, "wrong"])
def test_security_f3_who_has_no_live_session_is_signed_out_and_has_no_cookies_left(
    client: FlaskClient, sign_up: SignUp, csrf: str | None
) -> None:
    ada = sign_up()
    sessions.end(sessions.listed(ada.id)[0].id)
    for answer in (sign_out(ada, csrf), client.post(f"{BASE}/auth/logout")):
        assert answer.status_code == 204 and cleared(answer) == set(COOKIES)
