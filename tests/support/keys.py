"""The keys of journal and cache, whichever partition they belong to."""

from core.servers.partitions import any_prefix
from core.servers.redis import Store


def keys_like(store: Store, pattern: str = "*") -> list[bytes]:
    """The full names of the keys in all partitions that match this pattern there."""
    return list(store.scan_iter(match=any_prefix() + pattern, count=1000))
