"""An MQTT subscriber whose session outlives its connection: what is published while it is disconnected waits for it."""

import json
import threading
from collections import Counter
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from deploy.local.servers import BACKEND

SESSION_S = 3600
TOPICS = [("social/v1/posts/#", 1), ("social/v1/users/+", 1)]


class Listener:
    """Hears all public events. `heard` counts each type of event for each resource, every event id once."""

    def __init__(self, port: int, password: str) -> None:
        self.heard: Counter[tuple[str, str]] = Counter()
        self._ids: set[str] = set()
        self._lock = threading.Lock()
        self._client = Client(
            CallbackAPIVersion.VERSION2, client_id="outside-listener", protocol=MQTTProtocolVersion.MQTTv5
        )
        self._client.username_pw_set(BACKEND, password)
        self._client.on_connect = lambda client, *_: client.subscribe(TOPICS)
        self._client.on_message = self._on_message
        self._client.reconnect_delay_set(1, 1)
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = SESSION_S
        self._client.connect("127.0.0.1", port, keepalive=5, clean_start=False, properties=properties)
        self._client.loop_start()

    def _on_message(self, _client: Client, _data: Any, message: MQTTMessage) -> None:
        event = json.loads(message.payload)
        resource = event.get("comment_id") or event.get("post_id") or event.get("user_id")
        with self._lock:
            if event["id"] not in self._ids:
                self._ids.add(event["id"])
                self.heard[event["type"], resource] += 1

    def close(self) -> None:
        """Leave."""
        self._client.disconnect()
        self._client.loop_stop()
