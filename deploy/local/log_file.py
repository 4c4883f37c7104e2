"""The log of one process: it never exceeds its size, and the process never waits for its disk."""

import contextlib
import threading
from pathlib import Path
from typing import IO

LOG_MAX = 20_000_000
# `api.log.1` is the one before, `api.log.2` the one before that.
OLD_ONES = 2


class LogFile:
    """Takes lines from threads, and begins a new file when the next line would make it larger than `LOG_MAX` bytes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._file: IO[bytes] | None = None

    def write(self, line: bytes) -> None:
        """Append a line, or several. A disk that is full loses them; the process that wrote them goes on."""
        with self._lock, contextlib.suppress(OSError):
            if self._file is None:
                self._file = self.path.open("ab", buffering=0)
            if self._file.tell() + len(line) > LOG_MAX:
                self._begin_anew()
            self._file.write(line)

    def _begin_anew(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        for number in range(OLD_ONES, 0, -1):
            before = self._old(number - 1)
            if before.exists():
                before.replace(self._old(number))
        self._file = self.path.open("ab", buffering=0)

    def _old(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}") if number else self.path
