"""The model of the queues, held against formulas of queueing theory, and against what must always be so."""

import math
import statistics
from pathlib import Path

import pytest
import simpy

from bench.sizing import model
from bench.sizing.model import Load, Processes, ServiceTimes, exponential, fixed, percentile
from bench.sizing.processors import Processors, Waits
from bench.sizing.simulation import Simulation
from core.writes import turns
from tasks import events, writes

NOTHING = ServiceTimes(accept_s=0.0, transaction_s=0.0, transaction_each_s=0.0)
# A run of its own for each; one alone may be a few per cent off.
SEEDS = range(1, 7)
ONE_BY_ONE = Processes(api=1, batch_max=1)
BATCHES = ServiceTimes(accept_s=0.001, transaction_s=0.02, transaction_each_s=0.002, announce_s=0.005)


def erlang_c(offered: float, servers: int) -> float:
    """The probability that somebody has to wait for one of so many servers (M/M/c)."""
    full = offered**servers / math.factorial(servers) * servers / (servers - offered)
    return full / (sum(offered**n / math.factorial(n) for n in range(servers)) + full)


def test_the_constants_are_those_of_the_code() -> None:
    assert (turns.SIZES[0], events.BATCH) == (model.BATCH_MAX, model.EVENTS_MAX)
    # The suite has another one (tests/conftest.py).
    assert f"\nLINGER_S = {model.LINGER_S}\n" in Path(writes.__file__).read_text()


@pytest.mark.parametrize(("servers", "busy"), [(1, 0.3), (1, 0.6), (2, 0.6), (3, 0.7)])
def test_an_api_with_random_times_is_m_m_c(servers: int, busy: float) -> None:
    times = ServiceTimes(accept_s=1.0, transaction_s=0.0, transaction_each_s=0.0, draw=exponential)
    load, processes = Load(per_s=busy * servers), Processes(api=servers)
    found = [Simulation(times, processes, seed).run(load, 6_000 / servers) for seed in SEEDS]
    took_s = [each for run in found for each in run.accepted_s]
    wanted = 1 + erlang_c(busy * servers, servers) / (servers * (1 - busy))
    assert statistics.mean(took_s) == pytest.approx(wanted, rel=0.05)
    assert statistics.mean(run.utilisation("api", servers) for run in found) == pytest.approx(busy, rel=0.03)
    if servers == 1:
        assert percentile(took_s, 0.95) == pytest.approx(-math.log(0.05) / (1 - busy), rel=0.05)


@pytest.mark.parametrize("busy", [0.3, 0.6, 0.8])
def test_a_worker_that_takes_one_at_a_time_is_m_d_1(busy: float) -> None:
    times = ServiceTimes(accept_s=0.0, transaction_s=1.0, transaction_each_s=0.0)
    found = [Simulation(times, ONE_BY_ONE, seed).run(Load(per_s=busy), 5_000) for seed in SEEDS]
    took_s = [each for run in found for each in run.applied_s]
    assert statistics.mean(took_s) == pytest.approx(1 + busy / (2 * (1 - busy)), rel=0.05)
    assert statistics.mean(run.utilisation("comments") for run in found) == pytest.approx(busy, rel=0.03)


def test_a_batch_grows_until_it_takes_as_long_as_its_successor_takes_to_come() -> None:
    found = Simulation(BATCHES, Processes(api=2)).run(Load(per_s=250), 30)
    # n writes come while n are carried out: n = rate x (0.02 + 0.002 n).
    wanted = 250 * 0.02 / (1 - 250 * 0.002)
    assert len(found.applied_s) / found.batches == pytest.approx(wanted, rel=0.1)
    assert found.applied_per_s == pytest.approx(250, rel=0.03)


def test_under_more_than_it_can_do_a_queue_goes_at_the_rate_of_full_batches() -> None:
    found = Simulation(BATCHES, Processes(api=4)).run(Load(per_s=800), 10)
    assert found.applied_per_s == pytest.approx(100 / BATCHES.batch_s(100), rel=0.02)
    assert found.waiting == pytest.approx((800 - found.applied_per_s) * 15, rel=0.1)


