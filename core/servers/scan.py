"""Looking through the keys of a Redis in batches."""

from collections.abc import Iterator

from core.platform.settings import settings
from core.servers.partitions import any_prefix, without_prefix

Batches = Iterator[tuple[str, list[str]]]


def scan(client: object, pattern: str, place: str) -> Batches:
    """Every key of this pattern in batches, without the prefix, with the place to go on from; some come twice."""
    cursor, match = int(place or 0), any_prefix() + pattern
    while True:
        cursor, found = client.scan(cursor, match=match, count=settings().purge_batch)  # type: ignore[attr-defined]
        yield str(cursor or ""), [without_prefix(name.decode()) for name in found]
        if not cursor:
            return
