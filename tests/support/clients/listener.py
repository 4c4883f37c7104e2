"""A subscriber of MQTT, for the tests."""

import json
import threading
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from core.platform.settings import settings
from tests.support.asyncapi import validation_errors

ANSWER_S = 10.0


class Listener:
    """Connects with these credentials, and their client id if no other is given, subscribes with QoS 1, and keeps what
    it receives."""

    def __init__(self, username: str, password: str, client_id: str = "") -> None:
        self.heard: list[MQTTMessage] = []
        self.connected, self.gone, self._answered = threading.Event(), threading.Event(), threading.Event()
        self.refusal = ""
        self._codes: list[Any] = []
        version = MQTTProtocolVersion.MQTTv5
        self.client_id = client_id or username
        self._client = Client(CallbackAPIVersion.VERSION2, self.client_id, protocol=version)
        self._client.username_pw_set(username, password)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = lambda *_: self.gone.set()
        self._client.on_subscribe = self._on_answer
        self._client.on_publish = lambda _, __, ___, code, ____: self._on_answer(None, None, 0, [code])
        self._client.on_message = lambda _, __, message: self.heard.append(message)
        self._client.connect(settings().mqtt_host, settings().mqtt_port)
        self._client.loop_start()
        assert self.connected.wait(ANSWER_S), "no answer from the broker"

    def _on_connect(self, _: Any, __: Any, ___: Any, reason: Any, ____: Any) -> None:
        self.refusal = str(reason) if reason.is_failure else ""
        self.connected.set()

    def _on_answer(self, _: Any, __: Any, ___: int, codes: list[Any], *____: Any) -> None:
        self._codes = codes
        self._answered.set()

    def _wait(self) -> bool:
        assert self._answered.wait(ANSWER_S), "no answer from the broker"
        return not any(code.is_failure for code in self._codes)

    def subscribe(self, topic: str) -> bool:
        """Whether the broker let us subscribe."""
        self._answered.clear()
        self._client.subscribe(topic, qos=1)
        return self._wait()

    def publish(self, topic: str) -> bool:
        """Whether the broker let us publish."""
        self._answered.clear()
        self._client.publish(topic, b"{}", qos=1)
        return self._wait()

    def events(self) -> list[dict[str, Any]]:
        """What was heard; all of it is as it is described."""
        heard = [json.loads(message.payload) for message in self.heard]
        assert not [each for event in heard for each in validation_errors("posts", "event", event)]
        return heard

    def stop_reading(self) -> None:
        """Stay connected, and take nothing any more from what the broker sends."""
        self._client.loop_stop()

    def close(self) -> None:
        """Leave."""
        self._client.disconnect()
        self._client.loop_stop()
