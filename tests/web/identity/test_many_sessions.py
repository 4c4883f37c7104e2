"""Nobody has more than so many sessions: a sign-in beyond that ends the oldest one."""

from collections.abc import Callable

import pytest
from flask import Flask

from core.identity import sessions
from core.servers.redis import journal as store
from core.servers.redis import key
from tests.support.users import BASE, PASSWORD, SignedIn


def test_a_sign_in_beyond_the_limit_ends_the_oldest_session_and_forgets_names_of_ended_ones(
    app: Flask, sign_up: Callable[..., SignedIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "SESSIONS_MAX", 3)
    ada = sign_up("Ada")
    email = ada.get("/auth/me").get_json()["email"]
    # Its name is left when Redis drops a session by its age.
    store().sadd(key("sessions", ada.id), "0" * 24)
    clients = [ada.client]
    for _ in range(4):
        clients.append(app.test_client())
        assert clients[-1].post(f"{BASE}/auth/login", json={"email": email, "password": PASSWORD}).status_code == 200
    statuses = [each.get(f"{BASE}/auth/me").status_code for each in clients]
    assert statuses == [401, 401, 200, 200, 200]
    assert store().scard(key("sessions", ada.id)) == 3
