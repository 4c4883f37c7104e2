"""Servers started in the way of Compose: with passwords, and with a listener that clients reach over TLS."""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from redis import AuthenticationError, Redis, RedisError

from deploy.certificate import CERTIFICATE, ensure_certificate
from deploy.local.install.binaries import require
from deploy.local.lifetimes import die_at_once_with_parent
from deploy.local.ports import free_port
from deploy.local.servers import HOST, Server, command, prepare
from tests.support.deploy.compose import SERVICES
from tests.support.processes import ROOT
from tests.support.waiting import eventually


@pytest.mark.parametrize("name", ["journal", "broker", "cache"])
def test_redis_starts_with_its_password(name: str, tmp_path: Path) -> None:
    port = free_port()
    script = (
        SERVICES[name]["command"][2]
        .replace("$$", "$")
        .replace("/etc/redis.conf", str(ROOT / f"deploy/redis/{name}.conf"))
    )
    script = script.replace("0.0.0.0", f"127.0.0.1 --port {port}").replace("/data", str(tmp_path))
    script = script.replace("exec redis-server", f"exec {require('redis-server')}")
    process = subprocess.Popen(
        ["sh", "-c", script],
        env={"REDISCLI_AUTH": "secret"},
        stdout=subprocess.DEVNULL,
        preexec_fn=die_at_once_with_parent,
    )
    with Redis(port=port, password="secret") as inside, Redis(port=port) as outsider:
        eventually(lambda: pings(inside))
        with pytest.raises(AuthenticationError):
            outsider.ping()
        assert inside.config_get("maxmemory-policy") == {
            "maxmemory-policy": {"cache": "volatile-lfu"}.get(name, "noeviction")
        }
    assert "secret" not in Path(f"/proc/{process.pid}/cmdline").read_text()
    process.terminate()
    process.wait(10)


def pings(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[int]:
    """The broker with Compose's listeners on free ports; the port for clients."""
    inside, for_clients = free_port(), free_port()
    server = Server("mosquitto", inside, tmp_path / "data", password="its password")
    prepare(server)
    listeners = (ROOT / "deploy/mosquitto/compose-listener.conf").read_text()
    listeners = listeners.replace("1883 0.0.0.0", f"{inside} {HOST}").replace("8883 0.0.0.0", f"{for_clients} {HOST}")
    mine = (server.data / "conf.d/listener.conf").read_text().splitlines()[0]
    (server.data / "conf.d/listener.conf").write_text(f"{mine}\n" + listeners.replace("/certificates", str(tmp_path)))
    ensure_certificate(tmp_path, HOST)
    process = subprocess.Popen(
        command(server), cwd=server.data, stderr=subprocess.DEVNULL, preexec_fn=die_at_once_with_parent
    )
    yield for_clients
    process.terminate()
    process.wait(10)


def lets_in(port: int, certificate: Path, password: str) -> bool:
    accepted = threading.Event()
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.tls_set(str(certificate), tls_version=ssl.PROTOCOL_TLS_CLIENT)
    client.username_pw_set("backend", password)
    client.on_connect = lambda _client, _data, _flags, reason, _properties: reason.is_failure or accepted.set()
    try:
        client.connect(HOST, port)
    except OSError:
        return False
    client.loop_start()
    let_in = accepted.wait(1)
    client.disconnect()
    client.loop_stop()
    return let_in


def test_clients_reach_mosquitto_over_tls_and_with_a_password_only(mosquitto: int, tmp_path: Path) -> None:
    eventually(lambda: lets_in(mosquitto, tmp_path / CERTIFICATE, "its password"))
    assert not lets_in(mosquitto, tmp_path / CERTIFICATE, "another")
