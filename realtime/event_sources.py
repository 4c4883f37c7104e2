"""What tells the relay of events: the channel of the journal brings each as it enters the log, and MQTT tells the `seq`
of each that a worker has announced and that is for a room of this process (realtime/mqtt/subscriptions.py).
"""

import asyncio
import os
import random
import uuid

import aiomqtt
import orjson
import structlog
from redis.asyncio import Redis
from redis.exceptions import NoPermissionError

from core.platform.settings import settings
from core.servers.redis import UNAVAILABLE, key
from core.servers.redis_urls import node_urls
from core.writes import events, positions
from realtime import metrics
from realtime.mqtt.held_topics import HeldTopics
from realtime.mqtt.subscriptions import Subscriptions
from realtime.relay import Relay

RETRY_S = 0.5
KEEP_ALIVE_S = 10
_log = structlog.get_logger()


async def listen(relay: Relay, held: HeldTopics) -> None:
    """Wake the relay up for ever, by the topics held. It learns when MQTT goes and comes back."""
    while True:
        try:
            async with _client() as client:
                await _hear(client, relay, held)
        except* aiomqtt.MqttError as errors:
            _log.warning("mqtt_unavailable", error=", ".join(str(error) for error in errors.exceptions))
        metrics.MQTT_SUBSCRIPTIONS.set(0)
        await relay.set_degraded(True)
        await asyncio.sleep(RETRY_S)


async def _hear(client: aiomqtt.Client, relay: Relay, held: HeldTopics) -> None:
    subscriptions = Subscriptions(client, held)
    await subscriptions.update()
    await relay.set_degraded(False)
    relay.wake()
    async with asyncio.TaskGroup() as group:
        group.create_task(subscriptions.follow(relay.wake))
        async for message in client.messages:
            metrics.MQTT_MESSAGES.inc()
            relay.wake(_seq(message.payload))


def _seq(payload: object) -> int | None:
    position = positions.read(orjson.loads(payload)["seq"]) if isinstance(payload, bytes) else None
    return position.get(positions.THE_LOG) if position else None


async def subscribe(relay: Relay) -> None:
    """Offer the relay what the journal tells, for ever. While it does not, MQTT and the poll are there."""
    while True:
        try:
            # Nothing may come for hours; a connection that is dead without a word is only slower.
            # In a cluster each node brings what is told to any of them.
            url = random.choice(node_urls(settings().journal_url))
            store = Redis.from_url(url, socket_timeout=None, socket_keepalive=True)
            async with store, store.pubsub() as channel:
                await channel.subscribe(key(events.CHANNEL))
                async for message in channel.listen():
                    if message["type"] == "message":
                        relay.offer(events.parse_notification(message["data"]))
                    else:
                        # From now on it tells everything.
                        relay.wake()
        except (*UNAVAILABLE, NoPermissionError) as error:
            _log.warning("journal_channel_unavailable", error=type(error).__name__)
        await asyncio.sleep(RETRY_S)


def _client() -> aiomqtt.Client:
    return aiomqtt.Client(
        settings().mqtt_host,
        settings().mqtt_port,
        username=settings().mqtt_username,
        password=settings().mqtt_password.get_secret_value(),
        identifier=f"realtime-{os.getpid()}-{uuid.uuid4().hex[:8]}",
        protocol=aiomqtt.ProtocolVersion.V5,
        keepalive=KEEP_ALIVE_S,
        timeout=3,
        # Dropped when full: one that is waiting wakes the relay up as well as ten.
        max_queued_incoming_messages=100,
    )
