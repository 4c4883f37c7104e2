"""Work that many threads want at the same moment, done by one of them."""

import threading
from collections.abc import Callable


class OneForAll:
    """Done by one thread at a time; who waited for it meanwhile gets what came of it. Safe for threads.

    `count` says how often it was done. The work returns whether it came to what it is for.
    """

    def __init__(self) -> None:
        self.count = 0
        self._lock = threading.Lock()
        self._came_well = False

    def do(self, work: Callable[[], bool], since: int) -> bool:
        """What `work` returns, or returned in another thread since `count` was `since`; False when it raised there.
        Raises what it raises here."""
        with self._lock:
            if self.count == since:
                self._run(work)
            return self._came_well

    def do_if_nobody_does(self, work: Callable[[], bool]) -> None:
        """Do it, unless another thread is at it. Raises what `work` raises."""
        if self._lock.acquire(blocking=False):
            try:
                self._run(work)
            finally:
                self._lock.release()

    def _run(self, work: Callable[[], bool]) -> None:
        self._came_well = False
        try:
            self._came_well = work()
        finally:
            self.count += 1
