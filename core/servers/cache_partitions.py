"""Partitions of the cache: as those of the journal (core/servers/partitions.py), but with the layout of the cache."""

from collections.abc import Iterable

from core.servers.partitions import of_cache


def prefix_of(name: str) -> str:
    """What all keys of the partition begin with to which this name belongs."""
    return of_cache().prefix_of(name)


def prefixes() -> tuple[str, ...]:
    """What the keys of each partition begin with, those that belong to all last."""
    return of_cache().prefixes()


def by_partition(names: Iterable[str]) -> dict[str, list[str]]:
    """These names by the prefix of their partition, in their order."""
    return of_cache().by_partition(names)


def are_together() -> bool:
    """Whether there is one partition: the cache is one server, or PARTITIONS is 1."""
    return of_cache().are_together


def key(*parts: str) -> str:
    """The full name of a key of the cache: `key("post", id)` is `social:post:<id>`, or `social:{07}:post:<id>` in a
    cluster."""
    name = ":".join(parts)
    return prefix_of(name) + name
