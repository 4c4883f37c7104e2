"""Partitions: which keys of journal and cache are together, so that one script can change them at once.

The first id in the name of something says its partition (core/platform/ids.py); what has none in its name belongs to
all, and so do sessions, because to end one is also to say so to all. With `PARTITIONS=1` everything is together. See
docs/decisions/0019.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from core.platform.ids import partition_of
from core.platform.settings import settings

ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{24}(?![0-9a-f])")
ALL = "all"
OF_ALL = ("session:", "sessions:", "spent:", "ticket:", "tickets:")


def prefix_of(name: str) -> str:
    """What all keys of the partition begin with to which this name belongs: of a key, a cached item, or an id alone."""
    count = settings().partitions
    return settings().key_prefix if count == 1 else _prefix(settings().key_prefix, count, name)


@lru_cache(maxsize=4096)
def _prefix(prefix: str, count: int, name: str) -> str:
    found = None if name.startswith(OF_ALL) else ID.search(name)
    return f"{prefix}{{{_tag(partition_of(found[0]) % count) if found else ALL}}}:"


def _tag(number: int) -> str:
    return f"{number:02x}"


def prefixes() -> list[str]:
    """What the keys of each partition begin with, those that belong to all last."""
    return list(prefixes_with(settings().key_prefix, settings().partitions))


@lru_cache(maxsize=4)
def prefixes_with(prefix: str, count: int) -> tuple[str, ...]:
    """The same with these settings: KEY_PREFIX and PARTITIONS."""
    return (prefix,) if count == 1 else (*(f"{prefix}{{{_tag(n)}}}:" for n in range(count)), f"{prefix}{{{ALL}}}:")


def tag_of(prefix: str) -> str:
    """The number of the partition with this prefix in two hex digits, or `all`."""
    return prefix.rpartition("{")[2].removesuffix("}:")


def by_partition(names: Iterable[str]) -> dict[str, list[str]]:
    """These names by the prefix of their partition, in their order."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(prefix_of(name), []).append(name)
    return found


def are_together() -> bool:
    """Whether there is one partition, so that what belongs to all is in it, too."""
    return settings().partitions == 1


def any_prefix() -> str:
    """What the keys of all partitions begin with, as a pattern."""
    return settings().key_prefix + ("" if are_together() else "{*}:")


def without_prefix(name: str) -> str:
    """The name of a key, without what all keys of its partition begin with."""
    rest = name.removeprefix(settings().key_prefix)
    return rest if are_together() else rest.partition("}:")[2]
