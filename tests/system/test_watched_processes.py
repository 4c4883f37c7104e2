"""The listener that looks for scatter-gathers is in every process that a test starts, and what it finds comes back."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.platform.settings import Settings
from tests.support.clients.chat import chat_socket
from tests.support.clients.live import Person, run
from tests.support.processes import ROOT, Processes, environment
from tests.support.sharding import watch
from tests.support.waiting import eventually

ASKS_ALL = "from core.servers.mongo import collection; collection('users').find_one({'name': 'Ada'})"

SHARDED = {"MONGO_SHARDS": "2"}


@pytest.fixture
def processes(system: Settings, tmp_path: Path) -> Iterator[Processes]:
    started = Processes(environment(system) | SHARDED, tmp_path / "log")
    yield started
    started.stop()


def test_a_scatter_gather_of_another_process_is_seen_here(system: Settings) -> None:
    subprocess.run([sys.executable, "-c", ASKS_ALL], cwd=ROOT, env=environment(system) | SHARDED, check=True)
    (found,) = watch.take_notes()
    assert "undeclared scatter-gather of users by ['name']" in found


def test_with_one_shard_nothing_is_asked_of_a_query(system: Settings) -> None:
    alone = environment(system) | {"MONGO_SHARDS": "1"}
    subprocess.run([sys.executable, "-c", ASKS_ALL], cwd=ROOT, env=alone, check=True)
    assert watch.take_notes() == []


def heard() -> set[str]:
    """The programs that the listener has heard."""
    names = ("gunicorn", "celery", "realtime")
    asked = [path.read_text() for path in watch.folder().glob("*.seen")]
    return {name for name in names for line in asked if name in line}


def test_api_workers_and_realtime_are_heard(processes: Processes) -> None:
    for path in watch.folder().glob("*.seen"):
        path.unlink()
    processes.start_worker()
    api, (live,) = processes.start_site(1)
    person = Person(api)

    async def talk() -> None:
        socket = await chat_socket(live, person)
        await socket.close()

    run(talk)
    person.http.post(
        f"{api}/api/v1/posts",
        json={"title": "A title", "content": "Some content"},
        headers={"X-CSRF-TOKEN": person.csrf, "Prefer": "wait=60"},
    )
    assert eventually(lambda: heard() == {"gunicorn", "celery", "realtime"})
