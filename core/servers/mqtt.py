"""MQTT: one connection a process, made when it is first needed (a paho thread does not survive a fork).

Events are published with QoS 1; credentials are made known through Mosquitto's dynamic security plugin
(docs/decisions/0004).
"""

import json
import os
import threading
import time
import uuid
from copy import copy
from functools import lru_cache
from typing import Any

import structlog
from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage, MQTTMessageInfo
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from core.platform import traces
from core.platform.metrics import MQTT_CONNECTED
from core.platform.settings import settings
from core.platform.traces import TRACEPARENT

ROOT = "social/v1"
CONTROL = "$CONTROL/dynamic-security/v1"
CONFIRM_S = 3.0
# Nouns whose events have a topic of their own for each post.
UNDER_A_POST = ("comment", "like")
# Of an event; these come beside it, as properties of the message.
PROPERTIES = ("request_id", TRACEPARENT)
_log = structlog.get_logger()


def topic_of(event: dict[str, Any]) -> str:
    """The topic of an event: the feed's, that of a post's comments or likes, a user's own, or (for the backend) a
    conversation's."""
    noun = event["type"].partition(".")[0]
    if noun in ("mention", "inbox", "invitation"):
        return f"{ROOT}/users/{event['user_id']}"
    if "conversation_id" in event:
        return f"{ROOT}/conversations/{event['conversation_id']}"
    if noun in UNDER_A_POST:
        return f"{ROOT}/posts/{event['post_id']}/{noun}s"
    if noun == "follow":
        return f"{ROOT}/users/{event['user_id']}"
    return f"{ROOT}/posts" if noun == "post" else f"{ROOT}/users/{event['actor_id']}"


def topics_of(room: str) -> list[str]:
    """What to subscribe to for the events of this room (core/writes/events.py)."""
    noun, _, room_id = room.partition(":")
    if noun == "post":
        # Edits and deletions of a post are announced with those of all posts.
        return [f"{ROOT}/posts/{room_id}/+", f"{ROOT}/posts"]
    return [f"{ROOT}/posts" if noun == "feed" else f"{ROOT}/{noun}s/{room_id}"]


