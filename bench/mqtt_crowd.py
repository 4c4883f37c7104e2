"""Many MQTT subscribers in one process: paho's clients, with asyncio instead of a thread for each."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from deploy.local.servers import BACKEND, HOST

KEEP_ALIVE_S = 60
# How often each looks whether it has to say that it is still there.
MISC_S = 10.0


@dataclass
class Heard:
    """What subscribers have received: by the number of each, how often each message; and how old they were, in ms."""

    by_subscriber: dict[int, dict[int, int]] = field(default_factory=dict)
    ages_ms: list[float] = field(default_factory=list)

    def note(self, subscriber: int, payload: bytes) -> None:
        """One delivery. A message begins with its number and when it was sent, in monotonic nanoseconds."""
        message, sent_ns = (int(word) for word in payload.split(b" ", 2)[:2])
        times = self.by_subscriber.setdefault(subscriber, {})
        times[message] = times.get(message, 0) + 1
        self.ages_ms.append((time.monotonic_ns() - sent_ns) / 1e6)

    def delivered(self) -> int:
        """Deliveries, each message once for each subscriber."""
        return sum(map(len, self.by_subscriber.values()))

    def compare(self, wanted: dict[int, set[int]]) -> tuple[int, int]:
        """How many deliveries are lost and how many came twice, of the messages that each subscriber is to receive."""
        nothing: dict[int, int] = {}
        lost = sum(len(messages - self.by_subscriber.get(n, nothing).keys()) for n, messages in wanted.items())
        return lost, sum(count - 1 for times in self.by_subscriber.values() for count in times.values())


def message(number: int, size: int = 300) -> bytes:
    """A message with this number, sent now, as long as an event is."""
    return f"{number} {time.monotonic_ns()} ".encode().ljust(size, b"x")


class Member:
    """One client of the broker at this port. It belongs to the event loop that runs when it is made."""

    def __init__(self, name: str, port: int, password: str) -> None:
        self._loop, self._port = asyncio.get_running_loop(), port
        self.ready: asyncio.Future[bool] = self._loop.create_future()
        self.client = Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=MQTTProtocolVersion.MQTTv5)
        self.client.username_pw_set(BACKEND, password)
        self.client.on_socket_open = lambda client, _, sock: self._loop.add_reader(sock, client.loop_read)
        self.client.on_socket_close = self._on_socket_close
        self.client.on_socket_register_write = lambda client, _, sock: self._loop.add_writer(sock, client.loop_write)
        self.client.on_socket_unregister_write = self._on_nothing_to_write
        self.client.on_connect = lambda _, __, ___, reason, ____: self._settle(not reason.is_failure)

    def _on_socket_close(self, _client: Client, _data: Any, sock: Any) -> None:
        self._loop.remove_reader(sock)

    def _on_nothing_to_write(self, _client: Client, _data: Any, sock: Any) -> None:
        self._loop.remove_writer(sock)

    def _settle(self, is_well: bool) -> None:
        if not self.ready.done():
            self.ready.set_result(is_well)

    def connect(self) -> None:
        """Connect; `ready` then says whether the broker took us. Raises OSError."""
        self.client.connect(HOST, self._port, keepalive=KEEP_ALIVE_S)


class Subscriber(Member):
    """A client that listens to one topic; `ready` says whether it does."""

    def __init__(self, number: int, port: int, password: str, topic: str, heard: Heard) -> None:
        super().__init__(f"crowd-{number}", port, password)
        self.number, self.topic = number, topic

        def on_connect(client: Client, _: Any, __: Any, reason: Any, ___: Any) -> None:
            if reason.is_failure:
                self._settle(False)
            else:
                client.subscribe(topic, qos=1)

        def on_message(_: Client, __: Any, received: MQTTMessage) -> None:
            heard.note(number, bytes(received.payload))

        self.client.on_connect, self.client.on_message = on_connect, on_message
        self.client.on_subscribe = lambda _, __, ___, codes, ____: self._settle(not codes[0].is_failure)


async def stay(members: list[Member]) -> None:
    """Keep these connected, for ever."""
    while True:
        await asyncio.sleep(MISC_S)
        for n, each in enumerate(members):
            each.client.loop_misc()
            if n % 100 == 0:
                await asyncio.sleep(0)
