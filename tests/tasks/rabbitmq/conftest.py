"""Processes, and a channel of the broker, for the tests of RabbitMQ."""

from collections.abc import Iterator
from typing import Any

import pytest

from core.platform.settings import Settings
from tests.support.rabbitmq import client


@pytest.fixture
def channel(system: Settings) -> Iterator[Any]:
    """A channel of a client of its own, which knows nothing of Celery."""
    with client(system.broker_url) as connection:
        yield connection.default_channel
