"""How many sockets a user may have, counted over all realtime processes in the cache Redis.

A place is kept by saying so every few seconds. Those of a process that was killed run out by themselves, and those that
the cache has forgotten are taken again by the next keeping.
"""

import time
from collections.abc import Iterable
from itertools import chain

from core.redis import cache_store as store
from core.redis import in_batches, key, script
from core.settings import settings

LIFE_MS = 10_000


def take(user_id: str, socket_id: str) -> bool:
    """Whether this socket got one of the user's SOCKETS_PER_USER places. Raises redis' errors, the cache being away."""
    args = [socket_id, settings().sockets_per_user, LIFE_MS]
    return bool(script(store(), "take_place")(keys=[key("sockets", user_id)], args=args))


def keep(taken: Iterable[tuple[str, str]]) -> None:
    """Keep these places, (user id, socket id) each, for another LIFE_MS. One round trip for every BATCH of them."""
    for batch in in_batches(list(taken)):
        script(store(), "keep_places")(args=[key("sockets:"), LIFE_MS, *chain.from_iterable(batch)])


def leave(user_id: str, socket_id: str) -> None:
    """Give a place back."""
    store().zrem(key("sockets", user_id), socket_id)


def online(user_ids: list[str]) -> set[str]:
    """Those of these users who have a socket somewhere. One round trip."""
    now_ms = int(time.time() * 1000)
    with store().pipeline(transaction=False) as together:
        for user_id in user_ids:
            together.zcount(key("sockets", user_id), now_ms, "+inf")
        counts = together.execute()
    return {user_id for user_id, count in zip(user_ids, counts, strict=True) if count}
