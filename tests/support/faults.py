"""How the tests make faults: inside MongoDB by MongoDB itself, around the journal by copies of its files."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError
from redis import Redis

from core.platform.settings import settings
from core.servers import mongo
from core.servers.mongo import collection
from core.writes import journal
from core.writes.journal import Write
from deploy.local.lifetimes import die_at_once_with_parent
from deploy.local.ports import free_port
from deploy.local.servers import Server, command
from deploy.local.waiting import redis_answers
from tests.support.waiting import eventually


@contextmanager
def failing(*commands: str, times: int = 0, **how: Any) -> Iterator[None]:
    """These commands fail, so many times, or always for 0 (MongoDB's wiki, "The failCommand fail point").

    `how` is `closeConnection=True`, `errorCode=...`, or `blockConnection=True` with `blockTimeMS`.
    """
    # Not the client of the application, which may hold the server to be unavailable by what it is told here.
    admin: Any = MongoClient(settings().mongo_url, directConnection=True).admin
    mode: Any = {"times": times} if times else "alwaysOn"
    data = {"failCommands": list(commands), **how}
    admin.command({"configureFailPoint": "failCommand", "mode": mode, "data": data})
    try:
        yield
    finally:
        admin.command({"configureFailPoint": "failCommand", "mode": "off"})
        admin.client.close()
        eventually(_mongo_is_there)


def _mongo_is_there() -> bool:
    with suppress(PyMongoError):
        return bool(mongo.db().command("ping"))
    return False


def are_applied(writes: list[Write]) -> bool:
    """Whether all of them have taken effect."""
    return all(journal.get(write.id).state == "applied" for write in writes)


def stored_once(writes: list[Write]) -> bool:
    """Whether there are these posts, each once, and no others."""
    ids = sorted(str(document["_id"]) for document in collection("posts").find({}, {"_id": 1}))
    return ids == sorted(write.resource_id for write in writes)


@contextmanager
def journal_on(folder: Path, port: int = 0, begin: Callable[[], None] = die_at_once_with_parent) -> Iterator[Redis]:
    """A journal of its own on this folder, killed in the end."""
    server = Server("journal", port or free_port(), folder)
    with subprocess.Popen(command(server), cwd=folder, stdout=subprocess.DEVNULL, preexec_fn=begin) as process:
        eventually(lambda: redis_answers(server.port))
        with Redis(port=server.port) as redis:
            yield redis
        process.kill()
