"""Whether the journal and MongoDB belong together.

Both carry the installation's id and a high-water mark: the newest `seq` of which each knows that the other one had seen
it. So a journal or a MongoDB that was emptied, restored or swapped is told from the one that was there before
(docs/decisions/0011).
"""

import uuid
from dataclasses import dataclass

import structlog
from pymongo.errors import PyMongoError

from core.platform.settings import settings
from core.servers.mongo import collection
from core.servers.partitions import prefixes
from core.servers.redis import UNAVAILABLE, key
from core.servers.redis import journal as store
from core.servers.scripts import script
from core.writes import ledger
from core.writes.store_findings import (
    EMPTIED,
    FOREIGN,
    JOURNAL_OLDER,
    MONGO_EMPTIED,
    MONGO_OLDER,
    PARTED,
    Finding,
    of_settings,
)

# How far a journal that went back is raised beyond the newest `seq` that MongoDB tells of: an hour, in microseconds,
# since the notes of the last moments may be lost as well.
AHEAD = 3_600_000_000
_log = structlog.get_logger()


class InstallationError(SystemExit):
    """The journal and MongoDB do not belong together; the message says what to do."""


@dataclass(frozen=True)
class Stores:
    """What each store says of itself: its id, the newest `seq` that it has seen, and how far it knew the other one."""

    journal_id: str
    journal_seq: int
    # Of MongoDB, when the journal was last told.
    journal_mark: int
    mongo_id: str
    mongo_seq: int
    # Of the journal, when MongoDB was last told.
    mongo_mark: int
    # Into how many the keys were parted when the installation began; 0 before that.
    partitions: int


def compare() -> Stores:
    """What both stores say. Raises the errors of redis and pymongo when one of them is unavailable."""
    # In this order: another process may be marking both, MongoDB first, and writes go from the journal to MongoDB.
    own = {name.decode(): value.decode() for name, value in store().hgetall(key("installation")).items()}
    state = collection("meta").find_one({"_id": "installation"}) or {}
    mongo_seq = max(ledger.newest_seq(), int(state.get("mark", 0)))
    return Stores(
        journal_id=own.get("id", ""),
        journal_seq=_journal_seq(),
        journal_mark=int(own.get("mark", 0)),
        mongo_id=str(state.get("id", "")),
        mongo_seq=mongo_seq,
        mongo_mark=int(state.get("mark", 0)),
        partitions=int(state.get("partitions", 1)) if state else 0,
    )


def _journal_seq() -> int:
    with store().pipeline(transaction=False) as pipe:
        for prefix in prefixes():
            pipe.get(f"{prefix}writes:seq")
        return max(int(seq or 0) for seq in pipe.execute())


def findings() -> list[Finding]:
    """What is not as it must be. Raises the errors of redis and pymongo when a store is unavailable."""
    return [*_of_both(compare()), *of_settings()]


def _of_both(found: Stores) -> list[Finding]:
    if found.partitions not in (0, settings().partitions):
        return [PARTED]
    if not found.journal_id and not found.mongo_id:
        return []
    if not found.journal_id and found.journal_seq:
        return [JOURNAL_OLDER] if found.journal_seq < found.mongo_seq else []
    if not found.journal_id:
        return [EMPTIED] if found.mongo_seq else []
    if not found.mongo_id:
        return [MONGO_EMPTIED] if found.journal_mark else []
    if found.journal_id != found.mongo_id:
        return [FOREIGN]
    older = [JOURNAL_OLDER] if found.journal_seq < found.mongo_seq else []
    return [MONGO_OLDER] if found.mongo_mark < found.journal_mark else older


def names() -> list[str]:
    """The names of the findings; none while a store is unavailable, which is said elsewhere."""
    try:
        return [each.name for each in findings()]
    except (PyMongoError, *UNAVAILABLE):
        return []


def check() -> list[Finding]:
    """The findings; where there is none about the two stores, tell each how far the other one is.

    A journal that is older is raised above what MongoDB has seen. Raises the errors of a store that is unavailable.
    """
    found = compare()
    both = _of_both(found)
    if not any(each.refuses or each is MONGO_OLDER for each in both):
        _mark(found)
    return [*both, *of_settings()]


def check_at_start() -> None:
    """Log what is not as it must be. Raises InstallationError when nothing may be started.

    A start without MongoDB or the journal goes on: the check is made again every minute.
    """
    try:
        found = check()
    except (PyMongoError, *UNAVAILABLE) as error:
        _log.warning("installation_unknown", error=type(error).__name__)
        return
    log(found)
    if refusals := [str(each) for each in found if each.refuses]:
        raise InstallationError("Cannot start. " + "\n".join(refusals))


def log(found: list[Finding]) -> None:
    """One line for each finding."""
    for each in found:
        _log.error("installation_finding", finding=each.name, means=each.means, do=each.do)


def adopt() -> None:
    """Take both stores as they are: from now on they belong together."""
    collection("meta").delete_one({"_id": "installation"})
    store().delete(key("installation"))
    _mark(compare())


def _mark(found: Stores) -> None:
    """Tell each store the id and how far the other one is."""
    newest = max(found.mongo_seq, found.journal_seq)
    if found.journal_seq < found.mongo_seq:
        newest = found.mongo_seq + AHEAD
        script(store(), "raise_seq").on_each({prefix: [newest] for prefix in prefixes()})
    fresh_id = {"id": found.journal_id or uuid.uuid4().hex, "partitions": settings().partitions}
    # MongoDB first: it is never behind what the journal knows of it, unless it is another one.
    change = {"$max": {"mark": newest}, "$setOnInsert": fresh_id}
    collection("meta").update_one({"_id": "installation"}, change, upsert=True)
    state = collection("meta").find_one({"_id": "installation"}) or fresh_id
    store().hset(key("installation"), mapping={"id": str(state["id"]), "mark": newest})
