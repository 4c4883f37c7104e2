"""Turns: one run of a task at a time takes batches of the due writes of a queue, for as long as something is due.

Where all writes are on one server, one call takes a batch. Where they are in many partitions, a turn goes through those
of which it was told that something is due, and a batch has writes of several.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import orjson

from core.platform.settings import settings
from core.servers.partitions import are_together, by_partition, prefix_of, prefixes
from core.servers.redis import UNAVAILABLE, key
from core.servers.redis import journal as store
from core.servers.scripts import script
from core.writes.attempts import LEASE_MS, begun
from core.writes.journal import WAIT_MS, Write
from core.writes.kinds import WRITE_QUEUES
from core.writes.outbox import prefix_beside

# When a turn has not come back for so long, its batch hangs, and another one takes what else is due.
AWAKE_MS = 2_000
# How many writes make a batch, by how often they have been attempted: a write of a batch that failed is
# tried in a smaller one, so a write that harms its batch is alone at the third attempt.
SIZES = (100, 10, 1)
# In a queue of writes that take long each batch is one: they share no lease.
SIZES_OF = {"pictures": (1, 1, 1)}
# So many partitions are asked first for a batch.
PARTITIONS_FIRST = 8
# Of what was written; rendered it may become eight times as long, and the cache gets it in one call.
BYTES_MAX = 256 * 1024


class Turn:
    """The run of one task, for one queue. A process that dies and is replaced goes on with a turn of the same name."""

    def __init__(self, queue: str, name: str) -> None:
        self.queue, self.name = queue, name
        self._sizes = SIZES_OF.get(queue, SIZES)
        # The partitions in which something may be due, those in which something is to be tried again, and batches that
        # are leased and not handed out yet.
        self._due: dict[str, None] = {}
        self._tried: dict[str, None] = {}
        self._batches: list[list[Write]] = []
        self._begins, self._tried_first = True, False

    def take(self, linger_s: float = 0.0) -> list[Write] | None:
        """Take the next batch: writes leased for LEASE_MS, in the order of their acceptance. None when the turn is
        over: for `linger_s` nothing was due, or another turn is under way.

        A write whose attempts are used up `is_exhausted`: it may only be given up.
        """
        until_s = time.monotonic() + linger_s
        while True:
            left_s = until_s - time.monotonic()
            answer, batch = self._take(lingers=left_s > 0)
            if answer != b"lingers":
                return batch if answer == b"taken" else None
            store().blpop([key("writes:bell", self.queue)], timeout=max(left_s, 0.001))

    def _take(self, *, lingers: bool) -> tuple[bytes, list[Write]]:
        if _is_apart():
            return self._take_apart(lingers=lingers)
        args = (self.queue, self.name, AWAKE_MS, int(lingers), self._limits(1), int(self._tried_first))
        # What is new and what is tried again take turns.
        self._tried_first = not self._tried_first
        answer, *found = script(store(), "take" if are_together() else "take_beside")(*args)
        return answer, begun(found[0]) if found else []

    def _take_apart(self, *, lingers: bool) -> tuple[bytes, list[Write]]:
        answer, *told = script(store(), "hold_turn")(self.queue, self.name, AWAKE_MS, int(self._begins))
        if answer == b"busy":
            return answer, []
        self._begins = False
        self._due |= {each.decode(): None for each in told[0]}
        while not self._batches and (self._due or self._tried):
            if self._due:
                self._take_from_some()
            if self._tried:
                self._take_tried()
        if self._batches:
            return b"taken", self._noted(self._batches.pop(0))
        answer = script(store(), "leave_turn")(self.queue, self.name, AWAKE_MS, int(lingers))
        return (b"taken", []) if answer == b"told" else (answer, [])

    def _take_from_some(self) -> None:
        """Fill a batch from few partitions, or from more when there is little in each: each costs some calls."""
        partitions, size = list(self._due), self._sizes[0]
        first = min(PARTITIONS_FIRST, size)
        fresh = self._take_from(partitions[:first], size)
        room = size - len(fresh)
        others = partitions[first:][: first * (size // max(1, len(fresh)))][:size]
        if room and others:
            fresh += self._take_from(others, room)
        self._batches[:0] = _of_bounded_bytes(sorted(fresh, key=lambda write: (write.at_ms, write.seq)))

    def _take_from(self, partitions: list[str], room: int) -> list[Write]:
        """Writes that are attempted for the first time."""
        limits = self._limits(len(partitions), room, only_new=True)
        args = (self.queue, self.name, limits)
        answers = script(store(), "take_in_partition").on_each(dict.fromkeys(partitions, args))
        fresh = list[Write]()
        for partition, (may_be_more, found, has_tried) in answers.items():
            # Whatever comes next in this partition is taken after what came in the others.
            del self._due[partition]
            if found or (may_be_more and not has_tried):
                self._due[partition] = None
            if has_tried:
                self._tried[partition] = None
            fresh += begun(found)
        return fresh

    def _take_tried(self) -> None:
        """Writes of one partition that are attempted again: a batch of their own, because one of them may harm it."""
        partition = next(iter(self._tried))
        del self._tried[partition]
        args = (self.queue, self.name, self._limits(1))
        may_be_more, found, _ = script(store(), "take_in_partition").ask((partition,), args)
        if found or may_be_more:
            self._tried[partition] = None
        if found:
            self._batches.append(begun(found))

    def _noted(self, batch: list[Write]) -> list[Write]:
        leased = [write.id for some in (batch, *self._batches) for write in some]
        script(store(), "note_batch")(self.name, LEASE_MS, *leased)
        return batch

    def _limits(self, partitions: int, room: int = SIZES[0], *, only_new: bool = False) -> bytes:
        """What each of so many partitions may give for a batch that has room for so many writes
        (core/writes/lua/functions/take_functions.lua)."""
        sizes = [max(1, min(size, room // partitions)) for size in self._sizes]
        limits: dict[str, Any] = {"attempts_max": settings().attempts_max, "lease_ms": LEASE_MS, "wait_ms": WAIT_MS}
        return orjson.dumps(limits | {"sizes": sizes, "bytes_max": BYTES_MAX // partitions, "only_new": only_new})

    def release(self) -> int:
        """Make due at once what this turn had in hand when its process died, in smaller batches; return how many.

        The write of a batch of one waits for the end of its lease: it may be what killed the process.
        """
        noted = key("turn", self.name)
        ids = [each.decode() for each in store().lrange(noted, 0, -1)]
        released = script(store(), "release").on_each(by_partition(ids)) if len(ids) > 1 else {}
        if ids:
            store().delete(noted)
        if released and not are_together():
            _tell(self.queue, released)
        return sum(map(int, released.values()))

    def rest(self) -> None:
        """End the turn before its time: another one may begin, which is told of what this one knows."""
        store().delete(key("writes:awake", self.queue), key("writes:known", self.queue))
        left = by_partition(write.id for batch in self._batches for write in batch)
        script(store(), "release").on_each(left)
        if due := self._due | self._tried | dict.fromkeys(left):
            _tell(self.queue, due)


def _is_apart() -> bool:
    """Whether the partitions are on several servers, so that no script can look into all."""
    return not are_together() and not prefix_beside()


def tell_of(write_ids: Iterable[str], queue: str) -> None:
    """These writes of the queue are due: the next turn looks for them."""
    if not are_together():
        _tell(queue, by_partition(write_ids))


def must_wake_for(accepted: Write) -> bool:
    """Whether the caller has to wake a worker for this write, which was just accepted. If it cannot be told, the
    sweeper finds it."""
    if not _is_apart() or not accepted.is_news:
        return accepted.is_news
    with suppress(*UNAVAILABLE):
        return _tell(accepted.kind.queue, [prefix_of(accepted.id)])
    return False


def must_wake_in(queue: str, partitions: Iterable[str]) -> bool:
    """Whether the caller has to wake a worker for what is due in this queue, in these partitions."""
    return bool(script(store(), "wake_for_due")(queue)) if are_together() else _tell(queue, partitions)


def _tell(queue: str, partitions: Iterable[str]) -> bool:
    return bool(script(store(), "tell")(queue, *partitions))


def queues_to_wake() -> list[str]:
    """The queues of which writes are due without a turn that takes them, so that the caller has to wake a worker."""
    if are_together():
        return [queue for queue in WRITE_QUEUES if script(store(), "wake_for_due")(queue)]
    answers = script(store(), "are_due").on_each(dict.fromkeys(prefixes(), WRITE_QUEUES))
    due = {queue: [prefix for prefix, are_due in answers.items() if are_due[n]] for n, queue in enumerate(WRITE_QUEUES)}
    return [queue for queue, partitions in due.items() if partitions and _tell(queue, partitions)]


def _of_bounded_bytes(writes: list[Write]) -> Iterator[list[Write]]:
    """These writes as batches, in their order: many partitions give more together than each of them may."""
    batch, size = list[Write](), 0
    for write in writes:
        batch.append(write)
        size += len(orjson.dumps(write.body))
        if size >= BYTES_MAX:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
