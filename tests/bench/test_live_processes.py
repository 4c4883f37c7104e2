"""The bench of realtime processes counts what it should."""

import asyncio
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.live_processes import measure, report
from core.platform.settings import Settings
from core.writes import positions
from tests.support.site import Site, running_site


@pytest.fixture
def site(system: Settings, tmp_path: Path, worker: None) -> Iterator[Site]:
    with running_site(system, tmp_path / "log", 2) as started:
        yield started


def test_each_process_reads_its_share_and_faults_are_counted(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = Namespace(processes=2, sockets=6, room=2, rate=20.0, seconds=1.0)
    load = asyncio.run(measure(chosen, site.api, site.live))
    # Twenty comments in six rooms of two, three rooms on each process.
    assert load.wanted() == load.heard() == 40 and load.faults() == (0, 0, 0)
    assert [(each["events_relayed"], each["events_read"]) for each in load.counted] == [(20, 10), (20, 10)]
    assert report(load)
    assert "20 comments, 40 of 40 deliveries, thrown out none\nlost 0, doubled 0, out of order 0\n" in (
        capsys.readouterr().out
    )
    first, other = load.clients[0][:2]
    old = {"seq": positions.of(1), "comment_id": next(iter(first.heard))}
    first.hear("event", old)
    other.heard.pop()
    assert load.faults() == (1, 1, 1) and not report(load)


def test_a_process_that_reads_everything_is_noticed(site: Site) -> None:
    chosen = Namespace(processes=2, sockets=2, room=2, rate=4.0, seconds=1.0)
    load = asyncio.run(measure(chosen, site.api, site.live))
    assert report(load)
    load.counted[0]["events_read"] = load.counted[0]["events_relayed"]
    assert not report(load)
