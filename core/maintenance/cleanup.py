"""The clean-up service: a job finds what is stale in batches, and removes it. What it is not sure of, it leaves.

Every run is bounded in time, goes on where the last one stopped, and may run twice at once: removing looks again
whether the thing is stale, so the second run finds nothing to do.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from core.maintenance import (
    cache_maintenance,
    cleanup_log,
    drift,
    ended_pushes,
    journal_expiry,
    journal_files,
    retention,
    stray_pictures,
)
from core.reads.nouns import PURGED
from core.servers.redis import journal as store
from core.servers.redis import key

# The sweeper waits behind a run, and a write whose message was lost waits for the sweeper.
RUN_MAX_S = 5.0
EXAMPLES = 10
# The cursor to go on from after this batch, and what is stale in it.
Batch = tuple[str, list[str]]


@dataclass(frozen=True)
class Job:
    """`find(cursor)` yields batches of stale things from there on and changes nothing; `remove(ids)` says how many of
    them really went. `about` tells an operator what it removes."""

    name: str
    about: str
    find: Callable[[str], Iterator[Batch]]
    remove: Callable[[list[str]], int]


@dataclass(frozen=True)
class Result:
    """What a run did, or with `dry_run` would have done. Not `finished`: its time was over, the next one goes on."""

    job: str
    dry_run: bool
    finished: bool
    count: int
    examples: list[str]


def _purge_job(name: str) -> Job:
    about = f"{name} deleted longer ago than the retention"
    return Job(f"deleted-{name}", about, partial(retention.deleted, name), partial(retention.purge, name))


JOBS = {
    job.name: job
    for job in (
        *map(_purge_job, PURGED),
        Job(
            "orphans",
            "comments, likes, follows, reports and earlier versions of what does not exist",
            retention.orphans,
            retention.remove_orphans,
        ),
        Job(
            "sessions",
            "sessions not used for REFRESH_TTL_S",
            journal_expiry.sessions,
            journal_expiry.remove_sessions,
        ),
        Job("pushes", "push subscriptions of sessions that have ended", ended_pushes.find, ended_pushes.remove),
        Job("pictures", "files of pictures that nobody refers to", stray_pictures.find, stray_pictures.remove),
        Job(
            "receipts",
            "receipts that finished RECEIPT_TTL_S ago",
            journal_expiry.receipts,
            journal_expiry.remove_receipts,
        ),
        Job(
            "leftovers",
            "journal keys that belong to nothing",
            journal_expiry.orphaned_keys,
            journal_expiry.remove_keys,
        ),
        Job(
            "journal-files",
            "deleted words in files of the journal that were not written anew for a day",
            journal_files.find,
            journal_files.remove,
        ),
        Job(
            "cache-keys",
            "cache keys that would never expire",
            cache_maintenance.endless_keys,
            cache_maintenance.remove_keys,
        ),
        Job(
            "indexes", "index entries beyond INDEX_MAX", cache_maintenance.long_indexes, cache_maintenance.trim_indexes
        ),
        Job(
            "counters",
            "counters of comments, likes, followers and earlier versions that differ from a recount",
            drift.wrong_counters,
            drift.recount,
        ),
        Job("counters-sample", "the same, for some posts and comments", drift.wrong_counters_sample, drift.recount),
        Job("cache", "cached items and indexes that differ from MongoDB", drift.wrong_cache, drift.mend_cache),
        Job("cache-sample", "the same, for some of them", drift.wrong_cache_sample, drift.mend_cache),
    )
}


def run(job: Job, progress: Callable[[int], object] = lambda _: None, max_s: float = RUN_MAX_S) -> Result:
    """Remove what is stale, for at most `max_s` seconds; `progress` is told how much after each batch."""
    deadline, removed, examples, finished = time.monotonic() + max_s, 0, list[str](), True
    for cursor, stale in job.find(_cursor(job)):
        gone = job.remove(stale) if stale else 0
        removed, examples = removed + gone, (examples + stale)[:EXAMPLES]
        progress(gone)
        _remember(job, cursor)
        if time.monotonic() >= deadline:
            finished = False
            break
    if finished:
        _remember(job, "")
    cleanup_log.note_run(job.name, removed)
    return Result(job.name, dry_run=False, finished=finished, count=removed, examples=examples)


def run_whole(job: Job, progress: Callable[[int], object] = lambda _: None) -> Result:
    """The same, from the beginning to the end, however long that takes."""
    _remember(job, "")
    return run(job, progress, max_s=float("inf"))


def dry_run(job: Job, progress: Callable[[int], object] = lambda _: None) -> Result:
    """What a whole run would remove; nothing is changed."""
    count, examples = 0, list[str]()
    for _, stale in job.find(""):
        count, examples = count + len(stale), (examples + stale)[:EXAMPLES]
        progress(len(stale))
    return Result(job.name, dry_run=True, finished=True, count=count, examples=examples)


def _cursor(job: Job) -> str:
    cursor = store().hget(key("cleanup", "places"), job.name)
    return cursor.decode() if cursor else ""


def _remember(job: Job, cursor: str) -> None:
    if cursor:
        store().hset(key("cleanup", "places"), job.name, cursor)
    else:
        store().hdel(key("cleanup", "places"), job.name)


def report() -> None:
    """Note how far behind the purge is."""
    for kind, (count, oldest_s) in retention.overdue().items():
        cleanup_log.note_overdue(kind, count, oldest_s)
