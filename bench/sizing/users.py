"""From daily users to processes: what they are assumed to do, and what that wants."""

import math
from dataclasses import dataclass, field

from bench.sizing.measured import API_PROCESSES, Figures, service_times
from bench.sizing.model import BATCH_MAX, Load, Outcome, Processes, percentile
from bench.sizing.simulation import Simulation

DAY_S = 86_400
# A part of the hour says as much as all of it: so many writes, and so many seconds at least.
WRITES, SECONDS_MIN = 5_000, 10.0


@dataclass(frozen=True)
class Assumptions:
    """What a user of a day does, on average. None of it is measured: put your own figures in their place.

    `peak`: how much more comes in the busiest hour than on average. `sockets`: the share of them that is connected
    then. `shares`: what they write, by queue. `api_busy`: how busy API processes may be at that time. `sockets_each`:
    how many one realtime process has, which is as many as were tried (decision 9).
    """

    writes: float = 2.0
    reads: float = 50.0
    peak: float = 3.0
    sockets: float = 0.1
    api_busy: float = 0.6
    sockets_each: int = 2_000
    shares: dict[str, float] = field(
        default_factory=lambda: {"comments": 0.5, "conversations": 0.3, "posts": 0.15, "people": 0.05}
    )


@dataclass(frozen=True)
class Sizing:
    """What so many daily users want in the busiest hour.

    `queue_share`: how much of what its one worker can carry out the busiest queue gets, and `queue` its name;
    `events_share`: the same of the announcer. Times in seconds, from accepted to applied.
    """

    users: int
    reads_per_s: float
    writes_per_s: float
    sockets: int
    api: int
    realtime: int
    queue: str
    queue_share: float
    events_share: float
    p50_s: float
    p95_s: float


def size(users: int, figures: Figures, assumed: Assumptions) -> Sizing:
    """What these users want, with every process on a processor of its own."""
    times = service_times(figures)
    reads_per_s, writes_per_s = (users * each * assumed.peak / DAY_S for each in (assumed.reads, assumed.writes))
    read_s = API_PROCESSES / figures["feed_per_s"]
    accept_s = times.accept_s + times.accept_wait_s
    of_writes, of_reads = writes_per_s * accept_s / assumed.api_busy, reads_per_s * read_s / assumed.api_busy
    outcome = _simulated(writes_per_s, max(2, math.ceil(of_writes)), figures, assumed)
    queue = max(assumed.shares, key=assumed.shares.__getitem__)
    sockets = round(users * assumed.sockets)
    return Sizing(
        users=users,
        reads_per_s=reads_per_s,
        writes_per_s=writes_per_s,
        sockets=sockets,
        # Two, so that one may end.
        api=max(2, math.ceil(of_writes + of_reads)),
        realtime=max(2, math.ceil(sockets / assumed.sockets_each)),
        queue=queue,
        queue_share=writes_per_s * assumed.shares[queue] * times.batch_s(BATCH_MAX) / BATCH_MAX,
        events_share=writes_per_s * times.events_s(BATCH_MAX) / BATCH_MAX,
        p50_s=percentile(outcome.applied_s, 0.5),
        p95_s=percentile(outcome.applied_s, 0.95),
    )


def _simulated(writes_per_s: float, api: int, figures: Figures, assumed: Assumptions) -> Outcome:
    seconds = max(SECONDS_MIN, WRITES / writes_per_s)
    return Simulation(service_times(figures), Processes(api, assumed.shares)).run(Load(per_s=writes_per_s), seconds)
