"""What tells the relay of events: the channel of the journal brings each as it enters the log, and MQTT tells the `seq`
of each that a worker has announced.
"""

import asyncio
import os
import random
import uuid

import aiomqtt
import orjson
import structlog
from redis.asyncio import Redis

from core.platform.settings import settings
from core.servers.mqtt import ROOT
from core.servers.redis import UNAVAILABLE, key
from core.servers.redis_cluster import node_urls
from core.writes import events, positions
from realtime.relay import Relay

RETRY_S = 0.5
KEEP_ALIVE_S = 10
_log = structlog.get_logger()


async def listen(relay: Relay) -> None:
    """Wake the relay up for ever. It learns when MQTT goes and comes back."""
    while True:
        try:
            async with _client() as client:
                await _subscribe(client)
                await relay.set_degraded(False)
                relay.wake()
                async for message in client.messages:
                    relay.wake(_seq(message.payload))
        except aiomqtt.MqttError as error:
            _log.warning("mqtt_unavailable", error=type(error).__name__)
        await relay.set_degraded(True)
        await asyncio.sleep(RETRY_S)


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
            async with store, store.pubsub(ignore_subscribe_messages=True) as channel:
                await channel.subscribe(key(events.CHANNEL))
                relay.wake()
                async for message in channel.listen():
                    relay.offer(events.parse_notification(message["data"]))
        except UNAVAILABLE as error:
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
        max_queued_incoming_messages=10,
    )


async def _subscribe(client: aiomqtt.Client) -> None:
    answers = await client.subscribe(f"{ROOT}/#", qos=1)
    if any(getattr(answer, "is_failure", False) for answer in answers):
        raise aiomqtt.MqttError("The broker does not let the backend subscribe.")
