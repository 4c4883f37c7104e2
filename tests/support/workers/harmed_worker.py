"""A worker that two posts harm: the one called `Hang` hangs, and the one called `Kill` kills the process."""

import os
import signal
import threading
from typing import Any

from core.content import posts
from workers.main import app

__all__ = ["app"]

_insert = posts.insert


def insert(session: Any, writes: Any) -> Any:
    """Hang, as a call without a time limit would, or die, as by the kernel for lack of memory, or store the posts."""
    titles = {write.body["title"] for write in writes}
    if "Hang" in titles:
        threading.Event().wait()
    if "Kill" in titles:
        os.kill(os.getpid(), signal.SIGKILL)
    return _insert(session, writes)


posts.insert = insert
