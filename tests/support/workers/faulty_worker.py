"""A worker that dies where a test tells it to: inside the transaction, or between MongoDB and the cache."""

import os
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from core.content import comments
from core.reads import cache
from workers.main import app

__all__ = ["app"]

ARMED = Path(os.environ["CRASH_FILE"])
_refresh = cache.refresh


_insert = comments.insert


def die_once() -> None:
    """Die as by `kill -9`, child and main process, once; then behave."""
    if ARMED.exists():
        ARMED.unlink()
        os.killpg(os.getpgid(os.getppid()), signal.SIGKILL)


def insert(session: Any, new: Any) -> None:
    """Die when the post has been changed and the comment has not been stored."""
    if new:
        die_once()
    _insert(session, new)


def refresh(names: Iterable[str], author_ids: Iterable[str] = ()) -> Any:
    """Die when the comment is stored and the cache does not know of it."""
    names = list(names)
    if any(name.startswith("comment:") for name in names):
        die_once()
    return _refresh(names, author_ids)


if os.environ["CRASH_AT"] == "transaction":
    comments.insert = insert
else:
    cache.refresh = refresh
