"""Waiting until a server is of use: not until its port is open, but until it does what it is there for."""

import threading
import time
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode
from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from deploy.local.administrator import Client, administrator
from deploy.local.servers import BACKEND, HOST, REPLICA_SET, Server

PAUSE_S = 0.05
NOT_YET_INITIALISED = 94


class NotReadyError(RuntimeError):
    """Something did not become ready in time; the message names it."""


def until(ready: Callable[[], bool], what: str, seconds: float = 30.0, pause_s: float = PAUSE_S) -> None:
    """Return when `ready()`, asked every `pause_s`, is true; NotReadyError, naming `what`, when it never is."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise NotReadyError(f"{what} was not ready within {seconds:.0f} s.")
        time.sleep(pause_s)


def wait_for(server: Server, seconds: float = 30.0) -> None:
    """Return when this server works; NotReadyError when it does not in time."""
    until(lambda: is_ready(server), server.name, seconds)


def is_ready(server: Server) -> bool:
    """Whether this server works: Redis answers, MongoDB is primary, Mosquitto lets the backend in."""
    if server.name == "mongod":
        return mongod_is_primary(server)
    if server.name == "mosquitto":
        return mosquitto_lets_in(server.port, server.password)
    return redis_answers(server.port, server.password)


def redis_answers(port: int, password: str = "") -> bool:
    """Whether Redis has loaded its data and answers."""
    shown = password or None
    try:
        with Redis(host=HOST, port=port, password=shown, socket_timeout=1, retry=Retry(NoBackoff(), 0)) as redis:
            return bool(redis.ping())
    except (RedisError, OSError):
        return False


def mongod_is_primary(server: Server) -> bool:
    """Whether mongod takes writes; makes it a replica set of one the first time, and again when its port changed."""
    limits: dict[str, Any] = {"serverSelectionTimeoutMS": 300, "timeoutMS": 5000}
    try:
        # Everybody may ask this much, and a password takes both sides their time.
        with MongoClient[dict[str, Any]](HOST, server.port, directConnection=True, **limits) as client:
            if client.admin.command("hello").get("isWritablePrimary"):
                return True
        with administrator(server, **limits) as client:
            make_replica_set(client, f"{HOST}:{server.port}")
    except PyMongoError:
        pass
    return False


def make_replica_set(client: Client, member: str) -> None:
    """Make this server a replica set of which it is the one member, `host:port`, or change its one member to that."""
    try:
        config = client.admin.command("replSetGetConfig")["config"]
    except OperationFailure as error:
        if error.code == NOT_YET_INITIALISED:
            members = [{"_id": 0, "host": member}]
            client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})
        return
    if config["members"][0]["host"] != member:
        config["members"][0]["host"] = member
        config["version"] += 1
        client.admin.command("replSetReconfig", config, force=True)


def mosquitto_lets_in(port: int, password: str) -> bool:
    """Whether the broker accepts the backend's name and password."""
    accepted = threading.Event()

    def note(_client: object, _data: object, _flags: object, reason: ReasonCode, _properties: object) -> None:
        if not reason.is_failure:
            accepted.set()

    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.username_pw_set(BACKEND, password)
    client.on_connect = note
    try:
        client.connect(HOST, port, keepalive=10)
    except OSError:
        return False
    client.loop_start()
    let_in = accepted.wait(1)
    client.disconnect()
    client.loop_stop()
    return let_in
