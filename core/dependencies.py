"""The servers that the system stands on, and whether each answers now."""

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pymongo
from pymongo.errors import PyMongoError
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from core.mongo import db
from core.settings import settings

ANSWER_S = 0.4
AMQP_PORT = 5672


def states() -> dict[str, bool]:
    """Each server by name, and whether it answered within half a second. They are asked at the same time."""
    checks: dict[str, Callable[[], bool]] = {
        "journal": lambda: _redis_answers(settings().journal_url),
        "broker": _broker_answers,
        "cache": lambda: _redis_answers(settings().cache_url),
        "mongo": _mongo_answers,
        "mqtt": lambda: _connects(settings().mqtt_host, settings().mqtt_port),
    }
    with ThreadPoolExecutor(len(checks)) as pool:
        running = {name: pool.submit(check) for name, check in checks.items()}
    return {name: each.result() for name, each in running.items()}


def _redis_answers(url: str) -> bool:
    # A connection of its own: the pool's may be the ones that hang.
    client = Redis.from_url(
        url, socket_timeout=ANSWER_S, socket_connect_timeout=ANSWER_S, retry=Retry(NoBackoff(), 0), protocol=2
    )
    try:
        return bool(client.ping())
    except RedisError:
        return False
    finally:
        client.close()


def _broker_answers() -> bool:
    url = settings().broker_url
    parts = urlsplit(url)
    if parts.scheme in ("redis", "rediss", "unix"):
        return _redis_answers(url)
    return _connects(parts.hostname or "127.0.0.1", parts.port or AMQP_PORT)


def _mongo_answers() -> bool:
    try:
        with pymongo.timeout(ANSWER_S):
            db().command("ping")
        return True
    except PyMongoError:
        return False


def _connects(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=ANSWER_S):
            return True
    except OSError:
        return False
