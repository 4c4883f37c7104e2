"""What a process is subscribed to at the broker: the topics of the rooms that it holds, and everything only when the
broker refuses one of them.
"""

import asyncio
from collections.abc import Callable

import aiomqtt
import structlog
from paho.mqtt.subscribeoptions import SubscribeOptions

from core.servers.mqtt import ROOT
from realtime import metrics
from realtime.mqtt.held_topics import HeldTopics

# Topics in one packet. They have 55 bytes, and deploy/mosquitto/mosquitto.conf takes packets of 16 KiB.
BATCH = 200
# How long changes are collected.
PAUSE_S = 0.2
# How long a topic stays when nobody is in its rooms: a page that is loaded anew comes back.
LINGER_S = 5.0
EVERYTHING = f"{ROOT}/#"
_log = structlog.get_logger()


class RefusedError(Exception):
    """The broker refuses subscriptions that it is asked for; the message says how many, and why."""


class Subscriptions:
    """Those of one connection to the broker, which begins without any."""

    def __init__(self, client: aiomqtt.Client, held: HeldTopics) -> None:
        self._client, self._held = client, held
        self._count, self._has_everything = 0, False
        held.begin_anew()

    async def update(self) -> bool:
        """Subscribe to what is new, and to nothing any more that was left a while ago; whether anything was new.

        Raises aiomqtt.MqttError when the broker does not answer, or refuses even everything.
        """
        if self._has_everything:
            return False
        try:
            is_new = await self._subscribe_to_new()
            await self._leave()
        except RefusedError as refused:
            await self._subscribe_to_everything(str(refused))
            return True
        return is_new

    async def follow(self, wake: Callable[[], None]) -> None:
        """Update for ever. `wake` is called for topics that are new: something may have come before they were."""
        while True:
            await asyncio.sleep(PAUSE_S)
            if await self.update():
                wake()

    async def _subscribe_to_new(self) -> bool:
        is_new = False
        while topics := self._held.take_new(BATCH):
            await self._subscribe(topics)
            self._note(self._count + len(topics))
            is_new = True
        return is_new

    async def _leave(self) -> None:
        while topics := self._held.take_left(BATCH, LINGER_S):
            await self._client.unsubscribe(topics)
            self._note(self._count - len(topics))

    async def _subscribe(self, topics: list[str]) -> None:
        answers = await self._client.subscribe([(topic, SubscribeOptions(qos=1)) for topic in topics])
        refused = [answer for answer in answers if getattr(answer, "is_failure", False)]
        if refused:
            raise RefusedError(f"{len(refused)} of {len(topics)}: {refused[0]}")

    async def _subscribe_to_everything(self, reason: str) -> None:
        """Lose nothing: what single topics would have told, all of them together tell as well."""
        metrics.MQTT_REFUSED.inc()
        _log.error("mqtt_subscriptions_refused", reason=reason, count=self._count)
        try:
            await self._subscribe([EVERYTHING])
        except RefusedError:
            raise aiomqtt.MqttError("The broker does not let the backend subscribe.") from None
        self._has_everything = True
        self._note(self._count + 1)

    def _note(self, count: int) -> None:
        self._count = count
        metrics.MQTT_SUBSCRIPTIONS.set(count)
