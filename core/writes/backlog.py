"""The backlog: the writes that have not taken effect yet, for those who look after the system."""

from operator import itemgetter

from core.servers.partitions import prefix_of, prefixes
from core.servers.redis import journal as store
from core.servers.scripts import script
from core.writes import ledger
from core.writes.journal import FINISHED, Write, find


def listed(state: str, limit: int = 100) -> list[Write]:
    """The oldest `dead` or `pending` writes, at most `limit`."""
    with store().pipeline(transaction=False) as pipe:
        for prefix in prefixes():
            pipe.zrange(f"{prefix}writes:{state}", 0, limit - 1, withscores=True)
        scored = sorted((each for some in pipe.execute() for each in some), key=itemgetter(1))
    return [write for each, _ in scored[:limit] if (write := find(each.decode()))]


def totals() -> dict[str, int]:
    """How many writes were ever accepted, applied and rejected, and how many are pending and dead now."""
    of_each = script(store(), "totals").on_each({prefix: [] for prefix in prefixes()})
    counts = [sum(map(int, some)) for some in zip(*of_each.values(), strict=True)]
    return dict(zip(("accepted", *FINISHED, "pending", "dead"), counts, strict=True))


def replay(write_id: str) -> str:
    """Make a dead write pending again; returns its kind. Raises LookupError when it is not dead."""
    write = find(write_id)
    if write is None or store().zscore(f"{prefix_of(write_id)}writes:dead", write_id) is None:
        raise LookupError(f"no dead write {write_id}")
    # First, so that the attempt does not find it refused.
    ledger.reopen(write_id)
    kind = script(store(), "replay")(write_id, write.resource_id if write.kind.creates else "", of=write_id)
    if not kind:
        raise LookupError(f"no dead write {write_id}")
    return str(kind.decode())
