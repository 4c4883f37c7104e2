"""Connections that end while they are still coming in leave nothing behind."""

import asyncio

import pytest

from realtime.app import create_server
from realtime.transport.server import Server

NAMESPACE = "/live"


def kept(server: Server) -> dict[str, object]:
    """What the server remembers of who is on which namespace."""
    return {name: rooms for name, rooms in server.manager.rooms.items() if any(rooms.values())}


@pytest.mark.usefixtures("system")
def test_a_connection_that_has_ended_comes_into_no_namespace() -> None:
    async def run() -> dict[str, object]:
        server = create_server()
        await server._handle_connect("ended before", NAMESPACE, None)
        return kept(server)

    assert asyncio.run(run()) == {}


@pytest.mark.usefixtures("system")
def test_neither_does_one_that_ends_while_it_is_found_out_who_that_is() -> None:
    async def run() -> tuple[dict[str, object], dict[str, object]]:
        server = create_server()
        sid = await server.manager.pre_connect("ends meanwhile", NAMESPACE)
        during = kept(server)
        await server.manager.disconnect(sid, NAMESPACE, ignore_queue=True)
        await server.manager.connect(sid, NAMESPACE)
        return during, kept(server)

    during, after = asyncio.run(run())
    assert during and after == {}
