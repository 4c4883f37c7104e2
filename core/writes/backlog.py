"""The backlog: the writes that have not taken effect yet, for those who look after the system."""

from itertools import product
from operator import itemgetter

import orjson

from core.servers.partitions import prefix_of, prefixes
from core.servers.redis import journal as store
from core.servers.scripts import script
from core.writes import ledger
from core.writes.journal import FINISHED, Write, find, find_many
from core.writes.kinds import OTHER_QUEUE, QUEUE_OF, WRITE_QUEUES


def listed(state: str, limit: int = 100) -> list[Write]:
    """The oldest `dead` or `pending` writes, at most `limit`."""
    names = [f"pending:{queue}" for queue in WRITE_QUEUES] if state == "pending" else [state]
    with store().pipeline(transaction=False) as pipe:
        for prefix, name in product(prefixes(), names):
            pipe.zrange(f"{prefix}writes:{name}", 0, limit - 1, withscores=True)
        scored = sorted((each for some in pipe.execute() for each in some), key=itemgetter(1))
    return [write for each, _ in scored[:limit] if (write := find(each.decode()))]


def unfinished(queue: str) -> list[Write]:
    """All writes of this queue that are pending or dead. One that becomes the other meanwhile is among them."""
    names = (f"pending:{queue}", "dead", f"pending:{queue}")
    found: dict[str, None] = {}
    for name in names:
        with store().pipeline(transaction=False) as pipe:
            for prefix in prefixes():
                pipe.zrange(f"{prefix}writes:{name}", 0, -1)
            found |= {each.decode(): None for some in pipe.execute() for each in some}
    return [write for write in find_many(list(found)) if write.kind.queue == queue]


def totals() -> dict[str, int]:
    """How many writes were ever accepted, applied and rejected, and how many are pending and dead now."""
    of_each = script(store(), "totals").on_each(dict.fromkeys(prefixes(), WRITE_QUEUES))
    counts = [sum(map(int, some)) for some in zip(*of_each.values(), strict=True)]
    return dict(zip(("accepted", *FINISHED, "pending", "dead"), counts, strict=True))


def put_into_queues() -> int:
    """Put what a version without queues has accepted and not carried out into its queues; returns how many."""
    calls = {prefix: [orjson.dumps(QUEUE_OF), OTHER_QUEUE] for prefix in prefixes()}
    count = 0
    while moved := sum(map(int, script(store(), "into_queues").on_each(calls).values())):
        count += moved
    return count


def replay(write_id: str) -> str:
    """Make a dead write pending again; returns its kind. Raises LookupError when it is not dead."""
    write = find(write_id)
    if write is None or store().zscore(f"{prefix_of(write_id)}writes:dead", write_id) is None:
        raise LookupError(f"no dead write {write_id}")
    # First, so that the attempt does not find it refused.
    ledger.reopen(write_id)
    creates = write.resource_id if write.kind.creates else ""
    kind = script(store(), "replay")(write_id, write.kind.queue, creates, of=write_id)
    if not kind:
        raise LookupError(f"no dead write {write_id}")
    return str(kind.decode())
