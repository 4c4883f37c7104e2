"""Copies: a write is answered when so many replicas of the journal have it, so that a failover does not lose it.

A replica gets what its master has changed a moment later (https://redis.io/docs/latest/commands/wait/). `WAIT` is about
the changes of its own connection, and a write may have come over another one, or with an earlier request: so a key is
set first, which a replica has only when it has everything before it.
"""

from redis.exceptions import ConnectionError as LostError

from core.platform.settings import settings
from core.servers.partitions import by_partition
from core.servers.redis import journal as store
from core.servers.redis import look_again, server_of
from core.servers.redis_pool import own_connections
from core.servers.scripts import ELSEWHERE

WAIT_MS = 1_000


def wait_for_copies(*names: str) -> None:
    """Return when JOURNAL_REPLICAS replicas have what was changed in the partitions of these names: that of the write,
    and that of the person whose idempotency key stands for it.

    Raises redis' TimeoutError when they do not get it in time: it was accepted, and the next failover may lose it.
    """
    if replicas := settings().journal_replicas:
        for prefix in by_partition(names):
            try:
                _wait(prefix, replicas)
            except (LostError, *ELSEWHERE):
                look_again(store())
                _wait(prefix, replicas)


def _wait(prefix: str, replicas: int) -> None:
    connections = own_connections(server_of(store(), prefix).connection_pool)
    connections.ask_and_wait(replicas, WAIT_MS, "SET", f"{prefix}copied", 1, "PX", 10 * WAIT_MS)
