"""Files that a process needs for nothing must not keep it from starting, whatever has become of them."""

import os
import struct
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from honcho.environ import parse_procfile

from core.maintenance import cleanup_log
from core.platform.clock import now_ms
from core.platform.settings import Settings
from core.servers.redis import journal as store
from core.servers.redis import key
from deploy.local.ports import free_port
from tests.support.processes import ROOT, Processes, answers, environment
from tests.support.waiting import eventually

BEFORE_EACH = ("-s", "--schedule", "--statedb", "-S", "--persistent", "--db")


@pytest.fixture
def processes(system: Settings, tmp_path: Path) -> Iterator[Processes]:
    started = Processes(environment(system), tmp_path / "log")
    yield started
    started.stop()


def damage(folder: Path) -> None:
    """Files of figures as a full disk, or a power cut, leaves them."""
    folder.mkdir()
    (folder / "counter_0.db").write_bytes(b"")
    (folder / "counter_1.db").write_bytes(b"garbage")
    (folder / "histogram_0.db").write_bytes(os.urandom(65_536))
    (folder / "histogram_1.db").write_bytes(struct.pack("ii", 64, 0) + struct.pack("i", -40) + bytes(64))
    (folder / "gauge_mostrecent_0.db").write_bytes(struct.pack("ii", -5, 0) + bytes(100))
    (folder / "gauge_mostrecent_1.db").write_bytes(struct.pack("ii", 1 << 30, 0) + bytes(100))


def test_field_4_a_worker_starts_and_counts_beside_damaged_files_of_figures(
    processes: Processes, tmp_path: Path
) -> None:
    damage(tmp_path / "figures")
    port = free_port()
    processes.start_worker(METRICS_PORT=str(port), PROMETHEUS_MULTIPROC_DIR=str(tmp_path / "figures"))
    eventually(lambda: answers(f"http://127.0.0.1:{port}", "/metrics"))


def test_field_4_the_api_starts_and_counts_beside_damaged_files_of_figures(
    processes: Processes, tmp_path: Path
) -> None:
    damage(tmp_path / "figures")
    processes.env["PROMETHEUS_MULTIPROC_DIR"] = str(tmp_path / "figures")
    url = processes.start_api()
    assert answers(url, "/metrics")


def test_field_4_beat_starts_whatever_a_schedule_file_holds_and_writes_none(
    processes: Processes, tmp_path: Path
) -> None:
    file = tmp_path / "schedule"
    for ending in ("", ".dat", ".dir", ".bak", ".db"):
        file.with_name(file.name + ending).write_bytes(b"" if ending == ".dat" else b"'entries', (0, 3)\n")
    held = {each.name: each.read_bytes() for each in tmp_path.glob("schedule*")}
    beat = processes.start("celery", "-A", "workers.main", "beat", "-s", str(file), "--pidfile=")
    eventually(lambda: store().hget(key("progress"), "beat"))
    assert beat.poll() is None
    assert {each.name: each.read_bytes() for each in tmp_path.glob("schedule*")} == held


def test_field_4_no_process_is_started_with_a_file_of_its_state() -> None:
    commands = list(parse_procfile((ROOT / "Procfile").read_text()).processes.values())
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"].values()
    commands += [str(each["command"]) for each in services if "celery" in str(each.get("command", ""))]
    celery = [command.split(" celery ", 1)[-1].split() for command in commands if "celery" in command]
    assert len(celery) >= 12
    for words in celery:
        assert not any(word.split("=")[0] in BEFORE_EACH for word in words), words
        assert "beat" not in words or "--pidfile=" in words


def due(job: str) -> bool:
    from workers.main import app
    from workers.schedule import Scheduler

    entry = Scheduler(app).schedule[f"clean-up-{job}"]
    return bool(entry.is_due().is_due)


def test_field_4_a_daily_job_that_fell_due_while_beat_was_unavailable_runs_when_it_is_back(system: Settings) -> None:
    assert not due("counters"), "never ran: it waits for its time"
    store().hset(key("cleanup", "last_run_ms"), "counters", now_ms() - 8 * 24 * 3_600_000)
    assert due("counters")
    cleanup_log.note_run("counters", 0)
    assert not due("counters")


def test_field_4_beat_takes_its_schedule_without_the_journal_too(
    system: Settings, configure: Callable[..., Settings]
) -> None:
    from workers.main import app
    from workers.schedule import Scheduler

    configure(journal_url="redis://127.0.0.1:1/0")
    entries = Scheduler(app).schedule.values()
    assert entries and all(datetime.now(UTC) - entry.last_run_at < timedelta(minutes=1) for entry in entries)