@pytest.mark.parametrize("per_s", [1, 100, 600])
@pytest.mark.parametrize("processors", [0, 1, 2])
def test_nothing_is_lost_and_nothing_is_done_twice(per_s: float, processors: int) -> None:
    shares = {"posts": 0.2, "comments": 0.8}
    simulation = Simulation(BATCHES, Processes(2, shares, processors))
    found = simulation.run(Load(per_s, clients=3), 3, beginning_s=1)
    assert simulation.accepted == simulation.applied + simulation.waiting > 0
    assert simulation.applied >= simulation.announced >= len(found.announced_s)
    assert simulation.applied == simulation.announced + simulation.told + len(simulation.events.waiting)


def test_a_lone_write_waits_for_a_message_and_for_a_batch_of_its_own() -> None:
    times = ServiceTimes(accept_s=0.001, transaction_s=0.02, transaction_each_s=0.002, journal_s=0.001, wake_s=0.01)
    found = Simulation(times, Processes()).run(Load(per_s=0.2), 1_000)
    assert percentile(found.applied_s, 0.5) == pytest.approx(0.01 + 0.02 + 0.002 + 2 * 0.001)
    # One that comes while the turn lingers needs no message.
    found = Simulation(times, Processes()).run(Load(per_s=15), 1_000)
    assert min(found.applied_s) == pytest.approx(0.024)


def test_a_queue_that_has_too_much_to_do_leaves_the_others_alone() -> None:
    alone = Simulation(BATCHES, Processes(4, {"posts": 1})).run(Load(per_s=50), 10)
    simulation = Simulation(BATCHES, Processes(4, {"posts": 50 / 1_050, "comments": 1_000 / 1_050}))
    simulation.run(Load(per_s=1_050), 10)
    queue = simulation.queues
    assert len(queue["comments"].waiting) > 5_000 > 50 > len(queue["posts"].waiting)
    assert alone.waiting < 50


def test_the_same_seed_gives_the_same_run_and_another_one_a_similar_one() -> None:
    runs = [Simulation(BATCHES, Processes(), seed).run(Load(per_s=200), 20) for seed in (1, 1, 2)]
    assert runs[0] == runs[1] != runs[2]
    assert runs[2].applied_per_s == pytest.approx(runs[0].applied_per_s, rel=0.05)


def test_an_event_is_announced_after_its_write_was_applied() -> None:
    found = Simulation(BATCHES, Processes()).run(Load(per_s=100), 60)
    assert percentile(found.announced_s, 0.5) >= percentile(found.applied_s, 0.5) + 0.005


@pytest.mark.parametrize(("jobs", "count", "seconds"), [(1, 1, 1), (2, 1, 2), (3, 2, 1.5), (4, 2, 2), (5, 0, 1)])
def test_jobs_share_the_processors(jobs: int, count: int, seconds: float) -> None:
    env = simpy.Environment()
    processors, ended = Processors(env, count), list[float]()

    def job() -> Waits:
        yield from processors.work(1.0)
        ended.append(env.now)

    for _ in range(jobs):
        env.process(job())
    env.run()
    assert ended == pytest.approx([seconds] * jobs)
    assert processors.busy_s == pytest.approx(jobs)


def test_who_comes_later_slows_down_who_is_there() -> None:
    env = simpy.Environment()
    processors, ended = Processors(env, 1), dict[str, float]()

    def job(name: str, after_s: float, work_s: float) -> Waits:
        yield env.timeout(after_s)
        yield from processors.work(work_s)
        ended[name] = env.now

    env.process(job("first", 0, 2))
    env.process(job("second", 1, 0.5))
    env.run()
    # From 1 to 2 both go at half the speed; then the first one has half a second left.
    assert ended == pytest.approx({"second": 2.0, "first": 2.5})


def test_fixed_times_are_fixed_and_others_have_the_mean_that_was_asked_for() -> None:
    simulation = Simulation(NOTHING, Processes())
    assert fixed(simulation.chance, 2.0) == 2.0
    for draw in (exponential, model.lognormal(0.4)):
        assert statistics.mean(draw(simulation.chance, 2.0) for _ in range(20_000)) == pytest.approx(2.0, rel=0.03)
        assert draw(simulation.chance, 0.0) == 0.0
