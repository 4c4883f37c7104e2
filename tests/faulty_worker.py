"""A worker that dies where a test tells it to: between the commit in MongoDB and the cache."""

import os
import signal
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from core import cache
from workers.main import app

__all__ = ["app"]

ARMED = Path(os.environ["CRASH_FILE"])
_refresh = cache.refresh


def refresh(names: Iterable[str]) -> Any:
    """Die as by `kill -9`, child and main process, once; then behave."""
    names = list(names)
    if ARMED.exists() and any(name.startswith("comment:") for name in names):
        ARMED.unlink()
        os.killpg(os.getpgid(os.getppid()), signal.SIGKILL)
    return _refresh(names)


cache.refresh = refresh
