"""The broker of a test."""

from collections.abc import Iterator

import pytest
from redis import Redis

from core.platform.settings import Settings


@pytest.fixture
def broker(system: Settings) -> Iterator[Redis]:
    """The database of the broker, through a client that adds no prefix."""
    with Redis.from_url(system.broker_url) as client:
        yield client
