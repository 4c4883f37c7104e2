"""Announcements: each event stays pending in the journal until the MQTT broker has confirmed it.

Where there are several partitions, whoever ends writes tells in which of them events are pending now.
"""

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any

from core.platform.settings import settings
from core.servers.partitions import are_together, by_partition, prefix_of, prefixes
from core.servers.redis import journal as store
from core.servers.redis import key
from core.servers.scripts import script
from core.writes import history, outbox
from core.writes.events import from_journal, with_place
from core.writes.journal import pairs

# Should the message that wakes the announcer get lost, the next event sends another one after this time.
ANNOUNCER_MS = 2_000
# So many even shares of what is asked for each partition gives at the most.
SHARES = 4
Shown = dict[str, Any]
# The prefix of its partition, its number in the log if that has it, its id, and what is stored of it.
Stored = tuple[str, int | None, str, dict[bytes, bytes]]


class Announcer:
    """One run of the task that announces: it knows in which partitions events may be pending."""

    def __init__(self) -> None:
        self._due = dict.fromkeys(prefixes() if are_together() else ())

    def pending(self, limit: int) -> list[dict[str, Any]]:
        """About `limit` events that no MQTT broker has confirmed yet, as they are published, in their order.

        `at` is when the event came into the log; `request_id` comes along, and the `traceparent` of one that is
        traced.
        """
        if not are_together():
            told = store().spop(key("events:told"), len(prefixes())) or ()
            self._due |= {each.decode(): None for each in told}
        # In most partitions there is less than an even share.
        share = limit if are_together() else max(1, SHARES * limit // max(1, len(self._due)))
        found = _pending_in(self._due, share)
        if not are_together():
            self._due = dict.fromkeys(prefix for prefix, *_ in found)
        return [event for *_, event in sorted(found, key=itemgetter(1, 2))]

    def leave(self) -> None:
        """Tell the next one in which partitions there were events at its last look."""
        if not are_together() and self._due:
            script(store(), "tell_announcer")(*self._due)


def _pending_in(partitions: Iterable[str], limit: int) -> list[tuple[str, int, int, Shown]]:
    """Each event with the prefix of its partition, its number in the log, and that in its partition."""
    look = _look_on_the_server if outbox.prefix_beside() else _look
    return [
        # Of one that the log has forgotten only this is known, that it is older.
        (prefix, seq or 0, int(about[b"seq"]), _published(seq or 0, event_id, about))
        for prefix, seq, event_id, about in look(list(partitions), limit)
    ]


def _look_on_the_server(partitions: list[str], limit: int) -> Iterator[Stored]:
    """In one call: an event is on its way for as long as this takes."""
    args = [settings().events_kept, outbox.BATCH, limit]
    answers = script(store(), "copy_and_look").ask([key(""), *partitions], args) if partitions else []
    for prefix, some in zip(partitions, answers, strict=True):
        yield from ((prefix, int(seq or 0), each.decode(), pairs(flat)) for each, flat, seq in some if flat)


def _look(partitions: list[str], limit: int) -> Iterator[Stored]:
    outbox.copy(partitions)
    answers = script(store(), "pending_events").on_each(dict.fromkeys(partitions, (limit,)))
    stored = [(prefix, each.decode(), pairs(flat)) for prefix, some in answers.items() for each, flat in some if flat]
    seqs = outbox.numbers_in_log([(prefix, int(about[b"seq"])) for prefix, _, about in stored])
    for seq, (prefix, event_id, about) in zip(seqs, stored, strict=True):
        yield prefix, seq, event_id, about


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
    return sum(_waiting().values()), history.oldest_s("events:pending", "event:")


def tell_of_backlog() -> int:
    """Tell in which partitions events wait, in case this got lost; returns how many events do."""
    waiting = {prefix: count for prefix, count in _waiting().items() if count}
    if waiting and not are_together():
        script(store(), "tell_announcer")(*waiting)
    return sum(waiting.values())


def _waiting() -> dict[str, int]:
    return script(store(), "count_pending_events").on_each(dict.fromkeys(prefixes(), ()))
