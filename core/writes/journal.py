"""The journal: every write is stored here before it is answered, and followed from here until it has taken effect.

States of a receipt: accepted -> applied | rejected | dead, and dead -> applied | rejected after a replay.
"""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import orjson

from core.platform import traces
from core.platform.ids import new_id
from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.servers.partitions import are_together, prefix_of
from core.servers.redis import UNAVAILABLE, key
from core.servers.redis import journal as store
from core.servers.scripts import script
from core.writes import idempotency, journal_room, outbox
from core.writes.context import Context
from core.writes.copies import wait_for_copies
from core.writes.idempotency import REQUEST_HASH_DIGITS, Claim, hash_of
from core.writes.kinds import WriteKind

# A write is made due by the end of the one before it with the same ordering key. Polling it earlier would starve those
# that are due.
WAIT_MS = 3_600_000
# Should it get lost that something is due in a partition, it is told again with the next write there after this time.
TOLD_MS = 1_000
FINISHED = ("applied", "rejected")


@dataclass(frozen=True)
class Write:
    """One accepted write. `body` is empty once it has taken effect; times are epoch milliseconds. `number` is that of a
    message in its conversation; `after` the id of the write before it with the same ordering key; `lease` that of its
    attempt. `is_news`: the caller has to wake a worker, or on a cluster to tell that something is due in its partition.
    `traceparent`: where traced."""

    id: str
    kind: WriteKind
    resource_id: str
    actor_id: str
    seq: int
    at_ms: int
    state: str
    request_id: str
    body: dict[str, Any] = field(default_factory=dict, repr=False)
    number: int = 0
    attempts: int = 0
    lease: int = 0
    finished_ms: int | None = None
    problem: dict[str, Any] | None = None
    last_error: str = ""
    after: str = ""
    is_news: bool = False
    is_exhausted: bool = False
    traceparent: str = ""
    # The names of the rules because of which it waits for a moderator, as far as that is known.
    held: tuple[str, ...] = ()
    # The SHA-256 of its idempotency key, and of the request that came with it; empty without a key.
    key_hash: str = field(default="", repr=False)
    request_hash: str = field(default="", repr=False)
    history: str = field(default="", repr=False)


def accept(
    kind: str,
    actor_id: str,
    body: dict[str, Any],
    *,
    resource_id: str | None = None,
    look: Callable[[], Context] = Context,
    idempotency_key: str = "",
    request_id: str = "",
) -> Write:
    """Store a write durably and return it, or the earlier one with this idempotency key and body.

    `body` is what the caller asked for. `look` says whether the present world allows it, and what it adds; it is not
    asked about a request that was accepted before, whose answer no change of the world may turn into another.

    Without a `resource_id`, the id of what the write creates is minted here, in the partition of its root, or for a
    new root in one that follows from its idempotency key. Raises Problem 422 when the key was used for another request,
    503 when more writes wait than the system can carry, what `look` raises, and redis' errors: after a TimeoutError it
    is stored or not.
    """
    asked = {"kind": kind, "actor": actor_id, "request_id": request_id, "traceparent": traces.carried()}
    write = _find_or_store(asked, body, resource_id, look, idempotency_key)
    wait_for_copies(write.id, *([actor_id] if idempotency_key else []))
    return write


def _find_or_store(
    asked: dict[str, Any],
    body: dict[str, Any],
    resource_id: str | None,
    look: Callable[[], Context],
    idempotency_key: str,
) -> Write:
    kind, actor_id = asked["kind"], asked["actor"]
    key_hash = hash_of(idempotency_key) if idempotency_key else ""
    request_hash = hash_of(json.dumps([kind, resource_id, body], sort_keys=True))[:REQUEST_HASH_DIGITS]
    # A new root with a key lies where that says: the ledger looks for an earlier one there.
    resource_id = resource_id or new_id(WriteKind(kind).root_in(body) or idempotency.root(actor_id, key_hash))
    claimed = Claim(new_id(resource_id), resource_id, request_hash)
    if key_hash:
        claimed, earlier = _claim(actor_id, key_hash, claimed)
        if earlier:
            return earlier
    try:
        context = look()
    except Problem:
        # The same request may have been accepted, and have changed the world, between the two looks.
        if key_hash and (earlier := find(claimed.write_id)):
            return earlier
        raise
    return _store(claimed, asked | {"key_hash": key_hash}, body | context.more, context)


def _claim(actor_id: str, key_hash: str, wanted: Claim) -> tuple[Claim, Write | None]:
    """What the key stands for, and the write itself if it was accepted before. Raises Problem 422."""
    claimed = idempotency.claim(actor_id, key_hash, wanted)
    if claimed == wanted:
        return wanted, None
    if earlier := find(claimed.write_id):
        if earlier.request_hash != wanted.request_hash:
            raise Problem(ProblemKind.IDEMPOTENCY_CONFLICT, "This Idempotency-Key was used for another request.")
        return claimed, earlier
    if claimed.request_hash == wanted.request_hash:
        return claimed, None
    idempotency.take_over(actor_id, key_hash, wanted)
    return wanted, None


