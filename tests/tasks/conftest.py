"""An author, and the broker of a test."""

from collections.abc import Iterator

import pytest
from redis import Redis

from core.platform.settings import Settings
from tests.support.journal_writes import ADA, insert_user


@pytest.fixture
def ada(system: Settings) -> str:
    """A user who writes; her id."""
    return insert_user(ADA)


@pytest.fixture
def broker(system: Settings) -> Iterator[Redis]:
    """The database of the broker, through a client that adds no prefix."""
    with Redis.from_url(system.broker_url) as client:
        yield client
