"""A worker in which one post hangs: the one that is called `Hang`."""

import time
from typing import Any

from core import posts
from workers.main import app

__all__ = ["app"]

_insert = posts.insert


def insert(session: Any, writes: Any) -> None:
    """Hang, as a call without a time limit would, or store the posts."""
    if any(write.body["title"] == "Hang" for write in writes):
        time.sleep(600)
    _insert(session, writes)


posts.insert = insert
