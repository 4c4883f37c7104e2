"""A Redis Cluster: where its nodes are, which of them has a partition, and a breaker for each of them.

Another breaker is for the question which node has what. The library asks it after each command that got no answer, one
node after the other: while all of them hang, a request would wait for each.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from redis import Redis, RedisCluster
from redis.cluster import ClusterNode
from redis.crc import key_slot
from redis.exceptions import ConnectionError as LostError
from redis.exceptions import RedisClusterException, RedisError

from core.platform.one_for_all import OneForAll
from core.servers.breaker import Breaker
from core.servers.redis_pool import GatedPool
from core.servers.redis_urls import node_urls


class Cluster(RedisCluster):
    """A client of all nodes. What the library raises when it finds none that answers becomes redis' ConnectionError, as
    that of a server alone."""

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """The answer to one command."""
        try:
            return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        except RedisClusterException as error:
            raise LostError(str(error)) from None

    def guard(self, breaker: Breaker) -> None:
        """Use this breaker for the question which node has what."""
        ask, at_once = self.nodes_manager.initialize, OneForAll()

        def look(*args: Any, **options: Any) -> bool:
            _check(breaker)
            # All at the same time; the library asks those that do not answer no more, because of their breakers.
            if not self._answers():
                raise _failed(breaker, RedisClusterException("No node answers."))
            try:
                ask(*args, **options)
            except RedisClusterException as error:
                raise _failed(breaker, error) from None
            breaker.succeeded()
            return True

        def initialize(*args: Any, **options: Any) -> None:
            if not at_once.do(lambda: look(*args, **options), since=at_once.count):
                raise RedisClusterException("No node answered another caller.")

        self.nodes_manager.initialize = initialize  # type: ignore[method-assign]

    def _answers(self) -> bool:
        clients = [_client_of(self, node) for node in self.get_nodes()]  # type: ignore[no-untyped-call]
        with ThreadPoolExecutor(len(clients) or 1) as pool:
            return not clients or any(list(pool.map(_pings, clients)))

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


def _check(breaker: Breaker) -> None:
    if not breaker.allows():
        raise RedisClusterException("No node answered a moment ago.")


def _failed(breaker: Breaker, error: RedisClusterException) -> RedisClusterException:
    breaker.failed(error)
    return error


def _pings(node: Redis) -> bool:
    with suppress(RedisError):
        return bool(node.ping())
    return False


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
    breaker, pools = _breaker_of(url, server, last_pause_s), _pool_of(server, last_pause_s)
    try:
        _check(breaker)
        cluster = Cluster(url=first, startup_nodes=nodes, connection_pool_class=pools, **options)
    except RedisClusterException as error:
        breaker.failed(error)
        raise LostError(str(error)) from None
    breaker.succeeded()
    cluster.guard(breaker)
    return cluster


@lru_cache(maxsize=8)
def _breaker_of(url: str, server: str, last_pause_s: float) -> Breaker:
    return Breaker(f"the nodes of the {server}", last_pause_s)


def _pool_of(server: str, last_pause_s: float) -> type[GatedPool]:
    class NodePool(GatedPool):
        """The pool of one node. The others go on while it does not answer."""

        def __init__(self, **options: Any) -> None:
            super().__init__(**options)  # type: ignore[no-untyped-call]
            self.watch(Breaker(f"{server} {options['host']}:{options['port']}", last_pause_s))

    return NodePool
