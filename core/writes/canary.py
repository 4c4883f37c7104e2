"""Canaries: writes of no user, one for each queue, that take the same path as every other, and show that it works.

Beside it, the journal notes when each part of the system last got something done: the workers of each queue, and beat.
"""

from pymongo.client_session import ClientSession

from core.platform.ids import NOBODY
from core.servers.mongo import collection
from core.servers.partitions import prefixes
from core.servers.redis import clock_ms, key
from core.servers.redis import journal as store
from core.servers.sharding.filters import by_id, partition
from core.writes import backlog, journal, ledger
from core.writes.journal import Write
from core.writes.kinds import QUEUES, WRITE_QUEUES

# The parts that are watched. The queues of writes are noted by core/writes/lua/finish.lua, whenever one is applied.
PARTS = (*QUEUES, "beat")


def accept_next(queue: str) -> Write | None:
    """Accept a canary to be carried out in this queue; None while its last one is pending, so there is never more than
    one.

    A dead one is made pending again. Raises Problem 503 when the backlog is full: people's writes come first.
    """
    last_id = (store().get(key("canary", queue)) or b"").decode()
    last = journal.find(last_id)
    if last and last.state == "accepted":
        return None
    if last and last.state == "dead":
        return _revived(last)
    # The successor of one canary is one write, however many processes ask for it.
    after = f"{queue} after {last_id}"
    write = journal.accept(f"canary.{queue}", NOBODY, {}, resource_id=NOBODY, idempotency_key=after)
    store().set(key("canary", queue), write.id)
    return write


def _revived(dead: Write) -> Write | None:
    try:
        backlog.replay(dead.id)
    except LookupError:  # It is pending again already; its receipt says dead until it is applied.
        return None
    return dead


def keep(session: ClientSession, write: Write) -> None:
    """Put the canary into the one document that its queue has, and forget the ledger's note of the one before.

    That one has finished, or this one would not have been accepted. So canaries never add up.
    """
    mark = {"p": partition(NOBODY), "write_id": write.id, "seq": write.seq, "at_ms": write.at_ms}
    match = by_id(f"{write.kind.queue}:{NOBODY}")
    before = collection("canary").find_one_and_replace(match, mark, upsert=True, session=session)
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
            pipe.hmget(f"{prefix}progress", *WRITE_QUEUES)
        noted, *applied = pipe.execute()
    for queue, of_partitions in zip(WRITE_QUEUES, zip(*applied, strict=True), strict=True):
        if newest := max(filter(None, of_partitions), key=int, default=None):
            noted[queue.encode()] = newest
    return {part: (now_ms - int(noted[part.encode()])) / 1000 for part in PARTS if part.encode() in noted}
