"""The task that carries writes out. A message only wakes a worker up; which writes are due is in the journal."""

import time
import uuid
from collections import Counter
from typing import Any

from celery import Task

from core.writes import attempts
from tasks import batches
from tasks.app import app
from tasks.enqueue import publish

# A turn is over when nothing is due, and after this time at the latest: Flower sees what a worker does, and a worker
# that is to stop can.
TURN_S = 2.0
# So long a turn waits for the next write: what comes soon after another one is carried out without a message of Celery,
# which takes longer than the write.
LINGER_S = 0.1
# The lease of an attempt outlasts the hard limit (core/writes/attempts.py), so no attempt begins beside one that
# hangs. A batch hangs for no longer than MongoDB and the cache may take together.
SOFT_LIMIT_S, HARD_LIMIT_S = 8, 10


@app.task(bind=True, soft_time_limit=SOFT_LIMIT_S, time_limit=HARD_LIMIT_S)
def apply_writes(self: Task) -> dict[str, Any]:
    """Carry out the writes that are due, batch after batch, until there are none.

    Returns what was done, for those who watch: the number of `batches`, how many writes of which `kinds` they had, what
    came of these (tasks/batches.py), and how long it took in `ms`.
    """
    turn, began = self.request.id or str(uuid.uuid4()), time.monotonic()
    attempts.release(turn)
    kinds, counts, batch_count = Counter[str](), Counter[str](), 0
    while (batch := attempts.take(turn, LINGER_S)) is not None:
        kinds.update(write.kind for write in batch)
        counts += batches.carry_out(batch)
        batch_count += 1
        if counts["unavailable"] or time.monotonic() - began > TURN_S:
            attempts.rest()
            if not counts["unavailable"]:
                wake()
            break
    took_ms = round((time.monotonic() - began) * 1000)
    return {"batches": batch_count, "kinds": dict(kinds), **counts, "ms": took_ms}


def wake() -> bool:
    """Tell a worker that writes are due; False when the broker is unavailable. The sweeper tells it again."""
    return publish(apply_writes)
