"""Looking through the keys of a store in batches."""

from collections.abc import Iterator

from core.platform.settings import settings
from core.servers.redis import Store, layout_of, servers_of

Batches = Iterator[tuple[str, list[str]]]


def scan(store: Store, pattern: str, place: str) -> Batches:
    """Every key of this pattern in batches, without the prefix, with the place to go on from; some come twice.

    In a cluster the place is that of a node and in it. When its nodes change meanwhile, some keys come next time.
    """
    first, _, within = place.rpartition(" ")
    servers, layout = servers_of(store), layout_of(store)
    for number in range(int(first or 0), len(servers)):
        cursor = int(within or 0)
        while True:
            cursor, found = servers[number].scan(
                cursor, match=layout.any_prefix + pattern, count=settings().purge_batch
            )
            is_last = not cursor and number + 1 == len(servers)
            yield "" if is_last else _place(number, cursor), [layout.without_prefix(name.decode()) for name in found]
            if not cursor:
                break
        within = ""


def _place(number: int, cursor: int) -> str:
    number, cursor = (number, cursor) if cursor else (number + 1, 0)
    return f"{number} {cursor}" if number else str(cursor)
