"""The servers that the system stands on, and whether each answers now."""

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pymongo
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode
from pymongo.errors import PyMongoError
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from core.platform.settings import settings
from core.servers.mongo import db
from core.servers.redis_urls import is_cluster, node_urls

ANSWER_S = 0.4
AMQP_PORT = 5672
# Between the addresses of several nodes of a RabbitMQ.
AND = ";"
# The protocol header of AMQP 0-9-1 (section 4.2.2), to which a server says something.
AMQP_HEADER = b"AMQP\x00\x00\x09\x01"


# Where each of them is set.
SETTINGS = {
    "journal": "JOURNAL_URL",
    "broker": "BROKER_URL",
    "cache": "CACHE_URL",
    "mongo": "MONGO_URL",
    "mqtt": "MQTT_HOST and MQTT_PORT",
}


def address(server: str) -> str:
    """Where this server is, without its password."""
    if server == "mqtt":
        return f"{settings().mqtt_host}:{settings().mqtt_port}"
    nodes = map(urlsplit, getattr(settings(), f"{server}_url").split(AND))
    return AND.join(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}" for parts in nodes)


def states() -> dict[str, bool]:
    """Each server by name, and whether it answered within half a second. They are asked at the same time."""
    checks: dict[str, Callable[[], bool]] = {
        "journal": lambda: _redis_answers(settings().journal_url),
        "broker": _broker_answers,
        "cache": lambda: _redis_answers(settings().cache_url),
        "mongo": _mongo_answers,
        "mqtt": _mqtt_answers,
    }
    with ThreadPoolExecutor(len(checks)) as pool:
        running = {name: pool.submit(check) for name, check in checks.items()}
    return {name: each.result() for name, each in running.items()}


def _redis_answers(url: str) -> bool:
    if is_cluster(url):
        with ThreadPoolExecutor() as pool:
            return any(list(pool.map(_is_in_cluster, node_urls(url))))
    return _says(url, lambda server: bool(server.ping()))


def _is_in_cluster(url: str) -> bool:
    return _says(url, lambda node: bool(node.cluster("info")["cluster_state"] == "ok"))


def _says(url: str, question: Callable[[Redis], bool]) -> bool:
    # A connection of its own: the pool's may be the ones that hang.
    client = Redis.from_url(
        url, socket_timeout=ANSWER_S, socket_connect_timeout=ANSWER_S, retry=Retry(NoBackoff(), 0), protocol=2
    )
    try:
        return question(client)
    except RedisError:
        return False
    finally:
        client.close()


def _broker_answers() -> bool:
    url = settings().broker_url
    if urlsplit(url).scheme in ("redis", "rediss", "unix"):
        return _redis_answers(url)
    nodes = [urlsplit(node) for node in url.split(AND)]
    wait_s = ANSWER_S / len(nodes)
    return any(_amqp_answers(node.hostname or "127.0.0.1", node.port or AMQP_PORT, wait_s) for node in nodes)


def _mongo_answers() -> bool:
    try:
        with pymongo.timeout(ANSWER_S):
            db().command("ping")
        return True
    except PyMongoError:
        return False


def _amqp_answers(host: str, port: int, wait_s: float) -> bool:
    try:
        with socket.create_connection((host, port), timeout=wait_s) as connection:
            connection.sendall(AMQP_HEADER)
            return bool(connection.recv(1))
    except OSError:
        return False


def _mqtt_answers() -> bool:
    """Whether the broker lets the backend in. An open port says little: the kernel answers for one that hangs."""
    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
    client.username_pw_set(settings().mqtt_username, settings().mqtt_password.get_secret_value())
    client.connect_timeout = ANSWER_S
    reasons: list[ReasonCode] = []
    client.on_connect = lambda _client, _data, _flags, reason, _properties: reasons.append(reason)
    deadline = time.monotonic() + ANSWER_S
    try:
        client.connect(settings().mqtt_host, settings().mqtt_port)
        while not reasons and time.monotonic() < deadline:
            client.loop(timeout=0.05)
        client.disconnect()
    except OSError:
        return False
    return bool(reasons) and not reasons[0].is_failure
