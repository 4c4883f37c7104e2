"""Redis: one client for the journal, one for the cache, and the one place where keys are spelt."""

import os
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, TypeVar

from redis import Redis, exceptions
from redis.backoff import ExponentialWithJitterBackoff
from redis.retry import Retry

from core.platform.settings import settings
from core.servers.breaker import Breaker
from core.servers.partitions import Layout, of_cache, of_journal, prefix_of
from core.servers.redis_cluster import Cluster, connect
from core.servers.redis_pool import GatedPool
from core.servers.redis_urls import is_cluster
from core.servers.timeouts import timeouts

UNAVAILABLE = (
    exceptions.ConnectionError,
    exceptions.TimeoutError,
    exceptions.OutOfMemoryError,
    exceptions.ClusterError,
    exceptions.RedisClusterException,
)
# redis-py types each answer as the union of what two protocols and two decodings could give; here it is always bytes.
Store = Any
T = TypeVar("T")
BATCH = 500


@lru_cache(maxsize=8)
def _client(url: str, server: str, timeout_s: float, last_pause_s: float, process_id: int) -> Store:
    # The defaults of redis-py 8 (5 s, ten retries) would park every request thread during an outage. Nothing is retried
    # after a time-out: a server that did not answer in time will not answer at once the second time.
    # Every script here may run twice, so a retry is safe. Clients are per process: sockets do not survive a fork.
    retry = Retry(ExponentialWithJitterBackoff(base=0.02, cap=0.2), 2, supported_errors=(exceptions.ConnectionError,))
    options: dict[str, Any] = {"max_connections": 32, "timeout": 0.25, "retry": retry, "legacy_responses": False}
    options |= {"socket_timeout": timeout_s, "socket_connect_timeout": min(0.5, timeout_s)}
    if is_cluster(url):
        return connect(url, server, last_pause_s, **options)
    pool = GatedPool.from_url(url, **options)
    pool.watch(Breaker(server, last_pause_s))
    return Redis(connection_pool=pool)


def own_journal(url: str, timeout_s: float) -> Store:
    """A client of the journal at this address, server or cluster, that shares nothing with that of this process."""
    options: dict[str, Any] = {"socket_timeout": timeout_s, "socket_connect_timeout": timeout_s}
    if is_cluster(url):
        return connect(url, "journal", timeout_s, legacy_responses=False, **options)
    return Redis.from_url(url, legacy_responses=False, **options)


def journal() -> Store:
    """The Redis that must not forget: writes, receipts, pending events, sessions. Answers in bytes."""
    # Without it nothing goes, so it is tried again soon.
    return _client(settings().journal_url, "journal", timeouts().journal_s, 3.0, os.getpid())


def cache_store() -> Store:
    """The Redis that may forget at any moment: items, indexes, rate limits. Answers in bytes."""
    return _client(settings().cache_url, "cache", timeouts().cache_s, 10.0, os.getpid())


def layout_of(store: Store) -> Layout:
    """How the keys of this store are divided into partitions."""
    return of_cache() if store is cache_store() else of_journal()


def servers_of(store: Store) -> list[Store]:
    """The server of this store, or each node of its cluster that has a part of the keys."""
    return store.masters() if isinstance(store, Cluster) else [store]


def ask_servers(store: Store, question: Callable[[Store], T]) -> list[T]:
    """What each server of this store answers. Raises redis' errors; a node of a cluster that does not answer is left
    out, because the others go on."""
    if not isinstance(store, Cluster):
        return [question(store)]
    found = []
    for node in store.masters():
        try:
            found.append(question(node))
        except (exceptions.ConnectionError, exceptions.TimeoutError):
            store.look_again()
    return found


def by_server(store: Store, prefixes: Iterable[str]) -> list[tuple[Store, list[str]]]:
    """These partitions by the server that has them. Raises redis' ConnectionError."""
    return store.by_node(prefixes) if isinstance(store, Cluster) else [(store, list(prefixes))]


def server_of(store: Store, prefix: str) -> Store:
    """The server that has this partition. Raises redis' ConnectionError."""
    return store.node_of(prefix) if isinstance(store, Cluster) else store


def ask_server_of(store: Store, prefix: str, question: Callable[[Store], T]) -> T:
    """What the server that has this partition answers; the question may be asked twice. Raises redis' errors."""
    try:
        return question(server_of(store, prefix))
    except exceptions.ConnectionError:
        if not isinstance(store, Cluster):
            raise
        # After a failover another node has it, and only who asks for that knows.
        store.look_again()
        return question(server_of(store, prefix))


def look_again(store: Store) -> None:
    """Ask the nodes of a cluster which of them has what: after a failover others. Raises redis' ConnectionError."""
    if isinstance(store, Cluster):
        store.look_again()


def clock_ms(store: Store) -> int:
    """The clock of the server that has what belongs to all, in epoch milliseconds. Raises redis' errors."""
    return ask_server_of(store, key(""), _time_ms)


def clocks_ms(store: Store, partitions: Iterable[str]) -> dict[str, int]:
    """The clocks of the servers that have these partitions, by prefix. Raises redis' errors."""
    # By one of its partitions, so that a failover is followed.
    by_clock = [(ask_server_of(store, some[0], _time_ms), some) for _, some in by_server(store, partitions)]
    return {prefix: now_ms for now_ms, some in by_clock for prefix in some}


def _time_ms(server: Store) -> int:
    seconds, microseconds = server.time()
    return int(seconds * 1000 + microseconds // 1000)


def breakers(store: Store) -> list[Breaker]:
    """Of each server of this store whether it answers, as this process knows it."""
    return [each.connection_pool.breaker for each in servers_of(store)]


def key(*parts: str) -> str:
    """The full name of a key of the journal: `key("write", id)` is `social:write:<id>`, `social:{07}:write:<id>` with
    partitions."""
    name = ":".join(parts)
    return prefix_of(name) + name


def in_batches(things: list[T]) -> Iterator[list[T]]:
    """These things, BATCH at a time: as many as a script may look at without holding up other callers."""
    for start in range(0, len(things), BATCH):
        yield things[start : start + BATCH]