def _store(claimed: Claim, asked: dict[str, Any], body: dict[str, Any], context: Context) -> Write:
    if journal_room.is_short():
        raise Problem(ProblemKind.BUSY, "There is no room for more writes; nothing was stored.", retry_after_s=30)
    stored = asked | {"id": claimed.write_id, "resource": claimed.resource_id, "request_hash": claimed.request_hash}
    stored |= WriteKind(asked["kind"]).facts(body) | {"ordering_key": context.ordering_key}
    if context.early_event:
        stored["early_event"] = context.early_event.for_item(claimed.resource_id)
    accept_in = script(store(), "accept")
    stored |= _limits() | journal_room.limits(stored["queue"])
    write = _accepted(*accept_in(orjson.dumps(stored), json.dumps(body), of=claimed.write_id))
    if context.early_event and not outbox.prefix_beside():
        # What is not copied now is by whoever ends the write, or the sweeper.
        with suppress(*UNAVAILABLE):
            outbox.copy([prefix_of(write.id)])
    return write


def _limits() -> dict[str, Any]:
    where = {"are_together": are_together(), "beside": outbox.prefix_beside()}
    return {"wait_ms": WAIT_MS, "told_ms": TOLD_MS, "log_max": settings().events_kept, **where}


def _accepted(answer: bytes, *found: Any) -> Write:
    if answer in (b"busy", b"slow"):
        raise Problem(ProblemKind.BUSY, "Too many writes are waiting; nothing was stored.", retry_after_s=5)
    write_id, stored, *is_news = found
    return parse(write_id.decode(), pairs(stored), is_news=is_news == [1])


def pairs(flat: list[bytes]) -> dict[bytes, bytes]:
    """Names and values in turn, as Redis answers a hash, by name."""
    return dict(zip(flat[::2], flat[1::2], strict=True))


def find(write_id: str) -> Write | None:
    """The write with this id, or None when there is none or its receipt has run out."""
    stored = store().hgetall(key("write", write_id))
    return parse(write_id, stored) if stored else None


def find_many(write_ids: list[str]) -> list[Write]:
    """Those of these writes that there are, in this order, in one round trip."""
    with store().pipeline(transaction=False) as pipe:
        for each in write_ids:
            pipe.hgetall(key("write", each))
        found = pipe.execute()
    return [parse(write_id, stored) for write_id, stored in zip(write_ids, found, strict=True) if stored]


def get(write_id: str) -> Write:
    """The write with this id. Raises LookupError when there is none."""
    if (write := find(write_id)) is None:
        raise LookupError(f"no write {write_id}")
    return write


def parse(write_id: str, stored: dict[bytes, bytes], *, is_news: bool = False) -> Write:
    """The write that the journal keeps as this hash."""
    value = {name.decode(): content.decode() for name, content in stored.items()}
    return Write(
        id=write_id,
        kind=WriteKind(value["kind"]),
        resource_id=value["resource"],
        actor_id=value["actor"],
        seq=int(value["seq"]),
        at_ms=int(value["at_ms"]),
        state=value["state"],
        request_id=value.get("request_id", ""),
        traceparent=value.get("traceparent", ""),
        body=json.loads(value.get("body") or "{}"),
        number=int(value.get("number", 0)),
        after=value.get("after", ""),
        attempts=int(value["attempts"]),
        lease=int(value.get("lease", 0)),
        finished_ms=int(value["finished_ms"]) if "finished_ms" in value else None,
        problem=json.loads(value["problem"]) if value.get("problem") else None,
        last_error=value.get("last_error", ""),
        key_hash=value.get("idempotency", ""),
        request_hash=value.get("body_hash", "")[:REQUEST_HASH_DIGITS],
        history=value.get("story", ""),
        held=tuple(value.get("held", "").split()),
        is_news=is_news,
    )


def parse_notification(write_id: str, flat: list[str]) -> Write:
    """The write as the log's channel brings it, names and values in turn (core/writes/lua/accept.lua)."""
    return parse(write_id, pairs([part.encode() for part in flat]))


def wait(write_id: str, timeout_s: float) -> Write:
    """The write, as soon as it is finished or `timeout_s` has passed."""
    deadline, pause_s = time.monotonic() + timeout_s, 0.003
    while (write := get(write_id)).state == "accepted" and time.monotonic() < deadline:
        time.sleep(min(pause_s, max(0.0, deadline - time.monotonic())))
        pause_s = min(pause_s * 1.1, 0.05)
    return write


def is_pending(write_id: str) -> bool:
    """Whether this write has not ended."""
    return bool(script(store(), "is_pending")(write_id, of=write_id))


def creation_of(resource_id: str) -> Write | None:
    """The write that will create this item, if it is accepted and has not finished."""
    write_id = store().get(key("creating", resource_id))
    return find(write_id.decode()) if write_id else None
