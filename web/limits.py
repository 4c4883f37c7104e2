"""Rate limits: sliding windows in the cache Redis, in memory while that is away. All numbers are settings.

The headers are those of draft-ietf-httpapi-ratelimit-headers-10: `RateLimit-Policy` and `RateLimit`.
"""

import math
import os
import time
from functools import lru_cache

import structlog
from flask import Response, g
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import SlidingWindowCounterRateLimiter

from core import cache
from core.problems import Problem
from core.redis import AWAY, cache_store
from core.settings import settings

_log = structlog.get_logger()


@lru_cache(maxsize=4)
def _limiter(url: str, prefix: str, process_id: int) -> SlidingWindowCounterRateLimiter:
    pool = cache_store().connection_pool
    return _counting_in(RedisStorage(url, connection_pool=pool, key_prefix=f"{prefix}rate"))


@lru_cache(maxsize=1)
def _in_memory() -> SlidingWindowCounterRateLimiter:
    return _counting_in(MemoryStorage())


def _counting_in(storage: Storage) -> SlidingWindowCounterRateLimiter:
    return SlidingWindowCounterRateLimiter(storage)


@lru_cache(maxsize=32)
def _item(limit: str) -> RateLimitItem:
    return parse(limit)


def spend(name: str, who: str) -> None:
    """Count one request of `who` against the limit `RATE_<name>`. Raises Problem 429 with Retry-After."""
    item = _item(getattr(settings(), f"rate_{name}"))
    if cache.away():
        allowed, remaining, reset_s = _count(_in_memory(), item, name, who)
    else:
        try:
            limiter = _limiter(settings().cache_url, settings().key_prefix, os.getpid())
            allowed, remaining, reset_s = _count(limiter, item, name, who)
        except AWAY as error:
            cache.note_away(error)
            allowed, remaining, reset_s = _count(_in_memory(), item, name, who)
    g.rate_limit = (name, item, remaining, reset_s)
    if not allowed:
        _log.info("rate_limited", limit=name)
        raise Problem(429, "Too many requests", f"The limit is {item}.", retry_after_s=reset_s)


def _count(limiter: SlidingWindowCounterRateLimiter, item: RateLimitItem, name: str, who: str) -> tuple[bool, int, int]:
    allowed = limiter.hit(item, name, who)
    window = limiter.get_window_stats(item, name, who)
    return allowed, window.remaining, max(1, math.ceil(window.reset_time - time.time()))


def add_headers(answer: Response) -> Response:
    """Tell the caller what is left of the limit that this request was counted against."""
    if "rate_limit" in g:
        name, item, remaining, reset_s = g.rate_limit
        answer.headers["RateLimit-Policy"] = f'"{name}";q={item.amount};w={item.get_expiry()}'
        answer.headers["RateLimit"] = f'"{name}";r={remaining};t={reset_s}'
    return answer
