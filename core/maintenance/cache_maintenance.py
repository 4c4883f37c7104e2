"""Upkeep of the cache: keys that would never expire, and indexes that are longer than they may be."""

from collections.abc import Iterator

from core.platform.settings import settings
from core.reads.indexes import PREFIXES
from core.reads.nouns import NOUNS
from core.servers.cache_partitions import by_partition, key
from core.servers.redis import cache_store
from core.servers.scan import Batches, scan
from core.servers.scripts import script

# These have no time to live because they must not be evicted; tasks.sweep takes care of them.
LASTING = ("cache:epoch", "cache:floors", "cache:floors_at", "cache:generation", "cache:changes")


def _endless(names: list[str]) -> list[str]:
    with cache_store().pipeline(transaction=False) as pipe:
        for name in names:
            pipe.ttl(key(name))
        left_s = pipe.execute()
    return [name for name, ttl in zip(names, left_s, strict=True) if ttl == -1 and name not in LASTING]


def endless_keys(cursor: str) -> Batches:
    """Names of cache keys that have no time to live though they should."""
    for next_cursor, names in scan(cache_store(), "*", cursor):
        yield next_cursor, _endless(names) if names else []


def remove_keys(names: list[str]) -> int:
    """Remove those of these keys that never expire; a later read fills them again. Returns how many."""
    return sum(cache_store().delete(key(name)) for name in _endless(names)) if names else 0


def long_indexes(cursor: str) -> Batches:
    """Names of indexes with more entries than INDEX_MAX."""
    for next_cursor, names in scan(cache_store(), "*:*", cursor):
        indexes = [name for name in names if name.startswith(PREFIXES)]
        yield next_cursor, [name for name in indexes if _excess(name) > 0]


def _excess(name: str) -> int:
    # The first element is the index's mark.
    return int(cache_store().zcard(key(name))) - 1 - settings().index_max


def trim_indexes(names: list[str]) -> int:
    """Cut these indexes to their newest INDEX_MAX entries; return how many entries went."""
    trim = script(cache_store(), "trim")
    return sum(int(trim(name, settings().index_max, of=name)) for name in names)


def forget_all() -> Iterator[int]:
    """Drop every cached item, index and page, batch by batch; yields how many went. What is known of versions stays."""
    for pattern in (*(f"{noun}:*" for noun in NOUNS), *(f"{index}*" for index in PREFIXES), "pages:*"):
        for _, names in scan(cache_store(), pattern, ""):
            yield _delete(names)


def _delete(names: list[str]) -> int:
    return sum(int(cache_store().delete(*map(key, some))) for some in by_partition(names).values())
