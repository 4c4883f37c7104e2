"""Log lines that are written together. One by one they would cost a busy process, and the reader of its output, as much
as a good part of the answers that they are about."""

import atexit
import os
import threading
import time
from contextlib import suppress
from typing import BinaryIO

# For so long a routine line may wait; what has waited is lost with a process that is killed.
WAIT_S = 0.05
BYTES_MAX = 65_536


class Lines:
    """A logger for structlog: routine lines wait a moment for others, a warning takes them along."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._waiting: list[bytes] = []
        self._bytes = 0
        self._is_due = threading.Event()
        self._writer_of = 0
        atexit.register(self.flush)

    def info(self, line: bytes) -> None:
        """Write this line soon."""
        with self._lock:
            self._waiting.append(line)
            self._bytes += len(line)
            is_first, is_full = len(self._waiting) == 1, self._bytes > BYTES_MAX
        if is_full:
            self.flush()
        elif is_first:
            self._begin_to_wait()

    def warning(self, line: bytes) -> None:
        """Write this line now, after those that wait."""
        with self._lock:
            self._waiting.append(line)
        self.flush()

    debug = msg = info
    error = critical = exception = fatal = warn = warning

    def flush(self) -> None:
        """Write what waits."""
        with self._lock:
            lines, self._waiting, self._bytes = self._waiting, [], 0
            if lines:
                self._file.write(b"\n".join([*lines, b""]))
                self._file.flush()

    def _begin_to_wait(self) -> None:
        if self._writer_of != os.getpid():  # a thread does not survive a fork
            self._writer_of = os.getpid()
            threading.Thread(target=self._write, daemon=True, name="log-lines").start()
        self._is_due.set()

    def _write(self) -> None:
        while True:
            self._is_due.wait()
            time.sleep(WAIT_S)
            self._is_due.clear()
            with suppress(OSError):  # the next one who logs much is told
                self.flush()
