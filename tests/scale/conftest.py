"""A site that no single machine carries: Redis Clusters, three nodes of RabbitMQ, several processes of each kind."""

from collections.abc import Iterator

import pytest

from tests.support.failovers import start_rabbits
from tests.support.servers import ServerAddresses, start_servers


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerAddresses]:
    """Clusters of everything that can be one here; for these tests alone, which kill parts of them."""
    addresses = start_servers(tmp_path_factory.mktemp("servers"), has_clusters=True)
    try:
        start_rabbits(addresses, tmp_path_factory.mktemp("rabbits"))
        yield addresses
    finally:
        addresses.stop()
