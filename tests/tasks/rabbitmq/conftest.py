"""Processes, and a channel of the broker, for the tests of RabbitMQ."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.platform.settings import Settings
from tests.support.processes import Processes, environment
from tests.support.rabbitmq import client


@pytest.fixture
def processes(system: Settings, tmp_path: Path) -> Iterator[Processes]:
    """The processes of a test, whose log says everything."""
    started = Processes(environment(system) | {"LOG_LEVEL": "INFO"}, tmp_path / "log")
    yield started
    started.stop()


@pytest.fixture
def channel(system: Settings) -> Iterator[Any]:
    """A channel of a client of its own, which knows nothing of Celery."""
    with client(system.broker_url) as connection:
        yield connection.default_channel
