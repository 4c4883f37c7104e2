"""Every test fails whose application asks more shards than is declared, in whichever of its processes."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.sharding import watch
from tests.support.sharding.watch import Watch

# Before any client is made.
OF_THIS_PROCESS = watch.begin()


@pytest.fixture(scope="session")
def shard_notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder in which all processes of the tests note what a sharded MongoDB would not like."""
    folder = tmp_path_factory.mktemp("shards")
    os.environ["SHARD_WATCH"] = str(folder)
    yield folder
    del os.environ["SHARD_WATCH"]


@pytest.fixture(autouse=True)
def asks_no_more_shards_than_declared(shard_notes: Path) -> Iterator[Watch]:
    """The listener of this process."""
    yield OF_THIS_PROCESS
    if found := watch.take_notes():
        pytest.fail("\n".join(found), pytrace=False)
