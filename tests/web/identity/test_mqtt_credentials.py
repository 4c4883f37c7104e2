"""MQTT credentials: what they say over HTTP, and that they end with their session."""

from collections.abc import Callable

import pytest

from core.identity import mqtt_credentials, sessions
from core.platform.settings import Settings
from tests.support.users import SignedIn


def test_the_end_of_a_session_ends_its_mqtt_tickets(system: Settings) -> None:
    session = sessions.start("a" * 24, "", "").session_id
    credentials = mqtt_credentials.request("a" * 24, session)
    sessions.end(session)
    assert mqtt_credentials.find(credentials.username) is None and mqtt_credentials.over() == [credentials.username]


def test_an_mqtt_ticket_names_the_address_for_clients(
    system: Settings,
    configure: Callable[..., Settings],
    sign_up: Callable[..., SignedIn],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("web.routes.chat.mqtt_credentials.publish", lambda task, username: task(username))
    ada, same = sign_up(), {"key_prefix": system.key_prefix, "mongo_db": system.mongo_db}
    credentials = ada.post("/auth/mqtt-ticket").get_json()
    assert (credentials["host"], credentials["port"]) == (system.mqtt_host, system.mqtt_port)
    assert credentials["websocket_url"] is None
    url = "wss://social.example.org/mqtt"
    configure(mqtt_public_host="social.example.org", mqtt_public_port=8883, mqtt_ws_url=url, **same)
    credentials = ada.post("/auth/mqtt-ticket").get_json()
    assert (credentials["host"], credentials["port"]) == ("social.example.org", 8883)
    assert credentials["websocket_url"] == url


def test_security_f9_a_session_has_few_credentials_at_a_time(system: Settings) -> None:
    user, session = "a" * 24, sessions.start("a" * 24, "", "").session_id
    made = [mqtt_credentials.request(user, session).username for _ in range(mqtt_credentials.KEPT_MAX + 2)]
    assert [each for each in made if mqtt_credentials.find(each)] == made[2:]
    assert sorted(mqtt_credentials.over()) == sorted(made[:2])
    # Those of another session stay.
    other = sessions.start(user, "", "").session_id
    mqtt_credentials.request(user, other)
    assert [each for each in made if mqtt_credentials.find(each)] == made[2:]
