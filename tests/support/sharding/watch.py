"""A listener of pymongo in every process of a test: what does not carry its shard key and is not declared is noted.

Notes are lines in the folder that SHARD_WATCH names, a file for each process. `site/sitecustomize.py` begins it in the
processes that a test starts, the suite's conftest in its own. Installations with one shard are let be.
"""

import json
import os
import sys
import threading
import traceback
from pathlib import Path
from types import FrameType
from typing import Any

from pymongo import monitoring
from pymongo.monitoring import CommandFailedEvent, CommandStartedEvent, CommandSucceededEvent

from tests.support.sharding.shapes import fields_of, filters_of, named_by, values
from tests.support.sharding.transactions import Transactions

ROOT = Path(__file__).parents[3]
# A test, and somebody at a prompt (`make shell`), may ask what they like.
NOT_THE_APPLICATION = ("tests/", "<console>")
SERVERS_OWN = ("admin", "config", "local")


class Watch(monitoring.CommandListener):
    """Looks at each command that the application of this process sends."""

    def __init__(self) -> None:
        self.seen = 0
        self._transactions = Transactions()
        self._lock = threading.Lock()

    def started(self, event: CommandStartedEvent) -> None:
        """Look at the command before it is sent."""
        # pymongo prints what a listener raises, and goes on.
        try:
            # pymongo shows nothing of a command that carries a secret; such a command is about no collection.
            if event.command and (event.database_name not in SERVERS_OWN or event.command_name.endswith("Transaction")):
                self._look(dict(event.command))
        except Exception:  # noqa: BLE001 - a check that fails in silence is none
            note(f"the listener failed: {traceback.format_exc()}")

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Not of interest."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Not of interest."""

    def _look(self, command: dict[str, Any]) -> None:
        from core.platform.settings import settings

        asked_in = _file()
        if settings().mongo_shards == 1 or asked_in.startswith(NOT_THE_APPLICATION):
            return
        with self._lock:
            self.seen += 1
            if self.seen == 1:
                (folder() / f"{os.getpid()}.seen").write_text(" ".join(sys.argv))
            wrong = [*wrong_in(command, asked_in), *self._transactions.look(command, settings().mongo_shards)]
        for each in wrong:
            note(f"{each} in {_shown(command)}")


def wrong_in(command: dict[str, Any], asked_in: str) -> list[str]:
    """What is wrong on a sharded MongoDB with this command, which this file sends."""
    from core.servers.sharding.keys_and_indexes import BY_PARTITION
    from core.servers.sharding.layout import COLLECTIONS

    found = []
    for name, asked in filters_of(command):
        key = COLLECTIONS[name].shard_key
        named = named_by(asked, next(iter(key))) if key else set()
        if named is None and not is_declared(name, asked, asked_in):
            found.append(f"undeclared scatter-gather of {name} by {sorted(fields_of(asked))}")
        elif key == BY_PARTITION and named is not None:
            found += _misled(name, asked, named)
    if "insert" in command and COLLECTIONS[command["insert"]].shard_key == BY_PARTITION:
        docs = command["documents"]
        found += [f"{command['insert']} without its p" for doc in docs if doc.get("p") != _partition(doc["_id"])]
    return found


def _misled(name: str, asked: dict[str, Any], named: set[Any]) -> list[str]:
    ids = values(asked["_id"]) if "_id" in asked else None
    if ids is None or named == {_partition(each) for each in ids}:
        return []
    return [f"{name} asked for in other partitions than their ids name"]


def _partition(item_id: str) -> int:
    from core.servers.sharding.filters import partition

    return partition(item_id)


def is_declared(name: str, asked: dict[str, Any], asked_in: str) -> bool:
    """Whether this filter is on the list of scatter-gathers."""
    from core.servers.sharding.scatter_gathers import SCATTER_GATHERS

    fields = fields_of(asked)
    return any(
        name in each.collections and fields <= set(each.fields)
        for each in SCATTER_GATHERS
        if asked_in.startswith(each.only_in)
    )


def _file() -> str:
    """The file that asks, from the root of the project."""
    frame: FrameType | None = sys._getframe(1)
    while frame and (frame.f_code.co_filename == __file__ or "/pymongo/" in frame.f_code.co_filename):
        frame = frame.f_back
    # A copy of the project runs in a folder of its own.
    return frame.f_code.co_filename.removeprefix(f"{ROOT}/").removeprefix(f"{os.getcwd()}/") if frame else ""


def _shown(command: dict[str, Any]) -> str:
    shown = {name: value for name, value in command.items() if name not in ("lsid", "$clusterTime", "$db")}
    return repr(shown)[:600]


def folder() -> Path:
    """Where the notes are."""
    return Path(os.environ["SHARD_WATCH"])


def note(text: str) -> None:
    """Note that something was wrong in this process."""
    with (folder() / f"{os.getpid()}.wrong").open("a") as file:
        file.write(json.dumps(text) + "\n")


def take_notes() -> list[str]:
    """What was wrong in all processes since it was asked last."""
    found: list[str] = []
    for path in folder().glob("*.wrong"):
        taken = path.rename(path.with_suffix(".taken"))
        found += [json.loads(line) for line in taken.read_text().splitlines()]
    return found


def begin() -> Watch:
    """Watch all clients that this process makes from now on."""
    watch = Watch()
    monitoring.register(watch)
    return watch
