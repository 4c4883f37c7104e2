"""An author, the broker and the processes of a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from core.platform.settings import Settings
from tests.support.journal_writes import ADA, insert_user
from tests.support.processes import Processes, environment


@pytest.fixture
def ada(system: Settings) -> str:
    """A user who writes; her id."""
    return insert_user(ADA)


@pytest.fixture
def broker(system: Settings) -> Iterator[Redis]:
    """The database of the broker, through a client that adds no prefix."""
    with Redis.from_url(system.broker_url) as client:
        yield client


@pytest.fixture
def processes(system: Settings, tmp_path: Path) -> Iterator[Processes]:
    """The processes of a test, whose log says everything."""
    started = Processes(environment(system) | {"LOG_LEVEL": "INFO"}, tmp_path / "log")
    yield started
    started.stop()
