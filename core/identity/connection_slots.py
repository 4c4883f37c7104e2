"""How many sockets a holder may have, counted over all realtime processes in the cache Redis.

A holder is a user, by id, or all readers without a session of one network, by `network:<address>`.


A slot is renewed every few seconds. Those of a killed process expire, and those that the cache has forgotten are taken
again by the next renewal. No socket is refused: a new one takes the slot of an older
one of the same page, which is dead though the server does not know it yet, or else of the holder's oldest.
"""

import time
from collections.abc import Iterable
from itertools import chain
from typing import Any

from core.platform.settings import settings
from core.servers.cache_partitions import key, prefix_of
from core.servers.redis import cache_store as store
from core.servers.redis import in_batches
from core.servers.scripts import script

LIFE_MS = 10_000
NETWORK = "network:"


def most_of(holder: str) -> int:
    """How many sockets this holder may have."""
    return settings().sockets_per_network if holder.startswith(NETWORK) else settings().sockets_per_user


def keep(taken: Iterable[tuple[str, str]]) -> set[str]:
    """Take or renew these slots, (holder, socket id) each, for another LIFE_MS, and return the ids of the sockets that
    have lost theirs to newer ones.

    A socket id is `<id>.<page>`, the greater the later; `page` may be empty. One round trip to each
    server for every BATCH of them. Raises redis' errors when the cache is unavailable.
    """
    lost: set[str] = set()
    for batch in in_batches(list(taken)):
        calls: dict[str, list[Any]] = {}
        for holder, socket_id in batch:
            calls.setdefault(prefix_of(holder), [LIFE_MS]).extend((holder, socket_id, most_of(holder)))
        answers = script(store(), "renew_slots").on_each(calls)
        lost.update(each.decode() for each in chain.from_iterable(answers.values()))
    return lost


def leave(holder: str, socket_id: str) -> None:
    """Release a slot."""
    store().zrem(key("sockets", holder), socket_id)


def online(user_ids: list[str]) -> set[str]:
    """Those of these users who have a socket somewhere. One round trip."""
    now_ms = int(time.time() * 1000)
    with store().pipeline(transaction=False) as pipe:
        for user_id in user_ids:
            pipe.zcount(key("sockets", user_id), now_ms, "+inf")
        counts = pipe.execute()
    return {user_id for user_id, count in zip(user_ids, counts, strict=True) if count}
