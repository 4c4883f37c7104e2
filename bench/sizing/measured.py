"""What the steps of a write take, from figures of `make bench`; and other figures of it, to hold the model against.

Service times come from what was measured one at a time: writes accepted while the workers stood still, a backlog that
was carried out while nothing came, and single writes. The model must then give what was measured when all of it went
on at once, and nothing of that is put in.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.sizing.model import BATCH_MAX, Load, Outcome, Processes, ServiceTimes, lognormal, percentile
from bench.sizing.simulation import Simulation

RESULT = Path(__file__).parents[1] / "speed/result.json"
Figures = dict[str, float]
# How the bench runs: API processes, processors of its machine (docs/performance.md), connections of the load.
API_PROCESSES, PROCESSORS, CLIENTS = 2, 2, 16
# docs/performance.md, "Where the time goes": Python and as much again for the server; the journal with its sync.
ACCEPT_S, JOURNAL_S = 0.0024, 0.00025
# The standard normal distribution has 99 % below it.
SIGMAS_OF_P99 = 2.326
# How far model and measurement may be apart.
TOLERANCE = 0.2
SUSTAINED_S = 60.0


def read(path: Path = RESULT) -> Figures:
    """The figures that `make bench ARGS=--keep` has written last."""
    return {name: value for name, value in json.loads(path.read_text()).items() if isinstance(value, int | float)}


def service_times(figures: Figures) -> ServiceTimes:
    """What each step takes.

    A full batch: as long as a backlog takes to drain, a hundred at a time. A batch of one: what a lone write takes,
    without a message to a worker and back (an empty task) and without a request (the first page). So a batch has a part
    that is always there, and one for each write. What an event costs in a batch was never measured: it is taken to be
    the same share of what a lone event takes as it is of a write.
    """
    accepted_s = API_PROCESSES / figures["accepted_paused_per_s"]
    full_s = BATCH_MAX / figures["drain_per_s"]
    beside_ms = figures["empty_task_round_trip_ms"] + figures["first_page_ms"]
    lone_s = (figures["lone_applied_p50_ms"] - beside_ms) / 1000
    each_s = (full_s - lone_s) / (BATCH_MAX - 1)
    event_s = (figures["lone_event_p50_ms"] - figures["lone_applied_p50_ms"]) / 1000
    event_each_s = event_s * each_s / lone_s
    return ServiceTimes(
        accept_s=ACCEPT_S + JOURNAL_S,
        accept_wait_s=accepted_s - ACCEPT_S - JOURNAL_S,
        journal_s=JOURNAL_S,
        transaction_s=lone_s - each_s - 2 * JOURNAL_S,
        transaction_each_s=each_s,
        wake_s=figures["empty_task_round_trip_ms"] / 1000,
        announce_s=event_s - event_each_s,
        announce_each_s=event_each_s,
        draw=lognormal(math.log(figures["accepted_paused_p99_ms"] / figures["accepted_paused_p50_ms"]) / SIGMAS_OF_P99),
    )


@dataclass(frozen=True)
class Comparison:
    """A figure as it was modelled and as it was measured; `must_hold`: they must be within TOLERANCE."""

    name: str
    modelled: float
    measured: float
    must_hold: bool = True

    @property
    def deviation(self) -> float:
        """By which part of the measured value the modelled one is higher."""
        return self.modelled / self.measured - 1

    @property
    def holds(self) -> bool:
        """Whether they are as near to each other as they must be."""
        return not self.must_hold or abs(self.deviation) <= TOLERANCE


def one_machine(figures: Figures) -> Outcome:
    """The bench's own load, modelled: clients that write as fast as they are answered, everything on one machine."""
    simulation = Simulation(service_times(figures), Processes(API_PROCESSES, processors=PROCESSORS))
    return simulation.run(Load(clients=CLIENTS), SUSTAINED_S)


def comparisons(figures: Figures) -> Iterator[Comparison]:
    """The modelled run held against the measured ones, comments on many posts and on one."""
    outcome = one_machine(figures)
    times_ms = {f"p{share}": 1000 * percentile(outcome.applied_s, share / 100) for share in (50, 95)}
    for posts in ("many", "one"):
        run = f"sustained_{posts}"
        yield Comparison(f"{run}_accepted_per_s", outcome.accepted_per_s, figures[f"{run}_accepted_per_s"])
        yield Comparison(f"{run}_applied_per_s", outcome.applied_per_s, figures[f"{run}_applied_per_s"])
        for share, took_ms in times_ms.items():
            name = f"{run}_applied_{share}_ms"
            yield Comparison(name, took_ms, figures[name], must_hold=False)
