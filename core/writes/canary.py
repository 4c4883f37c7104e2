"""The canary: a write of no user that takes the same path as every other one, and shows that the path works.

Beside it, the journal notes when each part of the system last got something done: the workers of each queue, and beat.
"""

from pymongo.client_session import ClientSession

from core.servers.mongo import collection
from core.servers.partitions import prefixes
from core.servers.redis import clock_ms, key
from core.servers.redis import journal as store
from core.servers.sharding.filters import by_id, partition
from core.writes import backlog, journal, ledger
from core.writes.journal import Write

NOBODY = "0" * 24
# The parts that are watched. `writes` is noted by core/writes/lua/finish.lua, whenever any write is applied.
PARTS = ("writes", "cache", "events", "maintenance", "beat")


def accept_next() -> Write | None:
    """Accept a canary to be carried out; None while the last one is pending, so there is never more than one.

    A dead one is made pending again. Raises Problem 503 when the backlog is full: people's writes come first.
    """
    last_id = (store().get(key("canary")) or b"").decode()
    last = journal.find(last_id)
    if last and last.state == "accepted":
        return None
    if last and last.state == "dead":
        return _revived(last)
    # The successor of one canary is one write, however many processes ask for it.
    write = journal.accept("canary", NOBODY, {}, resource_id=NOBODY, idempotency_key=f"after {last_id}")
    store().set(key("canary"), write.id)
    return write


def _revived(dead: Write) -> Write | None:
    try:
        backlog.replay(dead.id)
    except LookupError:  # It is pending again already; its receipt says dead until it is applied.
        return None
    return dead


def keep(session: ClientSession, write: Write) -> None:
    """Put the canary into the one document that there is, and forget the ledger's note of the one before.

    That one has finished, or this one would not have been accepted. So canaries never add up.
    """
    mark = {"p": partition(NOBODY), "write_id": write.id, "seq": write.seq, "at_ms": write.at_ms}
    before = collection("canary").find_one_and_replace(by_id(NOBODY), mark, upsert=True, session=session)
    if before:
        ledger.forget(session, before["write_id"])


def note(part: str) -> None:
    """Note that this part got something done now, by the journal's clock."""
    store().hset(key("progress"), part, clock_ms(store()))


def ages_s() -> dict[str, float]:
    """Seconds since each part last got something done, by the journal's clock; without those that never have."""
    now_ms = clock_ms(store())
    with store().pipeline(transaction=False) as pipe:
        pipe.hgetall(key("progress"))
        for prefix in prefixes():
            pipe.hget(f"{prefix}progress", "writes")
        noted, *applied = pipe.execute()
    if newest := max(filter(None, applied), key=int, default=None):
        noted[b"writes"] = newest
    return {part: (now_ms - int(noted[part.encode()])) / 1000 for part in PARTS if part.encode() in noted}


def age_s(part: str) -> float | None:
    """Seconds since this part last got something done; None when it never has."""
    return ages_s().get(part)
