"""What the namespaces of Socket.IO share: sign-in, limits, answers, and who is connected."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

import socketio
import structlog

from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.servers.failures import is_unavailable, problem_of
from core.writes.events import Event
from realtime import metrics
from realtime.auth import Caller, authenticate, authenticate_reader
from realtime.members import Member, gap, heard_in, seq_of
from realtime.registry import Registry
from realtime.relay import Relay, ReplayTarget
from realtime.transport.connection import SCOPE_KEY, Connection
from realtime.transport.responses import Scope, address_of, headers_of

_log = structlog.get_logger()


Action = Callable[[Member, dict[str, Any]], Awaitable[dict[str, Any]]]


class Guarded(socketio.AsyncNamespace):  # type: ignore[misc]
    """A namespace for signed-in users; `guests_may`: where reading is public, for guests, too.

    `actions` are the events that clients may send, each answered by an ack: `{"ok": true, ...}`, or
    `{"ok": false, "problem": {...}}` as in RFC 9457.
    """

    actions: dict[str, Action]
    guests_may = False

    def __init__(self, namespace: str, registry: Registry, relay: Relay) -> None:
        super().__init__(namespace)
        self.members: dict[str, Member] = {}
        self.actions = {}
        self.registry, self.relay = registry, relay
        self._tasks: set[asyncio.Task[None]] = set()

    async def welcome(self, member: Member) -> None:
        """Called once for each member, when it is connected."""

    def forget(self, member: Member) -> None:
        """Called once for each member, when it is connected no longer."""

    async def trigger_event(self, event: Any, sid: str, *args: Any) -> Any:
        """What Socket.IO calls. A client may send events named `connect` and `disconnect`, too; those are not meant."""
        is_connected = self.server.manager.is_connected(sid, self.namespace)
        if event == "connect" and not is_connected:
            return await self._connect(sid, *args)
        if event == "disconnect" and not is_connected:
            return self._forget(sid)
        return await self._answer(event, sid, args)

    async def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        connection: Connection = environ["asgi.scope"][SCOPE_KEY]
        given = auth if isinstance(auth, dict) else {}
        try:
            caller = await self._caller(environ["asgi.scope"], given.get("csrf"))
            last_seq, heard = seq_of(given, "last_seq"), heard_in(given)
            connection.engine_id = self.server.manager.eio_sid_from_sid(sid, self.namespace)
            await self.registry.register(connection, caller)
        except Problem as problem:
            metrics.REFUSED.labels(problem.title).inc()
            raise socketio.exceptions.ConnectionRefusedError(problem.title, problem.as_dict()) from None
        member = Member(sid, caller, connection, self.server, self.namespace, last_seq, heard)
        member.hears_events = given.get("events") is not False
        self.members[sid] = member
        connection.members[self.namespace] = sid
        self.spawn(self._welcome(member))

    async def _caller(self, scope: Scope, csrf: object) -> Caller:
        headers = headers_of(scope)
        if self.guests_may:
            return await authenticate_reader(headers, address_of(scope), csrf)
        return await authenticate(headers, csrf)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this in the background."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _welcome(self, member: Member) -> None:
        # The client handles no event before Socket.IO has told it that it is connected.
        while self.server.manager.is_pre_connected(member.sid, self.namespace):
            await asyncio.sleep(0)
        if member.sid not in self.members:
            return
        try:
            await self.welcome(member)
            member.catching_up -= 1
        except ConnectionError:
            return
        except Exception as error:  # noqa: BLE001 - a member that received only a part must come back
            if not is_unavailable(error):
                _log.exception("unexpected_error", namespace=self.namespace)
            await member.connection.end("unavailable")

    def _forget(self, sid: str) -> None:
        if member := self.members.pop(sid, None):
            member.connection.members.pop(self.namespace, None)
            for room in member.rooms:
                self.registry.held.leave(room)
            self.forget(member)

    async def put_into(self, member: Member, room: str, after: int) -> None:
        """Have the member receive what happens in this room; it has received what came until event number `after`."""
        if room not in member.rooms:
            self.registry.held.enter(room)
        member.rooms[room] = after
        await self.enter_room(member.sid, room)

    async def take_out_of(self, member: Member, room: str) -> None:
        """Have the member receive nothing of this room any more, if it did."""
        if member.rooms.pop(room, None) is not None:
            self.registry.held.leave(room)
            await self.leave_room(member.sid, room)

    async def _answer(self, event: Any, sid: str, args: tuple[Any, ...]) -> dict[str, Any]:
        try:
            return {"ok": True} | await self._act(event, sid, args)
        except ConnectionError:
            return {"ok": False}
        except Exception as error:  # noqa: BLE001 - the client gets an answer, whatever happened
            return {"ok": False, "problem": problem_of(error).as_dict()}

    async def _act(self, event: Any, sid: str, args: tuple[Any, ...]) -> dict[str, Any]:
        # What a client calls an event may be of any kind.
        action, member = self.actions.get(event) if isinstance(event, str) else None, self.members.get(sid)
        if action is None or member is None:
            raise Problem(ProblemKind.NOT_FOUND, "There is no such event.")
        if len(args) != 1 or not isinstance(args[0], dict):
            raise Problem(ProblemKind.INVALID_REQUEST, "Send one object.")
        return await action(member, args[0])

    async def catch_up(
        self,
        member: Member,
        target: ReplayTarget,
        after: int | None,
        wanted: Callable[[Event], bool],
        enter: Callable[[], Awaitable[None]],
    ) -> int:
        """As `Relay.catch_up`; meanwhile the member is told no position."""
        member.catching_up += 1
        try:
            return await self.relay.catch_up(target, after, wanted, enter)
        finally:
            member.catching_up -= 1

    async def handle_gap(self, first: int, last: int) -> None:
        """Tell everybody."""
        await self.broadcast("gap", gap(first, last))

    async def handle_state(self, degraded: bool) -> None:
        """Tell everybody."""
        await self.broadcast("degraded" if degraded else "recovered", {"mqtt": not degraded})

    async def handle_position(self, seq: int) -> None:
        """Tell everybody who is not catching up."""
        for member in list(self.members.values()):
            if not member.catching_up:
                await member.send_position(seq)

    def has_anybody_in(self, rooms: Iterable[str]) -> bool:
        """Whether a client of this process is in one of these rooms."""
        return any(any(True for _ in self.server.manager.get_participants(self.namespace, room)) for room in rooms)

    async def broadcast(self, name: str, body: Any, rooms: list[str] | None = None, *, is_event: bool = False) -> None:
        """Send to the local members of these rooms, each once, or to all; drop those who do not read. An event is not
        for those who hear the events elsewhere."""
        rooms = list(self.members) if rooms is None else rooms
        listeners = dict(self.server.manager.get_participants(self.namespace, rooms)) if rooms else {}
        members = [self.members[sid] for sid in listeners if sid in self.members]
        others = [member.sid for member in members if is_event and not member.hears_events]
        if len(listeners) == len(others):
            return
        await self.emit(name, body, room=rooms, skip_sid=others, ignore_queue=True)
        for member in members:
            if member.connection.waiting() > settings().socket_queue_max:
                await member.connection.end("slow")
