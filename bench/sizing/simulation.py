"""The model, run: each accepted write through API, queue, batch and announcement, in modelled time."""

import random
from collections import deque

import simpy

from bench.sizing.model import EVENTS_MAX, LINGER_S, Load, Outcome, Processes, ServiceTimes
from bench.sizing.processors import Processors, Waits

# What comes before is the beginning, in which queues are emptier than later.
BEGINNING_S = 5.0


class Line:
    """What waits for one that takes several at a time: when each of them was accepted, and a bell."""

    def __init__(self, env: simpy.Environment) -> None:
        self.env = env
        self.waiting: deque[float] = deque()
        self.bell = env.event()

    def put(self, accepted_at_s: list[float]) -> None:
        """Add these, and ring."""
        self.waiting.extend(accepted_at_s)
        if not self.bell.triggered:
            self.bell.succeed()

    def take(self, most: int) -> list[float]:
        """The oldest ones, and no longer here."""
        return [self.waiting.popleft() for _ in range(min(most, len(self.waiting)))]

    def come(self, wake_s: float) -> Waits:
        """Wait until something is here. Whoever has lingered for too long must be woken by a message first."""
        since_s = self.env.now
        while not self.waiting:
            self.bell = self.env.event()
            yield self.bell
            if self.env.now - since_s > LINGER_S:
                yield self.env.timeout(wake_s)


class Simulation:
    """One run. `accepted` and `applied` count from the very beginning, so what is missing between them must wait.
    `in_hand` and `told` are in a batch that is under way, of writes and of events."""

    def __init__(self, times: ServiceTimes, processes: Processes, seed: int = 1) -> None:
        self.times, self.processes, self.chance = times, processes, random.Random(seed)
        self.env = simpy.Environment()
        self.processors = Processors(self.env, processes.processors)
        self.api = simpy.Resource(self.env, processes.api)
        self.queues = {name: Line(self.env) for name in processes.shares}
        self.events = Line(self.env)
        self.accepted = self.applied = self.announced = self.in_hand = self.told = 0
        self.outcome = Outcome(0.0)

    def run(self, load: Load, seconds: float, beginning_s: float = BEGINNING_S) -> Outcome:
        """What happens in so many seconds under this load, when the beginning is over."""
        for name in self.queues:
            self.env.process(self._carry_out(name))
        self.env.process(self._announce())
        self._offer(load)
        self.env.run(until=beginning_s)
        self.outcome = Outcome(seconds)
        self.env.run(until=beginning_s + seconds)
        self.outcome.waiting = self.waiting
        return self.outcome

    @property
    def waiting(self) -> int:
        """Writes that were accepted and are not applied."""
        return self.in_hand + sum(len(line.waiting) for line in self.queues.values())

    def _offer(self, load: Load) -> None:
        if load.per_s:
            self.env.process(self._arrive(load.per_s))
        for _ in range(load.clients):
            self.env.process(self._write_again())

    def _arrive(self, per_s: float) -> Waits:
        while True:
            yield self.env.timeout(self.chance.expovariate(per_s))
            self.env.process(self._accept())

    def _write_again(self) -> Waits:
        while True:
            yield from self._accept()

    def _accept(self) -> Waits:
        came_s = self.env.now
        with self.api.request() as free:
            yield free
            yield from self._work("api", self.times.accept_s, self.times.accept_wait_s)
        self.accepted += 1
        self.outcome.accepted_s.append(self.env.now - came_s)
        (name,) = self.chance.choices(list(self.queues), list(self.processes.shares.values()))
        self.queues[name].put([self.env.now])

    def _carry_out(self, name: str) -> Waits:
        line = self.queues[name]
        while True:
            yield from line.come(self.times.wake_s)
            batch = line.take(self.processes.batch_max)
            self.in_hand += len(batch)
            yield from self._work(name, self.times.batch_s(len(batch)))
            self.in_hand -= len(batch)
            self.applied += len(batch)
            self.outcome.batches += 1
            self.outcome.applied_s += [self.env.now - at_s for at_s in batch]
            self.events.put(batch)

    def _announce(self) -> Waits:
        while True:
            yield from self.events.come(self.times.wake_s)
            batch = self.events.take(EVENTS_MAX)
            self.told = len(batch)
            yield from self._work("events", self.times.events_s(len(batch)))
            self.announced += len(batch)
            self.told = 0
            self.outcome.announced_s += [self.env.now - at_s for at_s in batch]

    def _work(self, who: str, mean_s: float, wait_s: float = 0.0) -> Waits:
        began_s = self.env.now
        if wait_s:
            yield self.env.timeout(self.times.draw(self.chance, wait_s))
        if mean_s:
            yield from self.processors.work(self.times.draw(self.chance, mean_s))
        busy_s = self.outcome.busy_s
        busy_s[who] = busy_s.get(who, 0.0) + self.env.now - began_s
