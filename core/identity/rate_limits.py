"""Rate limits: sliding windows in the cache Redis, in memory while that is unavailable. All numbers are settings.

The headers are those of draft-ietf-httpapi-ratelimit-headers-10: `RateLimit-Policy` and `RateLimit`.
"""

import math
import os
import time
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import structlog
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.servers.cache_partitions import key, prefix_of
from core.servers.redis import UNAVAILABLE, cache_store, server_of
from core.servers.scripts import text_script

_log = structlog.get_logger()
# As the last request that was counted in this thread left it.
_window: ContextVar[tuple[int, float, int, float]] = ContextVar("window")


# Two scripts of the library in one: count the request, and tell of the window that it sees.
COUNT = f"""
local function acquire(KEYS, ARGV)
{RedisStorage.SCRIPT_ACQUIRE_SLIDING_WINDOW.decode()}
end
local function window(KEYS, ARGV)
{RedisStorage.SCRIPT_SLIDING_WINDOW.decode()}
end
local names = {{ ARGV[1], ARGV[2] }}
local allowed = acquire(names, {{ ARGV[3], ARGV[4], ARGV[5] }})
return {{ allowed and 1 or 0, unpack(window(names, {{ ARGV[4] }})) }}
"""


class OneTripStorage(RedisStorage):
    """Counts a request and keeps the window that it sees, in one round trip where the library makes two."""

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Whether the limit allows it; counts it if so."""
        return self.read(text_script(cache_store(), COUNT)(*self.args(key, limit, expiry, amount), of=key))

    def args(self, key: str, limit: int, expiry: int, amount: int = 1) -> list[Any]:
        """The ARGV of COUNT for a limit of so many in `expiry` seconds."""
        names = [self.prefixed_key(self._previous_window_key(key)), self.prefixed_key(self._current_window_key(key))]
        own, of_all = prefix_of(key), settings().key_prefix
        return [*(own + name.removeprefix(of_all) for name in names), limit, expiry, amount]

    def read(self, answer: list[Any]) -> bool:
        """Whether the limit allows it, by the answer of COUNT."""
        allowed, *window = answer
        before, before_ms, now, now_ms = (max(0, int(each or 0)) for each in window)
        _window.set((before, before_ms / 1000, now, now_ms / 1000))
        return bool(allowed)

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """The window as the request that was just counted left it."""
        return _window.get()


@lru_cache(maxsize=4)
def _limiter(url: str, prefix: str, process_id: int) -> SlidingWindowCounterRateLimiter:
    # The library's own scripts are never called: any server will do.
    pool = server_of(cache_store(), key("")).connection_pool
    return SlidingWindowCounterRateLimiter(OneTripStorage(url, connection_pool=pool, key_prefix=f"{prefix}rate"))


@lru_cache(maxsize=1)
def _in_memory() -> SlidingWindowCounterRateLimiter:
    return SlidingWindowCounterRateLimiter(MemoryStorage())


@lru_cache(maxsize=32)
def _item(limit: str) -> RateLimitItem:
    return parse(limit)


@dataclass(frozen=True)
class Counted:
    """A request or message that was counted: whether the limit allows it, what is left, and when it is whole again."""

    name: str
    limit: RateLimitItem
    is_allowed: bool
    remaining: int
    reset_s: int

    def check(self) -> None:
        """Raises Problem 429 with Retry-After when the limit does not allow it."""
        if not self.is_allowed:
            _log.info("rate_limited", limit=self.name)
            raise Problem(ProblemKind.TOO_MANY_REQUESTS, f"The limit is {self.limit}.", retry_after_s=self.reset_s)


def count(name: str, who: str) -> Counted:
    """Count one request or message of `who` against the limit `RATE_<name>`."""
    return _count(name, who, 1)


def spend(name: str, who: str) -> None:
    """Count as `count` does. Raises Problem 429 with Retry-After."""
    count(name, who).check()


def give_back(name: str, who: str) -> None:
    """Take back what was counted: it was not what the limit is about."""
    _count(name, who, -1)


def _count(name: str, who: str, cost: int) -> Counted:
    item = _item(getattr(settings(), f"rate_{name}"))
    try:
        limiter = _limiter(settings().cache_url, settings().key_prefix, os.getpid())
        return _counted_by(limiter, item, name, who, cost)
    except UNAVAILABLE:
        return _counted_by(_in_memory(), item, name, who, cost)


def _counted_by(
    limiter: SlidingWindowCounterRateLimiter, item: RateLimitItem, name: str, who: str, cost: int
) -> Counted:
    return Counted(name, item, limiter.hit(item, name, who, cost=cost), *_stats(limiter, item, name, who))


class PiggybackCount:
    """A request that is counted as by `spend`, in the round trip of another question (core/servers/redis.py).

    `counted` has it once it is counted.
    """

    lua = COUNT

    def __init__(self, name: str, who: str) -> None:
        self._name, self._who, self._is_counted = name, who, False
        self.of = who
        self._item = _item(getattr(settings(), f"rate_{name}"))
        self.counted: list[Counted] = []
        self._limiter = _limiter(settings().cache_url, settings().key_prefix, os.getpid())
        self._storage = cast(OneTripStorage, self._limiter.storage)

    @property
    def args(self) -> list[Any]:
        """The ARGV of COUNT."""
        return _args(self._storage, self._item, self._name, self._who)

    def read(self, answer: list[Any]) -> None:
        """Take what COUNT answered. Raises Problem 429."""
        self._is_counted = True
        allowed = self._storage.read(answer)
        stats = _stats(self._limiter, self._item, self._name, self._who)
        self._check(Counted(self._name, self._item, allowed, *stats))

    def settle(self) -> None:
        """Count it alone if it has not been counted. Raises Problem 429."""
        if not self._is_counted:
            self._is_counted = True
            self._check(count(self._name, self._who))

    def _check(self, counted: Counted) -> None:
        self.counted.append(counted)
        counted.check()


@lru_cache(maxsize=4096)
def _args(storage: OneTripStorage, item: RateLimitItem, name: str, who: str) -> list[Any]:
    return storage.args(item.key_for(name, who), item.amount, item.get_expiry())


def _stats(limiter: SlidingWindowCounterRateLimiter, item: RateLimitItem, name: str, who: str) -> tuple[int, int]:
    """How much is left, and after how many seconds it is whole again."""
    window = limiter.get_window_stats(item, name, who)
    return window.remaining, max(1, math.ceil(window.reset_time - time.time()))


def headers_of(counted: list[Counted]) -> dict[str, str]:
    """The headers that tell what is left of each limit."""
    policies = [f'"{each.name}";q={each.limit.amount};w={each.limit.get_expiry()}' for each in counted]
    left = [f'"{each.name}";r={each.remaining};t={each.reset_s}' for each in counted]
    return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(left)}
