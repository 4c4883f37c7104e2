"""Findings: what is not as it must be about the journal and MongoDB, and what to do then (docs/operations.md)."""

from dataclasses import dataclass
from itertools import chain

from pymongo.errors import OperationFailure
from redis.exceptions import ResponseError

from core.servers.mongo import db
from core.servers.redis import Store, ask_servers
from core.servers.redis import journal as store


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


# What the journal's configuration has to say.
WANTED = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
# A transaction lasts ledger.APPLY_TIMEOUT_S at the most; after that its process is dead.
LIFETIME_MAX_S = 10
# Every name that a finding may have.
NAMES = (
    *(each.name for each in (EMPTIED, FOREIGN, PARTED, MONGO_EMPTIED, MONGO_OLDER, JOURNAL_OLDER)),
    *(f"journal_{name.replace('-', '_')}" for name in WANTED),
    *("journal_untold", "journal_unlimited", "mongo_transaction_lifetime"),
)


def of_settings() -> list[Finding]:
    """What is not as it must be in the configuration of the journal and of MongoDB. Raises the errors of redis and
    pymongo when a store is unavailable."""
    return [*_of_journal(), *_of_mongo()]


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


def _of_mongo() -> list[Finding]:
    """The writes of a worker that died inside a transaction are tried again only when MongoDB has ended that."""
    try:
        told = db().client.admin.command("getParameter", transactionLifetimeLimitSeconds=1)
    except OperationFailure:
        # Whoever runs MongoDB for us may not tell.
        return []
    lifetime_s = int(told["transactionLifetimeLimitSeconds"])
    if lifetime_s <= LIFETIME_MAX_S:
        return []
    means = f"MongoDB keeps a transaction whose process died for {lifetime_s} s, and what that changes waits so long."
    do = "Set it: `--setParameter transactionLifetimeLimitSeconds=8`, or in the settings of a hosted cluster."
    return [Finding("mongo_transaction_lifetime", means, do)]