class Connection:
    """A connection that comes back by itself. Calls answer False while it is unavailable; they never wait for long."""

    def __init__(self, host: str, port: int) -> None:
        self._connected = threading.Event()
        # A process that was killed could not say that it is connected no longer.
        MQTT_CONNECTED.set(0)
        self._refused: set[int] = set()
        self._answers: dict[str, dict[str, Any] | None] = {}
        self._answered = threading.Condition()
        self._client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"backend-{os.getpid()}-{uuid.uuid4().hex[:8]}",
            protocol=MQTTProtocolVersion.MQTTv5,
        )
        self._client.username_pw_set(settings().mqtt_username, settings().mqtt_password.get_secret_value())
        self._client.reconnect_delay_set(1, 5)
        self._client.max_queued_messages_set(500)
        self._client.on_connect, self._client.on_disconnect = self._on_connect, self._on_disconnect
        self._client.on_message, self._client.on_publish = self._on_message, self._on_publish
        self._client.connect_async(host, port, keepalive=30)
        self._client.loop_start()
        self._connected.wait(CONFIRM_S)

    def _on_connect(self, client: Client, data: Any, flags: ConnectFlags, reason: ReasonCode, props: Any) -> None:
        if reason.is_failure:
            _log.error("mqtt_refused", reason=str(reason))
            return
        if settings().mqtt_auth == "tickets":
            client.subscribe(f"{CONTROL}/response", qos=1)
        self._connected.set()
        MQTT_CONNECTED.set(1)

    def _on_disconnect(self, client: Client, data: Any, flags: DisconnectFlags, reason: ReasonCode, props: Any) -> None:
        self._connected.clear()
        MQTT_CONNECTED.set(0)
        _log.warning("mqtt_disconnected", reason=str(reason))

    def _on_publish(self, client: Client, data: Any, message_id: int, reason: ReasonCode, props: Any) -> None:
        if reason.is_failure:
            self._refused.add(message_id)
            _log.error("mqtt_publish_refused", reason=str(reason))

    def _on_message(self, client: Client, data: Any, message: MQTTMessage) -> None:
        # Every backend process sees every answer; only those that this process waits for are kept.
        with self._answered:
            for answer in json.loads(message.payload).get("responses", []):
                if answer.get("correlationData") in self._answers:
                    self._answers[answer["correlationData"]] = answer
            self._answered.notify_all()

    def publish(self, topic: str, payload: bytes, properties: Properties | None = None) -> bool:
        """Publish with QoS 1; True when the broker has confirmed it."""
        return self.confirmed(self.send(topic, payload, properties), time.monotonic() + CONFIRM_S)

    def send(self, topic: str, payload: bytes, properties: Properties | None = None) -> MQTTMessageInfo | None:
        """Publish with QoS 1 and do not wait; None while the broker is unavailable."""
        if not self._connected.is_set():
            return None
        return self._client.publish(topic, payload, qos=1, properties=properties)

    def confirmed(self, sent: MQTTMessageInfo | None, deadline: float) -> bool:
        """Whether the broker has confirmed what was sent, or does so until `deadline` (monotonic seconds)."""
        if sent is None:
            return False
        try:
            sent.wait_for_publish(max(0.0, deadline - time.monotonic()))
        except (RuntimeError, ValueError):
            return False
        if sent.mid in self._refused:
            self._refused.discard(sent.mid)
            return False
        return bool(sent.is_published())

    def control(self, commands: list[dict[str, Any]]) -> list[str | None]:
        """Give the broker these commands, in one message; for each its error message, empty when it did it, None when
        it did not answer."""
        ids = [uuid.uuid4().hex for _ in commands]
        request = {"commands": [each | {"correlationData": own} for each, own in zip(commands, ids, strict=True)]}
        self._answers.update(dict.fromkeys(ids))
        if self.publish(CONTROL, json.dumps(request).encode()):
            with self._answered:
                self._answered.wait_for(lambda: all(self._answers[own] for own in ids), CONFIRM_S)
        answers = [self._answers.pop(own) for own in ids]
        return [each.get("error", "") if each else None for each in answers]

    def close(self) -> None:
        """Leave the broker and end the thread."""
        self._client.disconnect()
        self._client.loop_stop()


@lru_cache(maxsize=2)
def _connection(host: str, port: int, process_id: int) -> Connection:
    return Connection(host, port)


def connection() -> Connection:
    """The connection of this process."""
    return _connection(settings().mqtt_host, settings().mqtt_port, os.getpid())


def disconnect() -> None:
    """End the connection of this process, if there is one."""
    if _connection.cache_info().currsize:
        connection().close()
        _connection.cache_clear()


def publish_events(events: list[dict[str, Any]]) -> list[bool]:
    """Publish events to their topics, in this order; for each, whether the broker has confirmed it."""
    here = connection()
    began_ns = time.time_ns()
    sent = [here.send(topic_of(event), _payload(event), _properties(event)) for event in events]
    deadline = time.monotonic() + CONFIRM_S
    confirmed = [here.confirmed(each, deadline) for each in sent]
    for event, is_confirmed in zip(events, confirmed, strict=True):
        about: traces.About = {"messaging.system": "mqtt", "social.event": event["id"]}
        name, parent = f"publish {event['type']}", event.get(TRACEPARENT, "")
        traces.record(name, "producer", parent, about, began_ns, is_error=not is_confirmed)
    return confirmed


def _payload(event: dict[str, Any]) -> bytes:
    return json.dumps({name: value for name, value in event.items() if name not in PROPERTIES}).encode()


def _properties(event: dict[str, Any]) -> Properties:
    properties = copy(_properties_of_all(settings().event_expiry_s))
    properties.UserProperty = [(name, event[name]) for name in PROPERTIES if name in event]
    return properties


@lru_cache(maxsize=1)
def _properties_of_all(expiry_s: int) -> Properties:
    """To make them anew for each event took a sixth of the announcer's time."""
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    properties.MessageExpiryInterval = expiry_s
    properties.ContentType = "application/json"
    return properties
