"""How many processes a load wants: service times from the bench, the model against its figures, and the table."""

import json
import re
from pathlib import Path

import pytest

from bench.sizing import __main__ as command
from bench.sizing import measured
from bench.sizing.model import Load, Processes, ServiceTimes, percentile
from bench.sizing.simulation import Line, Simulation
from bench.sizing.users import Assumptions, size
from core.writes.kinds import NOUN_QUEUES

FIGURES = measured.read()
ROOT = Path(__file__).parents[2]


def changed(folder: Path, **figures: float) -> str:
    path = folder / "result.json"
    path.write_text(json.dumps(FIGURES | figures))
    return str(path)


def without_spread(times: ServiceTimes) -> ServiceTimes:
    return ServiceTimes(**{name: value for name, value in vars(times).items() if name != "draw"})


def test_the_model_gives_back_what_its_service_times_were_made_of() -> None:
    times = without_spread(measured.service_times(FIGURES))
    # A worker that is never woken, so that nobody shares the processors with the API.
    paused = ServiceTimes(times.accept_s, 0.0, 0.0, times.accept_wait_s, wake_s=1e9)
    found = Simulation(paused, Processes(2, processors=2)).run(Load(clients=16), 10)
    assert found.accepted_per_s == pytest.approx(FIGURES["accepted_paused_per_s"], rel=0.02)
    drained = Simulation(times, Processes(processors=2))
    drained.queues["comments"].put([0.0] * 10_000)
    assert drained.run(Load(), 10).applied_per_s == pytest.approx(FIGURES["drain_per_s"], rel=0.02)
    lone = Simulation(times, Processes(processors=2)).run(Load(per_s=0.1), 1_000)
    beside_ms = FIGURES["first_page_ms"]
    assert 1000 * percentile(lone.applied_s, 0.5) + beside_ms == pytest.approx(FIGURES["lone_applied_p50_ms"], rel=0.02)
    told_ms = 1000 * (percentile(lone.announced_s, 0.5) - percentile(lone.applied_s, 0.5) - times.wake_s)
    assert told_ms == pytest.approx(FIGURES["lone_event_p50_ms"] - FIGURES["lone_applied_p50_ms"], rel=0.02)


def test_the_model_is_within_a_fifth_of_rates_that_it_was_not_made_of() -> None:
    found = {each.name: each for each in measured.comparisons(FIGURES)}
    must = [each for each in found.values() if each.must_hold]
    assert {each.name for each in must} == {
        f"sustained_{posts}_{what}_per_s" for posts in ("many", "one") for what in ("accepted", "applied")
    }
    assert all(abs(each.deviation) <= 0.2 for each in must), must
    # None of them is a figure that the service times are made of.
    source = (ROOT / "bench/sizing/measured.py").read_text()
    assert "sustained" not in source.partition("def service_times")[2].partition("\n\n\n")[0]


def test_the_check_fails_when_model_and_measurement_are_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--check"]) == 0
    assert "DOES NOT HOLD" not in capsys.readouterr().out
    assert command.main(["--check", "--result", changed(tmp_path, sustained_many_applied_per_s=200.0)]) == 1
    assert re.search(r"sustained_many_applied_per_s .* DOES NOT HOLD", capsys.readouterr().out)


def test_the_table_of_the_documents_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    command.main([])
    assert capsys.readouterr().out in (ROOT / "docs/scaling.md").read_text(), "print it again: python -m bench.sizing"
    command.main(["--check"])
    assert capsys.readouterr().out in (ROOT / "docs/scaling.md").read_text(), "again: python -m bench.sizing --check"


def test_more_users_want_more() -> None:
    few, many = (size(users, FIGURES, Assumptions()) for users in (100_000, 10_000_000))
    assert many.writes_per_s == pytest.approx(100 * few.writes_per_s) == pytest.approx(10_000_000 * 2 * 3 / 86_400)
    assert many.api > few.api >= 2 and many.realtime > few.realtime >= 2
    assert many.queue_share == pytest.approx(100 * few.queue_share)
    assert many.p95_s > few.p95_s > 0


def test_api_processes_are_no_busier_than_they_may_be() -> None:
    assumed = Assumptions()
    found = size(1_000_000, FIGURES, assumed)
    times = measured.service_times(FIGURES)
    busy_s = found.writes_per_s * (times.accept_s + times.accept_wait_s)
    busy_s += found.reads_per_s * measured.API_PROCESSES / FIGURES["feed_per_s"]
    assert busy_s / found.api <= assumed.api_busy < busy_s / (found.api - 1)


def test_a_queue_that_would_be_too_full_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    command.main(["--users", "20000000"])
    assert "too full" in capsys.readouterr().out


def test_the_assumed_writes_are_of_the_queues_that_there_are() -> None:
    shares = Assumptions().shares
    # Pictures are few, and no batches.
    assert set(shares) == set(NOUN_QUEUES) and sum(shares.values()) == pytest.approx(1)


def test_a_load_of_ones_own(capsys: pytest.CaptureFixture[str]) -> None:
    command.main(["--writes", "50", "--seconds", "20", "--api", "3", "--queues", "posts=0.5,comments=0.5"])
    printed = capsys.readouterr().out
    assert re.search(r"^applied +(4\d|5\d)\.\d/s", printed, re.MULTILINE)
    assert {"posts busy", "comments busy", "API busy", "applied after"} <= {
        line[:20].strip() for line in printed.splitlines()
    }


@pytest.mark.parametrize("wrong", [["--users", "0"], ["--api", "0"], ["--seconds", "0"]])
def test_nothing_cannot_be_asked_for(wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        command.main(wrong)
    assert refused.value.code == 2


def test_a_line_gives_the_oldest_first() -> None:
    line = Line(Simulation(measured.service_times(FIGURES), Processes()).env)
    line.put([1.0, 2.0])
    line.put([3.0])
    assert line.take(2) == [1.0, 2.0] and line.take(2) == [3.0] and line.take(2) == []
