"""MQTT as the realtime process uses it: any message about an event wakes the relay up."""

import asyncio
import os
import uuid

import aiomqtt
import structlog

from core.mqtt import ROOT
from core.settings import settings
from web.relay import Relay

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
                async for _ in client.messages:
                    relay.wake()
        except aiomqtt.MqttError as error:
            _log.warning("mqtt_away", error=type(error).__name__)
        await relay.set_degraded(True)
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
