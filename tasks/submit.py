"""The way in of every write, over HTTP, sockets, the canary and the command line: accept it, and wake a worker."""

from typing import Any

import structlog

from core.writes import backlog, canary, journal
from core.writes.journal import Write
from tasks.writes import wake

_log = structlog.get_logger()


def submit(kind: str, actor_id: str, body: dict[str, Any], **about: Any) -> Write:
    """Accept a write for this user, wake a worker for it if need be, and return it.

    `about` and what is raised are those of `core.writes.journal.accept`.
    """
    write = journal.accept(kind, actor_id, body, **about)
    _log.info("write_accepted", write=write.id, kind=write.kind, request_id=write.request_id)
    if write.has_to_wake:
        wake()
    return write


def submit_canary() -> bool:
    """Accept the next canary and wake a worker for it. False: the last one is pending, or the broker is unavailable.

    Raises Problem 503 when the backlog is full.
    """
    return canary.accept_next() is not None and wake()


def replay(write_id: str) -> tuple[str, bool]:
    """Make a dead write pending again: its kind, and False if the broker is unavailable and the sweeper has to wake a
    worker. Raises LookupError when the write is not dead."""
    return backlog.replay(write_id), wake()
