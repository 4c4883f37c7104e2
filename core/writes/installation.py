"""Whether the journal and MongoDB belong together, and whether the journal keeps what it is given.

Both carry the installation's id and a high-water mark: the newest `seq` of which each knows that the other one had seen
it. So a journal or a MongoDB that was emptied, restored or swapped is told from the one that was there before
(docs/decisions/0011).
"""

import uuid
from dataclasses import dataclass
from itertools import chain

import structlog
from pymongo.errors import PyMongoError
from redis.exceptions import ResponseError

from core.platform.settings import settings
from core.servers.mongo import collection
from core.servers.partitions import prefixes
from core.servers.redis import UNAVAILABLE, Store, ask_servers, key
from core.servers.redis import journal as store
from core.servers.scripts import script
from core.writes import ledger

WANTED = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
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


@dataclass(frozen=True)
class Finding:
    """Something that is not as it must be: its `name` for metrics, what it `means`, and what to `do`.

    With `refuses`, no process starts before that is done.
    """

    name: str
    means: str
    do: str
    refuses: bool = False

    def __str__(self) -> str:
        return f"{self.means} {self.do}"


ADOPT = "To go on with both as they are: `flask admin db adopt`."
EMPTIED = Finding(
    "journal_emptied",
    "The journal is empty, and MongoDB is not: what was accepted and not applied yet, and all sessions, are in the "
    "journal that was here before.",
    f"Look at JOURNAL_URL and at the journal's folder or volume, and put its copy back. {ADOPT}",
    refuses=True,
)
FOREIGN = Finding(
    "journal_foreign",
    "The journal and MongoDB belong to two different installations.",
    f"Look at JOURNAL_URL, MONGO_URL, MONGO_DB and KEY_PREFIX. {ADOPT}",
    refuses=True,
)
PARTED = Finding(
    "journal_parted",
    "The keys of the journal are parted into another number of partitions: nothing in it would be found.",
    f"Set PARTITIONS to what it was (`flask admin db compare` shows it). {ADOPT}",
    refuses=True,
)
MONGO_EMPTIED = Finding(
    "mongo_emptied",
    "MongoDB is empty, and the journal is not: receipts say `applied` of things that are gone.",
    f"Look at MONGO_URL and MONGO_DB, and restore both from one backup. {ADOPT}",
    refuses=True,
)
MONGO_OLDER = Finding(
    "mongo_older",
    "MongoDB is older than the journal: receipts say `applied` of things that are gone.",
    f"Restore both from one backup. {ADOPT}",
)
JOURNAL_OLDER = Finding(
    "journal_older",
    "The journal is older than MongoDB, as after a restore: what was accepted later and not applied is lost.",
    "Nothing has to be done: edits are ordered after those that MongoDB has, and repeated creates are recognised.",
)


# Every name that a finding may have.
NAMES = (
    *(each.name for each in (EMPTIED, FOREIGN, PARTED, MONGO_EMPTIED, MONGO_OLDER, JOURNAL_OLDER)),
    *(f"journal_{name.replace('-', '_')}" for name in WANTED),
    *("journal_untold", "journal_unlimited"),
)


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
    return [*_of_both(compare()), *_of_journal()]


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


def _of_journal() -> list[Finding]:
    found = chain.from_iterable(ask_servers(store(), _of_server))
    return list({each.name: each for each in found}.values())


def _of_server(server: Store) -> list[Finding]:
    try:
        chosen: dict[str, str] = server.config_get(*WANTED, "maxmemory")
    except ResponseError:
        means = "The journal does not tell its configuration."
        return [Finding("journal_untold", means, "Allow CONFIG GET, or look yourself: deploy/redis/journal.conf.")]
    wrong = [
        Finding(
            f"journal_{name.replace('-', '_')}",
            f"The journal has {name} {chosen[name]!r}, so it may lose what was accepted.",
            f"Set it: `redis-cli config set {name} {wanted}`, and in its configuration (deploy/redis/journal.conf).",
        )
        for name, wanted in WANTED.items()
        if chosen.get(name, wanted) != wanted
    ]
    if chosen.get("maxmemory") == "0":
        means = "The journal has no maxmemory, so the kernel will end it when memory runs out."
        wrong.append(Finding("journal_unlimited", means, "Set maxmemory, in a container to 70 % of its limit."))
    return wrong


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
    return [*both, *_of_journal()]


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
