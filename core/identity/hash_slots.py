"""Where passwords are hashed: fewer at a time than this machine has processors, whatever the number of processes, by
processes of low priority. A flood of sign-ins waits for itself, and readers hardly wait for it.

A thread of low priority would not do: it holds the interpreter's lock now and then, and then all threads wait for it.
"""

import fcntl
import itertools
import os
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TypeVar

from core.identity.hasher_process import HasherProcess
from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings

T = TypeVar("T")
WAIT_S = 1.0
# So many requests of a process wait for a hash. With those that `Prefer: wait`, they are fewer than it has threads
# (deploy/gunicorn.conf.py), so that others go on.
WAITING_MAX = 10
_waiting = threading.BoundedSemaphore(WAITING_MAX)


def slots() -> int:
    """How many passwords are hashed at the same time: half as many as there are processors."""
    return max(1, len(os.sched_getaffinity(0)) // 2)


def run(hash_one: Callable[[HasherProcess], T]) -> T:
    """The result of `hash_one(process)`, once it is its turn. Raises Problem 429 when too many wait, or for longer than
    WAIT_S."""
    if not _waiting.acquire(blocking=False):
        raise _too_many()
    try:
        return _pool(os.getpid()).run(hash_one, time.monotonic() + WAIT_S)
    finally:
        _waiting.release()


def _too_many() -> Problem:
    return Problem(ProblemKind.TOO_MANY_REQUESTS, "Too many people sign in at this moment.", retry_after_s=2)


class _Pool:
    """A thread for each slot, with a process that hashes, and a file that it locks: what holds the lock hashes."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._own = threading.local()
        self._threads = ThreadPoolExecutor(slots(), "hash", self._begin)

    def _begin(self) -> None:
        self._own.process = HasherProcess()
        path = _folder(settings().key_prefix) / str(next(self._numbers))
        self._own.file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)

    def run(self, hash_one: Callable[[HasherProcess], T], deadline_s: float) -> T:
        return self._threads.submit(self._locked, hash_one, deadline_s).result()

    def _locked(self, hash_one: Callable[[HasherProcess], T], deadline_s: float) -> T:
        if time.monotonic() > deadline_s:
            raise _too_many()
        # The lock of a process that dies is free (flock(2)).
        fcntl.flock(self._own.file, fcntl.LOCK_EX)
        try:
            if time.monotonic() > deadline_s:
                raise _too_many()
            return hash_one(self._own.process)
        finally:
            fcntl.flock(self._own.file, fcntl.LOCK_UN)


@cache
def _pool(_process_id: int) -> _Pool:
    # Of one process: threads do not outlive a fork.
    return _Pool()


@cache
def _folder(key_prefix: str) -> Path:
    """The folder of the locks of this system on this machine."""
    name = "".join(each if each.isalnum() else "-" for each in key_prefix)
    folder = Path(tempfile.gettempdir()) / f"social-hashes-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        # Somebody else of this machine was first, and could hold all slots: this process has its own.
        return Path(tempfile.mkdtemp(prefix=f"social-hashes-{os.getpid()}-"))
    return folder
