"""What is modelled: service times, what runs, what is asked of it, and what came of that.

The model has what decides how long a write waits, and nothing else: one thread of an API process works at a time; one
turn at a time takes up to 100 writes of a queue (decision 15); an event is announced after its write was applied. What
each step takes is measured elsewhere (bench/sizing/service_times.py) and put in here.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field

# As in the code, which cannot be imported without the settings of a system: SIZES in core/writes/turns.py, BATCH in
# tasks/events.py, LINGER_S in tasks/writes.py.
BATCH_MAX, EVENTS_MAX, LINGER_S = 100, 100, 0.1
# Of a mean, one time: how much one run of a step differs from the next.
Draw = Callable[[random.Random, float], float]


def fixed(_chance: random.Random, mean_s: float) -> float:
    """Always the same."""
    return mean_s


def exponential(chance: random.Random, mean_s: float) -> float:
    """As between events that know nothing of each other."""
    return chance.expovariate(1 / mean_s) if mean_s else 0.0


def lognormal(spread: float) -> Draw:
    """Often a little less than the mean, at times much more; `spread` is the standard deviation of the logarithm."""
    return lambda chance, mean_s: mean_s * math.exp(chance.gauss(0, spread) - spread**2 / 2)


@dataclass(frozen=True)
class ServiceTimes:
    """Seconds of one processor, when nothing else is going on.

    `accept_s`: a write in the API, which holds its process for `accept_wait_s` more, without a processor: for the
    journal, and for the interpreter, which one thread has after the other. `journal_s`: a call of the journal, of which
    a batch has two, to take its writes and to end them. `transaction_s`: MongoDB's part of a batch, the cache's and the
    worker's own, and `transaction_each_s` what each write of it adds. `wake_s`: a message of Celery, where no turn is
    under way. `announce_s`: a batch of events, and `announce_each_s` what each of them adds.
    """

    accept_s: float
    transaction_s: float
    transaction_each_s: float
    accept_wait_s: float = 0.0
    journal_s: float = 0.0
    wake_s: float = 0.0
    announce_s: float = 0.0
    announce_each_s: float = 0.0
    draw: Draw = fixed

    def batch_s(self, writes: int) -> float:
        """What a batch of so many writes takes on average."""
        return 2 * self.journal_s + self.transaction_s + writes * self.transaction_each_s

    def events_s(self, events: int) -> float:
        """What it takes on average to announce so many events at once."""
        return self.announce_s + events * self.announce_each_s


@dataclass(frozen=True)
class Processes:
    """What runs: API processes, the share of the writes that each queue has, and the processors of the one machine that
    all of it is on; with 0, each process has one for itself."""

    api: int = 2
    shares: dict[str, float] = field(default_factory=lambda: {"comments": 1.0})
    processors: int = 0
    batch_max: int = BATCH_MAX


@dataclass(frozen=True)
class Load:
    """Writes that come at a rate, whatever becomes of them; and clients of which each writes again when it was
    answered."""

    per_s: float = 0.0
    clients: int = 0


@dataclass
class Outcome:
    """What happened in `seconds`, when the beginning was over: times in seconds, `applied_s` and `announced_s` since a
    write was accepted; for how long who was busy; and how many writes waited in the end."""

    seconds: float
    accepted_s: list[float] = field(default_factory=list)
    applied_s: list[float] = field(default_factory=list)
    announced_s: list[float] = field(default_factory=list)
    busy_s: dict[str, float] = field(default_factory=dict)
    batches: int = 0
    waiting: int = 0

    @property
    def accepted_per_s(self) -> float:
        """Writes that were accepted in a second."""
        return len(self.accepted_s) / self.seconds

    @property
    def applied_per_s(self) -> float:
        """Writes that were applied in a second."""
        return len(self.applied_s) / self.seconds

    def utilisation(self, who: str, of: int = 1) -> float:
        """The share of the time in which somebody was busy, one of `of` on average."""
        return self.busy_s.get(who, 0.0) / self.seconds / of


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of them lies; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
