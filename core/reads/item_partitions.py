"""In which partitions items and their indexes are, as far as this process knows before it reads them from MongoDB.

A fill needs a lease of each of them first. Where one is missing, MongoDB is read again.
"""

from collections.abc import Iterable

from core.reads.indexes import Index
from core.reads.serializers import Entry
from core.servers.cache_partitions import are_together, by_partition, prefix_of

SEEN_MAX = 10_000
# Of items that were read: an item never changes its indexes.
_seen: dict[str, frozenset[str]] = {}


def partitions_of(names: Iterable[str], author_ids: Iterable[str]) -> set[str]:
    """The partitions of these items and of the indexes that they may be in, when these are the authors of new ones."""
    names, author_ids = list(names), list(author_ids)
    found = set(by_partition([*names, *author_ids]))
    if author_ids:
        found.add(prefix_of(Index.feed().name))
    return found.union(*(_seen.get(name, ()) for name in names))


def note(entries: Iterable[Entry]) -> None:
    """Remember where the indexes of these items are."""
    if are_together():
        return
    if len(_seen) > SEEN_MAX:
        _seen.clear()
    for entry in entries:
        _seen[entry.name] = frozenset(map(prefix_of, entry.indexes))
