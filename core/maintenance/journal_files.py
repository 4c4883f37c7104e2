"""The journal's files: they have each write as it came, also what was deleted since, until Redis writes them anew. By
itself it does that when they have doubled, so once a day it is told to."""

from redis.exceptions import ResponseError

from core.platform.clock import now_ms
from core.servers.redis import Store, ask_servers, key
from core.servers.redis import journal as store
from core.servers.scan import Batches

# A little less than a day, so that a run which begins early does not leave it to the next one.
EVERY_MS = 23 * 3_600_000


def _rewritten() -> str:
    return key("cleanup:rewritten")


def _id(server: Store) -> str:
    return str(server.info("server")["run_id"])


def find(cursor: str) -> Batches:
    """The `run_id` of each server whose files were not written anew for a day."""
    noted = {name.decode(): int(at_ms) for name, at_ms in store().hgetall(_rewritten()).items()}
    ids = ask_servers(store(), _id)
    yield cursor, [each for each in ids if noted.get(each, 0) <= now_ms() - EVERY_MS]


def remove(run_ids: list[str]) -> int:
    """Have these servers write their files anew, in the background; how many do."""
    begun = [each for each in ask_servers(store(), lambda server: _rewrite(server, run_ids)) if each]
    live = set(ask_servers(store(), _id))
    for each in store().hkeys(_rewritten()):
        if each.decode() not in live:
            store().hdel(_rewritten(), each)
    if begun:
        store().hset(_rewritten(), mapping=dict.fromkeys(begun, now_ms()))
    return len(begun)


def rewrite_all() -> int:
    """Have all servers write their files anew, in the background; how many began. Those that were at it already may
    have begun too early, and do so again within a day."""
    return sum(ask_servers(store(), _begin))


def _rewrite(server: Store, run_ids: list[str]) -> str:
    own = _id(server)
    return own if own in run_ids and _begin(server) else ""


def _begin(server: Store) -> bool:
    try:
        return bool(server.bgrewriteaof())
    except ResponseError:
        # It is at it, or somebody else runs Redis for us and sees to its files.
        return False
