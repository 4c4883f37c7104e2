"""Redis: one client for the journal, one for the cache, and the one place where keys are spelt."""

import os
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeVar

from redis import Redis, exceptions
from redis.backoff import ExponentialWithJitterBackoff
from redis.retry import Retry

from core.platform.settings import settings
from core.servers.breaker import Breaker
from core.servers.partitions import prefix_of
from core.servers.redis_pool import GatedPool
from core.servers.timeouts import timeouts

UNAVAILABLE = (exceptions.ConnectionError, exceptions.TimeoutError, exceptions.OutOfMemoryError)
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
    pool = GatedPool.from_url(
        url,
        max_connections=32,
        timeout=0.25,
        socket_timeout=timeout_s,
        socket_connect_timeout=min(0.5, timeout_s),
        retry=retry,
        legacy_responses=False,
    )
    pool.watch(Breaker(server, last_pause_s))
    return Redis(connection_pool=pool)


def journal() -> Store:
    """The Redis that must not forget: writes, receipts, pending events, sessions. Answers in bytes."""
    # Without it nothing goes, so it is tried again soon.
    return _client(settings().journal_url, "journal", timeouts().journal_s, 3.0, os.getpid())


def cache_store() -> Store:
    """The Redis that may forget at any moment: items, indexes, rate limits. Answers in bytes."""
    return _client(settings().cache_url, "cache", timeouts().cache_s, 10.0, os.getpid())


def cache_breaker() -> Breaker:
    """Whether the cache answers, as this process knows it."""
    breaker: Breaker = cache_store().connection_pool.breaker
    return breaker


def key(*parts: str) -> str:
    """The full name of a key: `key("post", id)` is `social:post:<id>`, or `social:{07}:post:<id>` in a partition."""
    name = ":".join(parts)
    return prefix_of(name) + name


def in_batches(things: list[T]) -> Iterator[list[T]]:
    """These things, BATCH at a time: as many as a script may look at without holding up other callers."""
    for start in range(0, len(things), BATCH):
        yield things[start : start + BATCH]
