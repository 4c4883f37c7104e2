"""The way of every write: accepted for its author, a worker is woken for it, and carried out in batches.

HTTP, sockets, the canary and the command line all come in here. A message only wakes a worker up; which writes are due
is in the journal. A batch is one transaction, one cache fill, and one call that ends all its writes; when one write of
it fails, the batch is split until that write is alone, and the others take effect at once.
"""

import time
import uuid
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import groupby
from typing import Any

import structlog
from celery import Task
from celery.exceptions import SoftTimeLimitExceeded

from core.identity import suspensions
from core.platform import traces
from core.servers.failures import is_unavailable
from core.servers.sharding.filters import shard_of
from core.writes import backlog, canary, journal, ledger, turns
from core.writes.context import Context
from core.writes.journal import Write
from core.writes.kinds import WriteKind
from core.writes.ledger import Result
from core.writes.turns import Turn
from tasks import alone, endings
from tasks.app import app
from tasks.effects import kinds
from tasks.enqueue import APPLY_WRITES, wake

# A turn is over when nothing is due, and after this time at the latest: Flower sees what a worker does, and a worker
# that is to stop can.
TURN_S = 2.0
# So long a turn waits for the next write: what comes soon after another one is carried out without a message of Celery,
# which takes longer than the write.
LINGER_S = 0.1
# The lease of an attempt outlasts the hard limit (core/writes/attempts.py), so no attempt begins beside one that
# hangs. A batch hangs for no longer than MongoDB and the cache may take together.
SOFT_LIMIT_S, HARD_LIMIT_S = 8, 10
# Of a kind that only newer code knows: while both run, the newer one takes it.
UNKNOWN_MS = 20_000
_log = structlog.get_logger()


def submit(
    kind: str, actor_id: str, body: dict[str, Any], *, look: Callable[[], Context] = Context, **about: Any
) -> Write:
    """Accept a write for this user, wake a worker for it if need be, and return it.

    `about` and what is raised are those of `core.writes.journal.accept`; Problem 403 for who is suspended.
    """
    with traces.begin(f"accept {kind}", "producer"):
        looked = partial(suspensions.unless_suspended, kind, actor_id, look)
        write = journal.accept(kind, actor_id, body, look=looked, **about)
        traces.describe({"social.write": write.id, "social.request_id": write.request_id})
        _log.info("write_accepted", write=write.id, kind=write.kind, request_id=write.request_id)
        if turns.must_wake_for(write):
            wake(write.kind.queue)
    return write


def submit_canary(queue: str) -> bool:
    """Accept the next canary of this queue and wake a worker for it. False: the last one is pending, or the broker is
    unavailable.

    Raises Problem 503 when the backlog is full.
    """
    write = canary.accept_next(queue)
    if write:
        turns.tell_of([write.id], queue)
    return write is not None and wake(queue)


def replay(write_id: str) -> tuple[str, bool]:
    """Make a dead write pending again: its kind, and False if the broker is unavailable and the sweeper has to wake a
    worker. Raises LookupError when the write is not dead."""
    kind = WriteKind(backlog.replay(write_id))
    turns.tell_of([write_id], kind.queue)
    return kind, wake(kind.queue)


@app.task(name=APPLY_WRITES, bind=True, soft_time_limit=SOFT_LIMIT_S, time_limit=HARD_LIMIT_S)
def apply_writes(self: Task, queue: str) -> dict[str, Any]:
    """Carry out the writes of this queue that are due, batch after batch, until there are none.

    Returns what was done, for those who watch: the number of `batches`, how many writes of which `kinds` they had, what
    came of these (`carry_out`), and how long it took in `ms`.
    """
    turn, began = Turn(queue, self.request.id or str(uuid.uuid4())), time.monotonic()
    turn.release()
    by_kind, counts, batch_count = Counter[str](), Counter[str](), 0
    while (batch := turn.take(LINGER_S)) is not None:
        by_kind.update(write.kind for write in batch)
        counts += carry_out(batch)
        batch_count += 1
        if counts["unavailable"] or time.monotonic() - began > TURN_S:
            turn.rest()
            if not counts["unavailable"]:
                wake(queue)
            break
    took_ms = round((time.monotonic() - began) * 1000)
    return {"batches": batch_count, "kinds": dict(by_kind), **counts, "ms": took_ms}


def carry_out(batch: list[Write]) -> Counter[str]:
    """One attempt at each of these writes, in their order: it ends, or stays pending and is due again.

    Returns how many are `applied`, `rejected` or `dead`, and how many were deferred: because they wait for another
    write (`waits`), because they `failed`, or because a server was `unavailable`.
    """
    parts = [list(part) for _, part in groupby(batch, _part_of)]
    return sum(map(_carry_out, parts), Counter())


def _part_of(write: Write) -> str | bool:
    """Writes in a row that have the same are carried out together. One that has to be prepared is alone; and what a
    block decides is asked for outside of the transaction (core/content/blocks.py), so it is committed first."""
    return write.id if kinds.has_preparation(write) else write.kind.changes_blocks


def _carry_out(batch: list[Write]) -> Counter[str]:
    ready = _ready(batch)
    counts = Counter({"waits": len(batch) - len(ready)})
    with traces.batch("apply batch", [write.traceparent for write in ready]):
        return counts + (_as_one_batch(ready) if len(ready) > 1 else sum(map(alone.carry_out, ready), Counter()))


def _as_one_batch(batch: list[Write]) -> Counter[str]:
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
    if any(write.is_exhausted for write in batch) or len(set(keys)) < len(keys) or _is_out_of_order(batch):
        raise ValueError("One of them has to be alone.")
    return ledger.once(batch, kinds.carry_out)


def _is_out_of_order(batch: list[Write]) -> bool:
    """Whether one comes after another one of another shard: an edit of a message from before partitions."""
    shards = {write.id: shard_of(write.id) for write in batch}
    return any(write.after in shards and shards[write.after] != shards[write.id] for write in batch)


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
