"""The backlog: the writes that have not taken effect yet, for those who look after the system."""

from core.servers.redis import journal as store
from core.servers.redis import key
from core.servers.scripts import script
from core.writes import ledger
from core.writes.journal import FINISHED, Write, find


def listed(state: str, limit: int = 100) -> list[Write]:
    """The oldest `dead` or `pending` writes, at most `limit`."""
    ids = store().zrange(key("writes", state), 0, limit - 1)
    return [write for each in ids if (write := find(each.decode()))]


def totals() -> dict[str, int]:
    """How many writes were ever accepted, applied and rejected, and how many are pending and dead now."""
    counts = script(store(), "totals")()
    return dict(zip(("accepted", *FINISHED, "pending", "dead"), map(int, counts), strict=True))


def replay(write_id: str) -> str:
    """Make a dead write pending again; returns its kind. Raises LookupError when it is not dead."""
    write = find(write_id)
    if write is None or store().zscore(key("writes:dead"), write_id) is None:
        raise LookupError(f"no dead write {write_id}")
    # First, so that the attempt does not find it refused.
    ledger.reopen(write_id)
    kind = script(store(), "replay")(write_id, write.resource_id if write.kind.creates else "")
    if not kind:
        raise LookupError(f"no dead write {write_id}")
    return str(kind.decode())
