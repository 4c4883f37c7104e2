"""A process does not start with settings that leave the system open, and says what to change (security F16)."""

from typing import Any

import pytest

from core.platform import settings as settings_module
from core.platform.settings import Settings, SettingsError
from core.platform.unsafe_settings import objections

GOOD = {
    "mongo_url": "mongodb://127.0.0.1:27017/?replicaSet=rs0",
    "journal_url": "redis://127.0.0.1:6379/0",
    "broker_url": "redis://localhost:6380/0",
    "cache_url": "redis://[::1]:6381/0",
    "mqtt_password": "secret",
    "jwt_keys_dir": "keys",
}
CLUSTER = "redis+cluster://:pw@a.example:6379,b.example:6379"


def chosen(**changes: Any) -> Settings:
    return Settings(_env_file=None, **(GOOD | changes))


def test_what_is_on_this_machine_or_has_a_password_is_safe() -> None:
    elsewhere = {
        "mongo_url": "mongodb://social:pw@a.example:27017,b.example:27017/?replicaSet=rs0",
        "journal_url": CLUSTER,
        "partitions": 256,
        "broker_url": "amqp://social:pw@a.example//;amqp://social:pw@b.example//",
        "cache_url": "rediss://:pw@cache.example:6379/0",
    }
    for each in ({}, elsewhere, {"cookie_secure": False}):
        assert list(objections(chosen(**each), {})) == []
    assert list(objections(chosen(), {"API_ADDRESS": "0.0.0.0"})) == []


@pytest.mark.parametrize(
    ("changes", "environment", "told"),
    [
        ({"mqtt_password": ""}, {}, "MQTT_PASSWORD"),
        ({"cookie_secure": False}, {"API_ADDRESS": "0.0.0.0"}, "COOKIE_SECURE"),
        ({"cookie_secure": False}, {"API_ADDRESS": "::"}, "COOKIE_SECURE"),
        ({"mongo_url": "mongodb://mongo.example:27017/?replicaSet=rs0"}, {}, "MONGO_URL"),
        ({"mongo_url": "mongodb://127.0.0.1:27017,mongo.example:27017/"}, {}, "MONGO_URL"),
        ({"journal_url": "redis://10.0.0.3:6379/0"}, {}, "JOURNAL_URL"),
        ({"journal_url": "redis+cluster://a.example:6379,b.example:6379", "partitions": 256}, {}, "JOURNAL_URL"),
        ({"broker_url": "redis://broker:6379/0"}, {}, "BROKER_URL"),
        ({"broker_url": "amqp://social:pw@a.example//;amqp://b.example//"}, {}, "BROKER_URL"),
        ({"cache_url": "redis://user@cache:6379/0"}, {}, "CACHE_URL"),
    ],
)
def test_security_f16_what_leaves_it_open_is_named(
    changes: dict[str, Any], environment: dict[str, str], told: str
) -> None:
    (line,) = objections(chosen(**changes), environment)
    assert line.startswith(f"{told}: ")
    assert list(objections(chosen(**GOOD), {})) == []


def test_servers_may_be_open_where_somebody_says_so() -> None:
    assert list(objections(chosen(cache_url="redis://cache:6379/0", open_servers=True), {})) == []


def test_security_f16_a_process_does_not_start_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name.upper(), value)
    monkeypatch.setenv("ENV_FILE", "")
    settings_module.load()
    monkeypatch.setenv("CACHE_URL", "redis://cache:6379/0")
    with pytest.raises(SettingsError, match=r"unsafe[^:]*:\n  CACHE_URL: another machine"):
        settings_module.load()
