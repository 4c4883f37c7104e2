"""A circuit breaker (Nygard, "Release It!", 2007): who asks a server that does not answer waits once, not each time.

While it is open, callers are refused at once, but for one at a time that may try, after a pause that doubles each time.
The first answer closes it.
"""

import threading
from time import monotonic

import structlog

FIRST_PAUSE_S = 1.0
_log = structlog.get_logger()


class Breaker:
    """The state of one server as this process knows it. Safe to share between threads."""

    def __init__(self, server: str, last_pause_s: float = 10.0) -> None:
        self._server, self._last_pause_s = server, last_pause_s
        self._lock = threading.Lock()
        self._pause_s = 0.0
        self._until_s = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the server is known to hang: asking it now would only wait."""
        return self._pause_s > 0 and monotonic() < self._until_s

    def allows(self) -> bool:
        """Whether the caller may ask the server: one for each pause while it does not answer. A caller that tells of no
        outcome is taken for one that failed."""
        if not self._pause_s:
            return True
        with self._lock:
            if self._pause_s and monotonic() < self._until_s:
                return False
            self._lengthen()
        return True

    def failed(self, error: BaseException) -> None:
        """The server did not answer in time, or could not be reached."""
        with self._lock:
            if not self._pause_s:
                self._lengthen()
                _log.warning("server_unavailable", server=self._server, error=type(error).__name__)

    def succeeded(self) -> None:
        """The server answered."""
        if not self._pause_s:
            return
        with self._lock:
            was_open, self._pause_s = self._pause_s > 0, 0.0
        if was_open:
            _log.warning("server_back", server=self._server)

    def _lengthen(self) -> None:
        self._pause_s = min(self._last_pause_s, self._pause_s * 2 or FIRST_PAUSE_S)
        self._until_s = monotonic() + self._pause_s
