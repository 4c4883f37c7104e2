"""The MQTT topics of the rooms that clients of this process are in."""

import time
from collections import Counter

from core.servers.mqtt import topics_of


class HeldTopics:
    """Counts, for each topic, who is in one of its rooms; and keeps what has changed until somebody takes it."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._new: dict[str, None] = {}
        # When nobody was left, in monotonic seconds; the oldest first.
        self._left_s: dict[str, float] = {}

    def enter(self, room: str) -> None:
        """One more client is in this room."""
        for topic in topics_of(room):
            self._counts[topic] += 1
            if self._counts[topic] == 1 and self._left_s.pop(topic, None) is None:
                self._new[topic] = None

    def leave(self, room: str) -> None:
        """A client that had entered this room is in it no longer."""
        for topic in topics_of(room):
            self._counts[topic] -= 1
            if self._counts[topic] == 0:
                del self._counts[topic]
                if topic in self._new:
                    del self._new[topic]
                else:
                    self._left_s[topic] = time.monotonic()

    def begin_anew(self) -> None:
        """Nothing is subscribed to: all that is held is new, and nothing is to be left."""
        self._new, self._left_s = dict.fromkeys(self._counts), {}

    def take_new(self, limit: int) -> list[str]:
        """At most so many topics that are held and were not taken before."""
        return [self._new.popitem()[0] for _ in range(min(limit, len(self._new)))]

    def take_left(self, limit: int, after_s: float) -> list[str]:
        """At most so many topics that were taken, and in whose rooms nobody has been for so long."""
        over = [topic for topic, left_s in self._left_s.items() if left_s <= time.monotonic() - after_s][:limit]
        for topic in over:
            del self._left_s[topic]
        return over
