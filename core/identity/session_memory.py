"""Sessions that this process knows to live, so that a read asks no server about its session.

A thread asks the journal several times a second which sessions have ended, and forgets those. While it gets no answer,
nothing is remembered, and each request asks the journal itself.
"""

import os
import threading
import time
from functools import lru_cache
from typing import Any

from redis.exceptions import RedisError

from core.platform.settings import settings
from core.servers.redis import journal, key, own_journal
from core.servers.scripts import script

ASK_EVERY_S = 0.25
# An answer counts for so long, from the moment before it was asked for: an ended session works nowhere a second later.
FRESH_S = 0.9
# Asked again after this time, whatever the journal has told: for a session that ended by its age.
REMEMBERED_S = 60.0
SESSIONS_MAX = 50_000


def ask(session_id: str) -> str | None:
    """The user of a live session, None when it has ended, as the journal says. Raises redis' errors."""
    user_id = journal().hget(key("session", session_id), "user")
    return user_id.decode() if user_id else None


class SessionMemory:
    """The sessions of one journal. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users: dict[str, tuple[str, float]] = {}
        self._position = 0
        self._asked_s = float("-inf")

    def user_of(self, session_id: str) -> str | None:
        """The user of a session that lives, None when it has ended. Raises redis' errors when the journal is asked."""
        if known := self.remembered(session_id):
            return known
        position = self._position
        user_id = ask(session_id)
        if user_id:
            self._remember(session_id, user_id, position)
        return user_id

    def remembered(self, session_id: str) -> str | None:
        """The user of a session that is known to live, without a round trip."""
        known = self._users.get(session_id)
        return known[0] if known and self.is_fresh() and time.monotonic() < known[1] else None

    def is_fresh(self) -> bool:
        """Whether the journal has told a moment ago which sessions have ended."""
        return time.monotonic() - self._asked_s < FRESH_S

    def _remember(self, session_id: str, user_id: str, position: int) -> None:
        with self._lock:
            # Whatever has ended since it was asked for may be this one.
            if position != self._position:
                return
            if len(self._users) >= SESSIONS_MAX:
                self._users.clear()
            self._users[session_id] = (user_id, time.monotonic() + REMEMBERED_S)

    def subscribe(self, store: Any) -> None:
        """Ask once which sessions have ended, and forget them. Raises redis' errors."""
        asked_s = time.monotonic()
        position, is_whole, ended = script(store, "ended_sessions")(self._position)
        with self._lock:
            if is_whole:
                for session_id in ended:
                    self._users.pop(session_id.decode(), None)
            else:
                self._users.clear()
            self._position, self._asked_s = position, asked_s

    def forget(self, session_id: str) -> None:
        """This session has ended."""
        with self._lock:
            self._users.pop(session_id, None)


@lru_cache(maxsize=4)
def _memory(url: str, prefix: str, process_id: int) -> SessionMemory:
    memory = SessionMemory()
    threading.Thread(target=_follow, args=(memory, url, prefix), daemon=True, name="ended-sessions").start()
    return memory


def _follow(memory: SessionMemory, url: str, prefix: str) -> None:
    while (settings().journal_url, settings().key_prefix) == (url, prefix):
        try:
            # What this client finds out about the journal says nothing to those who wait for an answer.
            with own_journal(url, FRESH_S) as store:
                _keep_fresh(memory, store, url, prefix)
        except (RedisError, OSError):
            time.sleep(ASK_EVERY_S)


def _keep_fresh(memory: SessionMemory, store: Any, url: str, prefix: str) -> None:
    while (settings().journal_url, settings().key_prefix) == (url, prefix):
        memory.subscribe(store)
        time.sleep(ASK_EVERY_S)


def current() -> SessionMemory:
    """What this process remembers."""
    return _memory(settings().journal_url, settings().key_prefix, os.getpid())


def user_of(session_id: str) -> str | None:
    """As `ask`, mostly without a round trip; right within a second everywhere, at once where it was ended."""
    return current().user_of(session_id)


def forget(session_id: str) -> None:
    """This process has ended the session."""
    current().forget(session_id)
