"""All sockets and event streams of this process: who may open one, and when it must end."""

import asyncio
import secrets
import time
from typing import Protocol

import structlog

from core.identity import connection_slots, sessions
from core.platform.clock import now_ms
from core.platform.settings import settings
from core.servers.redis import UNAVAILABLE
from realtime import metrics
from realtime.auth import Caller
from realtime.mqtt.held_topics import HeldTopics

SWEEP_S = 1.5
# So many are looked at in one go: a thousand at once would hold up all others.
PART = 100
_log = structlog.get_logger()


def new_id(page: str = "") -> str:
    """An id for a client, as the connection slots want it: the later, the greater, its page's name at the end."""
    return f"{now_ms():012x}{secrets.token_hex(8)}.{page}"


class Client(Protocol):
    """One socket or event stream."""

    id: str
    kind: str
    caller: Caller | None
    # Deadline for a connection without a sign-in, on the clock of `time.monotonic`.
    handshake_deadline_s: float

    def waiting(self) -> int:
        """How many packets are not sent yet."""

    async def end(self, reason: str) -> None:
        """Say `bye` with this reason, and close."""


class Registry:
    """The clients of this process, what they listen to, and the sweeper that ends those whose time is over."""

    def __init__(self) -> None:
        self.held = HeldTopics()
        self._all: dict[str, Client] = {}
        self._leaving: set[asyncio.Task[None]] = set()

    def add(self, client: Client) -> None:
        """Register a connection that was opened and has not signed in yet."""
        self._all[client.id] = client

    async def register(self, client: Client, caller: Caller) -> None:
        """Make the connection this caller's. When the caller has too many, the oldest is replaced by this one."""
        if client.caller is not None:
            return
        client.caller = caller
        metrics.OPEN.labels(client.kind).inc()
        try:
            lost = await asyncio.to_thread(connection_slots.keep, [(caller.holder, client.id)])
        except UNAVAILABLE:
            # The count over all processes is in the cache; without it, this process' own goes on.
            lost = self._oldest(caller.holder)
        await self._replace(lost)

    def _oldest(self, holder: str) -> set[str]:
        ids = sorted(each.id for each in self._all.values() if each.caller and each.caller.holder == holder)
        return set(ids[: -connection_slots.most_of(holder)])

    async def _replace(self, lost: set[str]) -> None:
        for client in [self._all[each] for each in lost if each in self._all]:
            await client.end("replaced")

    def remove(self, client: Client) -> None:
        """The connection is closed."""
        if self._all.pop(client.id, None) is None or client.caller is None:
            return
        metrics.OPEN.labels(client.kind).dec()
        # In the background: with the cache unavailable this takes a while, and without it the slot expires by itself.
        task = asyncio.create_task(self._leave(client.caller.holder, client.id))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def _leave(self, holder: str, client_id: str) -> None:
        try:
            await asyncio.to_thread(connection_slots.leave, holder, client_id)
        except UNAVAILABLE:
            return

    async def sweep_forever(self) -> None:
        """Every SWEEP_S seconds, end whose session has ended, whose token has expired, and who did not sign in."""
        while True:
            everyone = list(self._all.values())
            parts = [everyone[at : at + PART] for at in range(0, len(everyone), PART)] or [[]]
            for part in parts:
                await asyncio.sleep(SWEEP_S / len(parts))
                await self._try_to_sweep([client for client in part if client.id in self._all])

    async def _try_to_sweep(self, part: list[Client]) -> None:
        try:
            await self._sweep(part)
        except UNAVAILABLE as error:
            _log.warning("sweep_failed", error=type(error).__name__)
        except Exception:  # noqa: BLE001 - one client that cannot be ended must not keep the others
            _log.exception("sweep_failed")

    async def _sweep(self, part: list[Client]) -> None:
        for client in part:
            if reason := _overdue(client):
                await client.end(reason)
        known = [(client, client.caller) for client in part if client.caller]
        session_ids = {caller.session_id for _, caller in known if caller.session_id}
        ended = session_ids - await asyncio.to_thread(sessions.live, session_ids)
        for client, caller in known:
            if caller.session_id in ended:
                await client.end("session_ended")
        staying = [(caller.holder, client.id) for client, caller in known if client.id in self._all]
        await self._replace(await asyncio.to_thread(connection_slots.keep, staying))


def _overdue(client: Client) -> str:
    if client.caller is None:
        return "not_signed_in" if time.monotonic() > client.handshake_deadline_s else ""
    if client.caller.expires_s <= time.time():
        return "token_expired"
    return "slow" if client.waiting() > settings().socket_queue_max else ""
