"""Redis: one client for the journal, one for the cache, and the one place where keys are spelt."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from redis import Redis, exceptions
from redis.backoff import ExponentialWithJitterBackoff
from redis.retry import Retry

from core.platform.settings import settings
from core.servers.breaker import Breaker
from core.servers.redis_pool import GatedPool, OwnConnections
from core.servers.timeouts import timeouts

UNAVAILABLE = (exceptions.ConnectionError, exceptions.TimeoutError, exceptions.OutOfMemoryError)
# redis-py types each answer as the union of what two protocols and two decodings could give; here it is always bytes.
Store = Any
T = TypeVar("T")
BATCH = 500
# They end accepted writes, so a full server has to let them write.
MAKES_ROOM = ("take", "begin", "release", "defer", "finish", "announced", "owe", "settle", "end_session")
CORE = Path(__file__).parent.parent


@lru_cache(maxsize=8)
def _client(url: str, server: str, timeout_s: float, last_pause_s: float, process_id: int) -> Store:
    # The defaults of redis-py 8 (5 s, ten retries) would park every request thread during an outage. Nothing is retried
    # after a time-out: a server that did not answer in time will not answer at once the second time.
    # Every script here may run twice, so a retry is safe. Clients are per process: sockets do not survive a fork.
    retry = Retry(ExponentialWithJitterBackoff(base=0.02, cap=0.2), 2, supported_errors=(exceptions.ConnectionError,))
    pool = GatedPool.from_url(
        url,
        max_connections=32,
        timeout=0.25,
        socket_timeout=timeout_s,
        socket_connect_timeout=min(0.5, timeout_s),
        retry=retry,
        legacy_responses=False,
    )
    pool.watch(Breaker(server, last_pause_s))
    return Redis(connection_pool=pool)


def journal() -> Store:
    """The Redis that must not forget: writes, receipts, pending events, sessions. Answers in bytes."""
    # Without it nothing goes, so it is tried again soon.
    return _client(settings().journal_url, "journal", timeouts().journal_s, 3.0, os.getpid())


def cache_store() -> Store:
    """The Redis that may forget at any moment: items, indexes, rate limits. Answers in bytes."""
    return _client(settings().cache_url, "cache", timeouts().cache_s, 10.0, os.getpid())


def cache_breaker() -> Breaker:
    """Whether the cache answers, as this process knows it."""
    breaker: Breaker = cache_store().connection_pool.breaker
    return breaker


def key(*parts: str) -> str:
    """The full name of a key: `key("post", id)` is `social:post:<id>`."""
    return settings().key_prefix + ":".join(parts)


def in_batches(things: list[T]) -> Iterator[list[T]]:
    """These things, BATCH at a time: as many as a script may look at without holding up other callers."""
    for start in range(0, len(things), BATCH):
        yield things[start : start + BATCH]


@cache
def sources() -> dict[str, str]:
    """The text of each Lua script by its name. Each lies beside the Python that calls it; no two have the same name."""
    return {path.stem: path.read_text() for path in CORE.rglob("lua/**/*.lua")}


class Piggyback(Protocol):
    """A question to the same server that is asked in one call with another one."""

    lua: str
    """A script that answers a list, first 1 if the other question may be asked, else 0."""

    @property
    def args(self) -> list[Any]:
        """Its ARGV."""

    def read(self, answer: list[Any]) -> None:
        """Take its answer. What it raises ends the whole."""


BOTH = """
local function piggyback()
  local ARGV = {{ unpack(ARGV, 2, ARGV[1] + 1) }}
{piggyback}
end
local function question()
  local ARGV = {{ unpack(ARGV, ARGV[1] + 2) }}
{question}
end
"""
ASK_PIGGYBACKED = (
    BOTH
    + """
local answer = piggyback()
return {{ answer, answer[1] == 1 and question() }}
"""
)
ASK_IF_ANSWERED = (
    BOTH
    + """
local answer = question()
local allowed = answer and piggyback()
return {{ allowed or false, allowed and allowed[1] == 1 and answer or false }}
"""
)


def ask_piggybacked(store: Store, names: tuple[str, ...], args: list[Any], piggyback: Piggyback) -> Any:
    """What `script(store, *names)` answers, asked in one call after `piggyback`. Raises redis' errors, and what that
    raises."""
    allowed, answer = _ask_both(store, ASK_PIGGYBACKED, names, args, piggyback)
    piggyback.read(allowed)
    return answer


def ask_if_answered(store: Store, names: tuple[str, ...], args: list[Any], piggyback: Piggyback) -> Any:
    """What `script(store, *names)` answers, and `piggyback` is asked only if it does. None when there is no answer, or
    `piggyback` does not allow it. Raises redis' errors."""
    allowed, answer = _ask_both(store, ASK_IF_ANSWERED, names, args, piggyback)
    if answer:
        piggyback.read(allowed)
    return answer


def _ask_both(store: Store, how: str, names: tuple[str, ...], args: list[Any], piggyback: Piggyback) -> Any:
    first = piggyback.args
    return _both(store, how, piggyback.lua, *names)(args=[len(first), *first, *args])


@dataclass(frozen=True)
class Script:
    """A Lua script on one server."""

    registered: Any
    own: OwnConnections | None

    def __call__(self, keys: Sequence[Any] = (), args: Sequence[Any] = ()) -> Any:
        """What it answers. Raises redis' errors."""
        if self.own:
            # A server that started anew does not know it, and is told below.
            with suppress(exceptions.NoScriptError):
                return self.own.ask("EVALSHA", self.registered.sha, len(keys), *keys, *args)
        return self.registered(keys=keys, args=args)


def _script(store: Store, text: str) -> Script:
    pool = store.connection_pool
    return Script(store.register_script(text), _own_connections(pool) if isinstance(pool, GatedPool) else None)


@lru_cache(maxsize=8)
def _own_connections(pool: GatedPool) -> OwnConnections:
    return OwnConnections(pool)


@lru_cache(maxsize=16)
def _both(store: Store, how: str, lua: str, *names: str) -> Script:
    return _script(store, how.format(piggyback=lua, question="\n".join(sources()[name] for name in names)))


@lru_cache(maxsize=64)
def script(store: Store, *names: str) -> Script:
    """The Lua scripts of these names (`core/*/lua/`), joined in this order, as one callable on this store."""
    flags = "#!lua flags=allow-oom\n" if names[-1] in MAKES_ROOM else ""
    return _script(store, flags + "\n".join(sources()[name] for name in names))
