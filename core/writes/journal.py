"""The journal: every write is stored here before it is answered, and followed from here until it has taken effect.

States of a receipt: accepted -> applied | rejected | dead, and dead -> applied | rejected after a replay.
"""

import hashlib
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from core.platform.ids import new_id
from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.servers.redis import journal as store
from core.servers.redis import key
from core.servers.scripts import script
from core.writes import journal_room
from core.writes.kinds import WriteKind

# A write is made due by the end of the one before it with the same ordering key. Polling it earlier would starve those
# that are due.
WAIT_MS = 3_600_000
FINISHED = ("applied", "rejected")
# Of SHA-256, in hex digits: 128 bits tell two requests with one key apart.
REQUEST_HASH_DIGITS = 32


@dataclass(frozen=True)
class EarlyEvent:
    """An event that is sent when its write is accepted, not when it is applied. `event` makes its body from the id of
    what the write creates; `last_number` and `last_ms` are at least those of earlier writes with the same ordering key;
    `summary` is the author's, if that is cached."""

    event: Callable[[str], dict[str, Any]]
    last_number: int
    last_ms: int
    summary: bytes = b""

    def for_item(self, item_id: str) -> dict[str, Any]:
        """As `accept.lua` takes it; `item_id` is what the write creates."""
        numbers = {"last_number": self.last_number, "last_ms": self.last_ms}
        return numbers | {"event": json.dumps(self.event(item_id)), "summary": self.summary.decode()}


@dataclass(frozen=True)
class Context:
    """What the present world adds to a request: `more` of its body, its ordering key, and its early event.

    Writes with one `ordering_key` (SQS: message group id) are carried out in the order of their acceptance. A write
    with an early event gets a number and a time that only grow for that key.
    """

    more: dict[str, Any] = field(default_factory=dict)
    ordering_key: str = ""
    early_event: EarlyEvent | None = None


@dataclass(frozen=True)
class Write:
    """One accepted write. `body` is empty once it has taken effect; times are epoch milliseconds. `number` is that of a
    message in its conversation. `after` is the id of the write before it with the same ordering key. `lease` is that of
    the attempt which got it from `attempts`. `has_to_wake`: the caller of `accept` has to wake a worker for it."""

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
    has_to_wake: bool = False
    is_exhausted: bool = False
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

    Without a `resource_id`, the id of what the write creates is minted here. Raises Problem 422 when the key was used
    for another request, 503 when more writes wait than the system can carry, and what `look` raises.
    """
    key_hash = _hash(idempotency_key) if idempotency_key else ""
    request_hash = _hash(json.dumps([kind, resource_id, body], sort_keys=True))[:REQUEST_HASH_DIGITS]
    asked = {"kind": kind, "resource": resource_id or new_id(), "actor": actor_id, "request_id": request_id}
    asked |= {"key_hash": key_hash, "request_hash": request_hash}
    if earlier := _repeated(actor_id, key_hash, request_hash):
        return earlier
    try:
        context = look()
    except Problem:
        # The same request may have been accepted, and have changed the world, between the two looks.
        if earlier := _repeated(actor_id, key_hash, request_hash):
            return earlier
        raise
    return _store(asked, body | context.more, context)


def _repeated(*repeatable: str) -> Write | None:
    answer, *found = script(store(), "repeated")(*repeatable) if repeatable[1] else [b"new"]
    return _accepted(answer, found) if found else None


def _store(asked: dict[str, Any], body: dict[str, Any], context: Context) -> Write:
    if journal_room.is_short():
        raise Problem(ProblemKind.BUSY, "There is no room for more writes; nothing was stored.", retry_after_s=30)
    kind = WriteKind(asked["kind"])
    stored = asked | {"id": new_id(), "ordering_key": context.ordering_key}
    stored |= {"creates": kind.creates, "changes_members": kind.changes_members}
    if context.early_event:
        stored["early_event"] = context.early_event.for_item(asked["resource"])
    answer, *found = script(store(), "accept")(orjson.dumps(stored | _limits()), json.dumps(body))
    return _accepted(answer, found)


def _limits() -> dict[str, float]:
    return {
        "backlog_max": settings().backlog_max,
        "wait_ms": WAIT_MS,
        "log_max": settings().events_kept,
        "slow_after_ms": settings().slow_after_s * 1000,
        "stop_after_ms": settings().stop_after_s * 1000,
        "chance": random.random(),
    }


def _accepted(answer: bytes, found: list[Any]) -> Write:
    if answer == b"conflict":
        raise Problem(ProblemKind.IDEMPOTENCY_CONFLICT, "This Idempotency-Key was used for another request.")
    if answer in (b"busy", b"slow"):
        raise Problem(ProblemKind.BUSY, "Too many writes are waiting; nothing was stored.", retry_after_s=5)
    write_id, stored, *has_to_wake = found
    return parse(write_id.decode(), pairs(stored), has_to_wake=has_to_wake == [1])


def pairs(flat: list[bytes]) -> dict[bytes, bytes]:
    """Names and values in turn, as Redis answers a hash, by name."""
    return dict(zip(flat[::2], flat[1::2], strict=True))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


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


def parse(write_id: str, stored: dict[bytes, bytes], *, has_to_wake: bool = False) -> Write:
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
        has_to_wake=has_to_wake,
    )


def parse_notification(write_id: str, flat: list[str]) -> Write:
    """The write as the log's channel brings it, names and values in turn (core/writes/lua/accept.lua)."""
    return parse(write_id, pairs([part.encode() for part in flat]))


def wait(write_id: str, timeout_s: float) -> Write:
    """The write, as soon as it is finished or `timeout_s` has passed."""
    deadline = time.monotonic() + timeout_s
    pause_s = 0.003
    while (write := get(write_id)).state == "accepted" and time.monotonic() < deadline:
        time.sleep(min(pause_s, max(0.0, deadline - time.monotonic())))
        pause_s = min(pause_s * 1.1, 0.05)
    return write


def is_pending(write_id: str) -> bool:
    """Whether this write has not ended."""
    return store().zscore(key("writes:pending"), write_id) is not None


def creation_of(resource_id: str) -> Write | None:
    """The write that will create this item, if it is accepted and has not finished."""
    write_id = store().get(key("creating", resource_id))
    return find(write_id.decode()) if write_id else None
