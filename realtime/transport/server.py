"""Socket.IO's server, for connections that end while they are still coming in."""

from typing import Any

import socketio


class Manager(socketio.AsyncRedisManager):  # type: ignore[misc]
    """Who is on which namespace, and in which rooms."""

    async def connect(self, sid: str, namespace: str) -> None:
        """Note that this client is on the namespace; not when it has left while that was found out. python-socketio
        would take its id for that of another connection then, and keep that for ever."""
        if self.is_pre_connected(sid, namespace):
            await super().connect(sid, namespace)


class Server(socketio.AsyncServer):  # type: ignore[misc]
    """The server of sockets."""

    async def _handle_connect(self, eio_sid: str, namespace: str | None, data: Any) -> None:
        # What has already ended is ended no second time: python-socketio would keep it on the namespace for ever, and
        # log a trace (seen with 5.18).
        if eio_sid in self.environ:
            await super()._handle_connect(eio_sid, namespace, data)
