"""Clean-up on a schedule. Each run is bounded, may be cut off anywhere, and may run twice at once."""

import time

import structlog

from core import purge
from core.settings import settings
from tasks.app import app

RUN_MAX_S = 15.0
_log = structlog.get_logger()


@app.task
def purge_deleted() -> dict[str, int]:
    """Remove soft-deleted comments and posts after their retention, a batch at a time; returns how many of each.

    When the run's time is over and something is left, the next run is queued at once.
    """
    deadline = time.monotonic() + RUN_MAX_S
    retention_s, batch = settings().retention_deleted_s, settings().purge_batch
    removed = {"comments": 0, "posts": 0}
    for name, purge_batch in (("comments", purge.purge_comments), ("posts", purge.purge_posts)):
        while gone := purge_batch(retention_s, batch):
            removed[name] += gone
            if time.monotonic() > deadline:
                purge_deleted.delay()
                break
    _log.info("purged_deleted", **removed)
    return removed
