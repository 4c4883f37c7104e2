"""Processors that are shared by whoever has work, each job using at most one of them."""

from collections.abc import Generator
from typing import Any

import simpy

Waits = Generator[simpy.Event, Any, None]
# Less than a nanosecond of work is none: what is left of a job after its time is rounding.
DONE_S = 1e-9


class Processors:
    """A number of processors, or with 0 one for each job: every process on a machine of its own."""

    def __init__(self, env: simpy.Environment, count: int = 0) -> None:
        self.env, self.count = env, count
        self.busy_s = 0.0
        self._left_s: dict[simpy.Event, float] = {}
        self._since_s = env.now
        self._turns = 0

    def work(self, seconds: float) -> Waits:
        """Do so many seconds of work of one processor; takes longer while more jobs are there than processors."""
        if not self.count:
            self.busy_s += seconds
            yield self.env.timeout(seconds)
            return
        self._advance()
        done = self.env.event()
        self._left_s[done] = seconds
        self._plan()
        yield done

    def _speed(self) -> float:
        return min(1.0, self.count / len(self._left_s)) if self._left_s else 0.0

    def _advance(self) -> None:
        """Take off each job what was done of it since the last look."""
        done_s = (self.env.now - self._since_s) * self._speed()
        self._since_s = self.env.now
        for job in self._left_s:
            self._left_s[job] -= done_s
        self.busy_s += done_s * len(self._left_s)

    def _plan(self) -> None:
        """Look again when the next job will be done, if none comes or goes before."""
        self._turns += 1
        if self._left_s:
            wait_s = max(0.0, min(self._left_s.values())) / self._speed()
            turn = self._turns
            self.env.timeout(wait_s).callbacks.append(lambda _: self._look(turn))

    def _look(self, turn: int) -> None:
        if turn != self._turns:
            return
        self._advance()
        for job in [job for job, left_s in self._left_s.items() if left_s <= DONE_S]:
            del self._left_s[job]
            job.succeed()
        self._plan()
