"""A worker that dies where a test tells it to: inside the transaction, between MongoDB and the cache, or when it has
kept a picture that nobody has yet."""

import os
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from core.content import comments
from core.content.pictures import files
from core.reads import cache
from workers.main import app

__all__ = ["app"]

ARMED = Path(os.environ["CRASH_FILE"])
_refresh = cache.refresh


_insert = comments.insert
_keep_made = files.keep_made


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


def keep_made(user_id: str, picture: bytes) -> str:
    """Die when the picture is kept."""
    digest = _keep_made(user_id, picture)
    die_once()
    return digest


if os.environ["CRASH_AT"] == "transaction":
    comments.insert = insert
elif os.environ["CRASH_AT"] == "picture":
    files.keep_made = keep_made
else:
    cache.refresh = refresh
