"""Announcements: each event stays pending in the journal until the MQTT broker has confirmed it.

Where there are several partitions, whoever ends writes tells in which of them events are pending now.
"""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from core.servers.partitions import are_together, by_partition, prefix_of, prefixes
from core.servers.redis import journal as store
from core.servers.redis import key
from core.servers.scripts import script
from core.writes import history, outbox
from core.writes.events import from_journal, with_place
from core.writes.journal import pairs

# Should the message that wakes the announcer get lost, the next event sends another one after this time.
ANNOUNCER_MS = 2_000
Shown = dict[str, Any]


class Announcer:
    """One run of the task that announces: it knows in which partitions events may be pending."""

    def __init__(self) -> None:
        self._due = dict.fromkeys(prefixes())

    def pending(self, limit: int) -> list[dict[str, Any]]:
        """At most `limit` events that no MQTT broker has confirmed yet, as they are published, those of a partition in
        their order.

        `at` is when the event came into the log; `request_id` comes along, and the `traceparent` of one that is
        traced.
        """
        if not are_together():
            told = store().spop(key("events:told"), len(prefixes())) or ()
            self._due |= {each.decode(): None for each in told}
        outbox.copy(self._due)
        found = _pending_in(self._due, max(1, limit // max(1, len(self._due))))
        if not are_together():
            self._due = {prefix: None for prefix, events in found.items() if events}
        return [event for events in found.values() for event in events]

    def may_have_more(self) -> bool:
        """Whether there were events at its last look in partitions of which it was told; nobody tells again."""
        return not are_together() and bool(self._due)


def _pending_in(partitions: Iterable[str], limit: int) -> dict[str, list[Shown]]:
    answers = script(store(), "pending_events").on_each(dict.fromkeys(partitions, (limit,)))
    stored = [(prefix, each.decode(), pairs(flat)) for prefix, some in answers.items() for each, flat in some if flat]
    return _in_order(list(answers), stored)


def _in_order(partitions: list[str], stored: list[tuple[str, str, dict[bytes, bytes]]]) -> dict[str, list[Shown]]:
    seqs = outbox.numbers_in_log([(prefix, int(about[b"seq"])) for prefix, _, about in stored])
    found: dict[str, list[tuple[int, Shown]]] = {prefix: [] for prefix in partitions}
    for (prefix, event_id, about), seq in zip(stored, seqs, strict=True):
        # Of one that the log has forgotten only this is known, that it is older.
        found[prefix].append((int(about[b"seq"]), _published(seq or 0, event_id, about)))
    return {prefix: [shown for _, shown in sorted(some, key=itemgetter(0))] for prefix, some in found.items()}


def _published(seq: int, event_id: str, stored: dict[bytes, bytes]) -> Shown:
    shown = with_place(event_id, seq, int(stored[b"at_ms"]), from_journal(stored[b"body"]))
    return shown | {"request_id": stored[b"request_id"].decode()}


def is_pending(event_id: str) -> bool:
    """Whether this event still waits for the MQTT broker."""
    return store().zscore(f"{prefix_of(event_id)}events:pending", event_id) is not None


def confirm(event_ids: Iterable[str]) -> None:
    """The MQTT broker has confirmed these events: they are pending no longer."""
    script(store(), "announced").on_each(by_partition(event_ids))


def may_wake(write_ids: Iterable[str]) -> bool:
    """Whether to wake the announcer for the events of these writes; False while it is awake already. One that lingers
    waits for the bell."""
    partitions = [] if are_together() else by_partition(write_ids)
    return bool(script(store(), "wake_announcer")(ANNOUNCER_MS, *partitions))


def linger(linger_s: float) -> bool:
    """Wait for the next event; whether there may be one. The announcer is about to look: what comes from now on wakes
    it again, or rings the bell while it waits here."""
    if linger_s > 0:
        is_told = script(store(), "announcer_lingers")(ANNOUNCER_MS, _told())
        if is_told or store().blpop([key("events:bell")], timeout=linger_s):
            return True
    awake()
    return bool(store().exists(key(_told())))


def _told() -> str:
    return "events:pending" if are_together() else "events:told"


def awake() -> None:
    """The announcer is about to look: what comes from now on wakes it again."""
    store().delete(key("announcing"))


def backlog() -> tuple[int, float]:
    """How many events no broker has confirmed yet, and for how many seconds the oldest has waited."""
    with store().pipeline(transaction=False) as pipe:
        for prefix in prefixes():
            pipe.zcard(f"{prefix}events:pending")
        counts = pipe.execute()
    return sum(map(int, counts)), history.oldest_s("events:pending", "event:")
