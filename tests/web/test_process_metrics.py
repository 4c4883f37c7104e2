"""Metrics of single processes, worker and API: what one has counted outlives it, and nobody else spoils it."""

import os
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from core.platform.settings import Settings
from core.writes import backlog, turns
from deploy.local.ports import free_port
from tests.support.journal_writes import ADA, insert_user, new_post
from tests.support.processes import ROOT, Processes, answers, environment
from tests.support.scrapes import value
from tests.support.waiting import eventually


@pytest.fixture
def processes(system: Settings, tmp_path: Path) -> Iterator[Processes]:
    started = Processes(environment(system), tmp_path / "log")
    yield started
    started.stop()


def children_of(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_file_that_a_process_has_just_opened_spoils_no_scrape(processes: Processes, tmp_path: Path) -> None:
    port, folder = free_port(), tmp_path / "metrics"
    api_folder = tmp_path / "api"
    api = processes.start_api(PROMETHEUS_MULTIPROC_DIR=str(api_folder))
    processes.start_worker(METRICS_PORT=str(port), PROMETHEUS_MULTIPROC_DIR=str(folder))
    worker = f"http://127.0.0.1:{port}"
    eventually(lambda: answers(worker, "/metrics"))
    for url, of_process in ((api, api_folder), (worker, folder)):
        (of_process / "counter_9.db").touch()
        assert requests.get(f"{url}/metrics", timeout=5).status_code == 200
    assert "Traceback" not in processes.printed()


def test_the_invariant_holds_at_every_scrape_while_a_worker_is_killed(processes: Processes, tmp_path: Path) -> None:
    """And the worker's own figures outlive its children."""
    insert_user(ADA)
    port, folder = free_port(), tmp_path / "metrics"
    folder.mkdir()
    (folder / "counter_7.db").touch()  # of an earlier run
    api = processes.start_api()
    worker = processes.start_worker(METRICS_PORT=str(port), PROMETHEUS_MULTIPROC_DIR=str(folder))
    processes.start_beat()
    applied, killed, imbalances = 0, False, set()

    def scraped() -> bool:
        nonlocal applied, killed
        if backlog.totals()["accepted"] < 100:
            new_post()
        text = requests.get(f"{api}/metrics", timeout=5).text
        imbalances.add(value(text, "social_writes_imbalance"))
        applied = int(value(text, "social_writes", state="applied"))
        if applied > 20 and not killed:
            for child in children_of(worker.pid):
                os.kill(child, signal.SIGKILL)
            killed = True
        return killed and applied > 60

    eventually(scraped, 90)
    assert imbalances == {0}
    # The killed children's successors count in the same files: 0 is the worker's main process.
    assert {each.stem.rpartition("_")[2] for each in folder.iterdir()} <= {"0", "1", "2"}
    eventually(lambda: backlog.totals()["pending"] == 0)
    own = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=5).text
    total = backlog.totals()["applied"]
    # A batch that a child had applied and not counted when it was killed is lost to the histogram, not to the journal.
    assert total - turns.SIZES[0] <= value(own, "social_write_seconds_count") <= total
    assert eventually(
        lambda: value(requests.get(f"http://127.0.0.1:{port}/metrics", timeout=5).text, "social_mqtt_connected"), 20
    )


def test_who_only_looks_at_a_worker_leaves_its_figures_alone(system: Settings, tmp_path: Path) -> None:
    counted = tmp_path / "counter_1.db"
    counted.write_bytes(struct.pack("ii", 8, 0))
    environ = environment(system) | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", "from workers import main"], env=environ, cwd=ROOT, check=True)
    assert counted.exists()


def test_an_api_process_that_ends_leaves_its_count_and_no_files(processes: Processes, tmp_path: Path) -> None:
    processes.env |= {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "api"), "API_PROCESSES": "1"}
    url = processes.start_api()
    arbiter = processes.started[-1].pid

    def health_checks() -> float:
        text = requests.get(f"{url}/metrics", timeout=5).text
        return value(text, "social_http_requests_total", route="/healthz")

    for _ in range(3):
        requests.get(f"{url}/healthz", timeout=5)
    before, files = health_checks(), sorted((tmp_path / "api").iterdir())
    (first,) = children_of(arbiter)
    os.kill(first, signal.SIGKILL)
    eventually(lambda: children_of(arbiter) not in ([], [first]))
    eventually(lambda: answers(url))
    assert health_checks() > before >= 3
    assert sorted((tmp_path / "api").iterdir()) == files
