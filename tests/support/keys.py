"""The keys of journal and cache, whichever partition they belong to."""

from core.servers.redis import Store, layout_of


def keys_like(store: Store, pattern: str = "*") -> list[bytes]:
    """The full names of the keys in all partitions that match this pattern there."""
    return list(store.scan_iter(match=layout_of(store).any_prefix + pattern, count=1000))
