"""What runs out in the journal: sessions, finished receipts, and keys that a crash has left behind.

Redis lets most of it expire by itself. This finds what it could not: a time to live that a setting has shortened
since, and what a restored backup brings back.
"""

from collections.abc import Callable

from core.identity import sessions as session_store
from core.platform.clock import now_ms
from core.platform.settings import settings
from core.servers.redis import journal as store
from core.servers.redis import key
from core.servers.scan import Batches, scan
from core.writes import idempotency
from core.writes.journal import FINISHED


def _stale(pattern: str, is_stale: Callable[[list[str]], list[str]]) -> Callable[[str], Batches]:
    def find(cursor: str) -> Batches:
        """Names of stale keys."""
        for next_cursor, names in scan(store(), pattern, cursor):
            yield next_cursor, is_stale(names) if names else []

    return find


def _members(names: list[str], *fields: str) -> list[list[bytes | None]]:
    with store().pipeline(transaction=False) as pipe:
        for name in names:
            pipe.hmget(key(name), fields)
        return list(pipe.execute())


def _unused(names: list[str]) -> list[str]:
    before_ms = now_ms() - settings().refresh_ttl_s * 1000
    seen = zip(names, _members(names, "seen_ms"), strict=True)
    return [name for name, (at_ms,) in seen if at_ms is not None and int(at_ms) <= before_ms]


sessions = _stale("session:*", _unused)


def remove_sessions(names: list[str]) -> int:
    """End those of these sessions (`session:<id>`) that have not been used for too long; return how many."""
    return sum(session_store.end(name.partition(":")[2]) for name in _unused(names))


def _finished(names: list[str]) -> list[str]:
    before_ms = now_ms() - settings().receipt_ttl_s * 1000
    ended = zip(names, _members(names, "state", "finished_ms"), strict=True)
    states = {state.encode() for state in FINISHED}
    return [name for name, (state, at_ms) in ended if state in states and at_ms and int(at_ms) <= before_ms]


receipts = _stale("write:*", _finished)


def remove_receipts(names: list[str]) -> int:
    """Remove those of these receipts (`write:<id>`) that have finished long ago, with their keys; return how many."""
    over, removed = _finished(names), 0
    for name, (actor, key_hash) in zip(over, _members(over, "actor", "idempotency"), strict=True):
        if actor and key_hash:
            idempotency.forget(actor.decode(), key_hash.decode())
        removed += store().delete(key(name))
    return removed


def _without_owner(names: list[str]) -> list[str]:
    with store().pipeline(transaction=False) as pipe:
        for name in names:
            kind, _, owner = name.partition(":")
            if kind == "waiting":
                pipe.exists(key("creating", owner), key("write", owner))
            else:
                pipe.exists(key("write", owner))
        there = pipe.execute()
    return [name for name, owned in zip(names, there, strict=True) if not owned]


def orphaned_keys(cursor: str) -> Batches:
    """Names of lists that wait for a creation which is over, and of stories as an earlier version kept them."""
    # One cursor cannot stand for two scans; both are short.
    for pattern in ("waiting:*", "story:*"):
        for _, names in scan(store(), pattern, ""):
            yield "", _without_owner(names) if names else []


def remove_keys(names: list[str]) -> int:
    """Remove those of these keys that belong to nothing; return how many."""
    return sum(store().delete(key(name)) for name in _without_owner(names)) if names else 0
