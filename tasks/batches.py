"""How a batch of writes is carried out: in one transaction, one cache fill, and one call that ends them all.

A batch of which one write fails is split until that write is alone; the others take effect at once.
"""

from collections import Counter

import structlog
from celery.exceptions import SoftTimeLimitExceeded

from core.servers.failures import is_unavailable
from core.writes import journal, ledger
from core.writes.journal import Write
from core.writes.ledger import Result
from tasks import alone, endings
from tasks.effects import kinds

# Of a kind that only newer code knows: while both run, the newer one takes it.
UNKNOWN_MS = 20_000
_log = structlog.get_logger()


def carry_out(batch: list[Write]) -> Counter[str]:
    """One attempt at each of these writes, in their order: it ends, or stays pending and is due again.

    Returns how many are `applied`, `rejected` or `dead`, and how many were deferred: because they wait for another
    write (`waits`), because they `failed`, or because a server was `unavailable`.
    """
    ready = _ready(batch)
    counts = Counter({"waits": len(batch) - len(ready)})
    return counts + (_together(ready) if len(ready) > 1 else sum(map(alone.carry_out, ready), Counter()))


def _together(batch: list[Write]) -> Counter[str]:
    try:
        return endings.end(batch, _apply(batch))
    except SoftTimeLimitExceeded:
        # The hard limit is near; each has had its attempt, so they come in smaller batches next time.
        return endings.defer(batch, "failed", "it took too long")
    except Exception as error:  # noqa: BLE001 - whatever it is, it is one write's, and the others must not suffer
        if is_unavailable(error):
            return endings.defer(batch, "unavailable", f"{type(error).__name__}: {error}", endings.RETRY_MS)
        _log.warning("batch_split", writes=len(batch), error=type(error).__name__)
        middle = len(batch) // 2
        return carry_out(batch[:middle]) + carry_out(batch[middle:])


def _apply(batch: list[Write]) -> list[Result]:
    keys = [(write.actor_id, write.key_hash) for write in batch if write.key_hash]
    if any(write.is_exhausted for write in batch) or len(set(keys)) < len(keys):
        raise ValueError("One of them has to be alone.")
    return ledger.once(batch, kinds.carry_out)


def _ready(batch: list[Write]) -> list[Write]:
    """Those of these writes that can be carried out now. The others are deferred: those that come after a write
    with the same ordering key which has not ended and is not among them, and those of kinds that this code does not
    know."""
    ready: dict[str, Write] = {}
    for write in batch:
        if write.kind not in kinds.KINDS:
            endings.defer([write], "waits", f"unknown kind {write.kind}", UNKNOWN_MS)
        elif write.after and write.after not in ready and journal.is_pending(write.after):
            endings.defer([write], "waits", f"waits for {write.after}", journal.WAIT_MS, waits_for=write.after)
        else:
            ready[write.id] = write
    return list(ready.values())
