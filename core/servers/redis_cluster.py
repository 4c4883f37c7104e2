"""A Redis Cluster: where its nodes are, which of them has a partition, and a breaker for each of them."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from redis import Redis, RedisCluster
from redis.cluster import ClusterNode
from redis.crc import key_slot
from redis.exceptions import ConnectionError as LostError
from redis.exceptions import RedisClusterException

from core.servers.breaker import Breaker
from core.servers.redis_pool import GatedPool

SCHEME = "+cluster"


def is_cluster(url: str) -> bool:
    """Whether this address is that of a cluster: `redis+cluster://host:port,host:port`, with any of its nodes."""
    return SCHEME in urlsplit(url).scheme


def node_urls(url: str) -> list[str]:
    """The address of each node that this address names, as that of a server alone."""
    parts = urlsplit(url)
    login, at, hosts = parts.netloc.rpartition("@")
    scheme = parts.scheme.replace(SCHEME, "")
    return [f"{scheme}://{login}{at}{host}{parts.path}" for host in hosts.split(",")]


class Cluster(RedisCluster):
    """A client of all nodes. What the library raises when it finds none that answers becomes redis' ConnectionError, as
    that of a server alone."""

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """The answer to one command."""
        try:
            return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        except RedisClusterException as error:
            raise LostError(str(error)) from None

    def node_of(self, prefix: str) -> Redis:
        """The node that has the partition with this prefix, as this client knows. Raises ConnectionError."""
        try:
            node = self.nodes_manager.get_node_from_slot(_slot(prefix))
        except RedisClusterException as error:
            raise LostError(str(error)) from None
        return _client_of(self, node)

    def masters(self) -> list[Redis]:
        """Each node that has a part of the keys."""
        return [_client_of(self, node) for node in sorted(self.get_primaries(), key=lambda node: str(node.name))]  # type: ignore[no-untyped-call]

    def by_node(self, prefixes: Iterable[str]) -> list[tuple[Redis, list[str]]]:
        """These partitions by the node that has them."""
        found: dict[Redis, list[str]] = {}
        for prefix in prefixes:
            found.setdefault(self.node_of(prefix), []).append(prefix)
        return list(found.items())

    def look_again(self) -> None:
        """Ask the nodes which of them has what."""
        try:
            self.nodes_manager.initialize()  # type: ignore[no-untyped-call]
        except RedisClusterException as error:
            raise LostError(str(error)) from None


@lru_cache(maxsize=1024)
def _slot(prefix: str) -> int:
    return int(key_slot(prefix.encode()))


def _client_of(cluster: Cluster, node: ClusterNode) -> Redis:
    client: Redis = cluster.get_redis_connection(node)  # type: ignore[no-untyped-call]
    return client


def connect(url: str, server: str, last_pause_s: float, **options: Any) -> Cluster:
    """A client of the cluster at this address. Raises redis' ConnectionError when no node answers."""
    first, *_ = urls = node_urls(url)
    nodes = [ClusterNode(parts.hostname, parts.port or 6379) for parts in map(urlsplit, urls)]  # type: ignore[no-untyped-call]
    try:
        return Cluster(url=first, startup_nodes=nodes, connection_pool_class=_pool_of(server, last_pause_s), **options)
    except RedisClusterException as error:
        raise LostError(str(error)) from None


def _pool_of(server: str, last_pause_s: float) -> type[GatedPool]:
    class NodePool(GatedPool):
        """The pool of one node. The others go on while it does not answer."""

        def __init__(self, **options: Any) -> None:
            super().__init__(**options)  # type: ignore[no-untyped-call]
            self.watch(Breaker(f"{server} {options['host']}:{options['port']}", last_pause_s))

    return NodePool
