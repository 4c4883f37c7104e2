"""Partitions: which keys of journal and cache are together, so that one script can change them at once.

The first id in the name of something says its partition (core/platform/ids.py); what has none in its name belongs to
all, and so do sessions, because to end one is also to say so to all. With `PARTITIONS=1` everything is together. See
docs/decisions/0019.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from core.platform.ids import partition_of
from core.platform.settings import settings
from core.servers.redis_urls import is_cluster

ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{24}(?![0-9a-f])")
ALL = "all"
OF_ALL = ("session:", "sessions:", "spent:", "ticket:", "tickets:")


@dataclass(frozen=True)
class Layout:
    """How the keys of a store are divided into partitions: `prefix` is KEY_PREFIX, `count` says how many there are."""

    prefix: str
    count: int

    def prefix_of(self, name: str) -> str:
        """What all keys of the partition begin with to which this name belongs: of a key, a cached item, or an id."""
        return self.prefix if self.count == 1 else _prefix(self.prefix, self.count, name)

    def prefixes(self) -> tuple[str, ...]:
        """What the keys of each partition begin with, those that belong to all last."""
        return _prefixes(self.prefix, self.count)

    def by_partition(self, names: Iterable[str]) -> dict[str, list[str]]:
        """These names by the prefix of their partition, in their order."""
        found: dict[str, list[str]] = {}
        for name in names:
            found.setdefault(self.prefix_of(name), []).append(name)
        return found

    @property
    def are_together(self) -> bool:
        """Whether there is one partition, so that what belongs to all is in it, too."""
        return self.count == 1

    @property
    def any_prefix(self) -> str:
        """What the keys of all partitions begin with, as a pattern."""
        return self.prefix + ("" if self.are_together else "{*}:")

    def without_prefix(self, name: str) -> str:
        """The name of a key, without what all keys of its partition begin with."""
        rest = name.removeprefix(self.prefix)
        return rest if self.are_together else rest.partition("}:")[2]


@lru_cache(maxsize=8)
def layout(prefix: str, count: int) -> Layout:
    """The layout with this KEY_PREFIX and so many partitions."""
    return Layout(prefix, count)


def of_journal() -> Layout:
    """The layout of the journal."""
    return layout(settings().key_prefix, settings().partitions)


def of_cache() -> Layout:
    """The layout of the cache: that of the journal if it is a cluster. On one server it is a single partition: it may
    forget at any time, so it needs no layout for later, and a page is made of what is in one place."""
    return layout(settings().key_prefix, settings().partitions if is_cluster(settings().cache_url) else 1)


@lru_cache(maxsize=4096)
def _prefix(prefix: str, count: int, name: str) -> str:
    found = None if name.startswith(OF_ALL) else ID.search(name)
    return f"{prefix}{{{_tag(partition_of(found[0]) % count) if found else ALL}}}:"


@lru_cache(maxsize=4)
def _prefixes(prefix: str, count: int) -> tuple[str, ...]:
    return (prefix,) if count == 1 else (*(f"{prefix}{{{_tag(n)}}}:" for n in range(count)), f"{prefix}{{{ALL}}}:")


def _tag(number: int) -> str:
    return f"{number:02x}"


def tag_of(prefix: str) -> str:
    """The number of the partition with this prefix in two hex digits, or `all`."""
    return prefix.rpartition("{")[2].removesuffix("}:")


def prefix_of(name: str) -> str:
    """As that of the layout of the journal."""
    return of_journal().prefix_of(name)


def prefixes() -> tuple[str, ...]:
    """As those of the layout of the journal."""
    return of_journal().prefixes()


def by_partition(names: Iterable[str]) -> dict[str, list[str]]:
    """As that of the layout of the journal."""
    return of_journal().by_partition(names)


def are_together() -> bool:
    """As that of the layout of the journal."""
    return of_journal().are_together
