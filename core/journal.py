"""The journal: every write is stored here before it is answered, and followed from here until it has taken effect.

States of a receipt: accepted -> applied | rejected | dead, and dead -> applied | rejected after a replay.
"""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from bson import ObjectId

from core.problems import Problem
from core.redis import journal as store
from core.redis import key, script
from core.settings import settings

FIRST_RESEND_MS = 5_000
LAST_RESEND_MS = 20_000
LEASE_MS = 9_000
# Who waits in a chain is made due by the end of the write before it. To look earlier is in vain, and looking after
# thousands of them, again and again, keeps the workers from the few that are due.
WAIT_MS = 3_600_000
FINISHED = ("applied", "rejected")


@dataclass(frozen=True)
class Said:
    """A write that others hear of when it is accepted: the event that tells them, made from the id of what the write
    creates; the number and the time (ms) that those before it in its chain have at least; and its author's card, if
    that is at hand."""

    event: Callable[[str], dict[str, Any]]
    last_number: int
    last_ms: int
    card: bytes = b""


@dataclass(frozen=True)
class Write:
    """One accepted write. `body` is empty once it has taken effect; times are epoch milliseconds. `number` is that of a
    message in its conversation. It `waits` when it was accepted behind another of its chain, whose end wakes it up."""

    id: str
    kind: str
    resource_id: str
    actor_id: str
    seq: int
    at_ms: int
    state: str
    request_id: str
    body: dict[str, Any] = field(default_factory=dict, repr=False)
    number: int = 0
    attempts: int = 0
    finished_ms: int | None = None
    problem: dict[str, Any] | None = None
    last_error: str = ""
    waits: bool = False


def new_id() -> str:
    """A fresh id: 24 hex digits, unique without asking anybody."""
    return str(ObjectId())


def accept(
    kind: str,
    actor_id: str,
    body: dict[str, Any],
    *,
    resource_id: str | None = None,
    creates: bool | None = None,
    chain: str = "",
    said: Said | None = None,
    idempotency_key: str = "",
    request_id: str = "",
) -> Write:
    """Store a write durably and return it, or the earlier one with this idempotency key and body.

    Without a `resource_id` the write creates something, whose id is minted here; with `creates` it creates something of
    that id. Writes of one `chain` are carried out one after the other, in the order of their acceptance. What is `said`
    gets a number and a time that only grow in its chain, and its event goes into the log at once. Raises Problem 422
    when the key was used for another body, and 503 when more writes are pending than the system can carry.
    """
    write_id, created_id = new_id(), resource_id or new_id()
    about = [json.dumps(body), _hash(json.dumps([kind, resource_id, body], sort_keys=True)), request_id]
    repeatable = _hash(idempotency_key) if idempotency_key else ""
    is_new = int(resource_id is None if creates is None else creates)
    heard = [json.dumps(said.event(created_id)), said.last_number, said.last_ms] if said else ["", 0, 0]
    limits = [settings().backlog_max, FIRST_RESEND_MS, settings().events_kept, WAIT_MS]
    card = said.card if said else b""
    args = [key(""), write_id, kind, created_id, actor_id, *about, repeatable, is_new, chain, *heard, *limits, card]
    answer, found_id, *stored = script(store(), "log_functions", "accept")(args=args)
    if answer == b"conflict":
        raise Problem(422, "Idempotency conflict", "This Idempotency-Key was used for another request.")
    if answer == b"busy":
        raise Problem(503, "Busy", "Too many writes are waiting; nothing was stored.", retry_after_s=5)
    return replace(_parse(found_id.decode(), _pairs(stored[0])), waits=answer == b"waits")


def _pairs(flat: list[bytes]) -> dict[bytes, bytes]:
    return dict(zip(flat[::2], flat[1::2], strict=True))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def find(write_id: str) -> Write | None:
    """The write with this id, or None when there is none or its receipt has run out."""
    stored = store().hgetall(key("write", write_id))
    return _parse(write_id, stored) if stored else None


def get(write_id: str) -> Write:
    """The write with this id. Raises LookupError when there is none."""
    if (write := find(write_id)) is None:
        raise LookupError(f"no write {write_id}")
    return write


def _parse(write_id: str, stored: dict[bytes, bytes]) -> Write:
    value = {name.decode(): content.decode() for name, content in stored.items()}
    return Write(
        id=write_id,
        kind=value["kind"],
        resource_id=value["resource"],
        actor_id=value["actor"],
        seq=int(value["seq"]),
        at_ms=int(value["at_ms"]),
        state=value["state"],
        request_id=value["request_id"],
        body=json.loads(value.get("body") or "{}"),
        number=int(value.get("number", 0)),
        attempts=int(value["attempts"]),
        finished_ms=int(value["finished_ms"]) if "finished_ms" in value else None,
        problem=json.loads(value["problem"]) if value.get("problem") else None,
        last_error=value.get("last_error", ""),
    )


def brought(write_id: str, flat: list[str]) -> Write:
    """The write as the log's channel brings it, names and values in turn (core/lua/accept.lua)."""
    return _parse(write_id, _pairs([part.encode() for part in flat]))


def wait(write_id: str, timeout_s: float) -> Write:
    """The write, as soon as it is finished or `timeout_s` has passed."""
    deadline = time.monotonic() + timeout_s
    pause_s = 0.005
    while (write := get(write_id)).state == "accepted" and time.monotonic() < deadline:
        time.sleep(min(pause_s, max(0.0, deadline - time.monotonic())))
        pause_s = min(pause_s * 1.5, 0.05)
    return write


def creation_of(resource_id: str) -> Write | None:
    """The write that will create this item, if it is accepted and has not finished."""
    write_id = store().get(key("creating", resource_id))
    return find(write_id.decode()) if write_id else None


def begin(write_id: str) -> Write | None:
    """Start an attempt: the write, leased for LEASE_MS; or None when it is finished, somebody works on it, or another
    write of its chain comes first.

    A write whose attempts are used up (each one killed its worker) becomes dead here.
    """
    answer, *rest = script(store(), "begin")(args=[key(""), write_id, settings().attempts_max, LEASE_MS, WAIT_MS])
    if answer in (b"finished", b"leased", b"waits"):
        return None
    write = _parse(write_id, _pairs(rest[0]))
    if answer == b"exhausted":
        give_up(write, write.last_error or "Every attempt ended its worker.")
        return None
    return write


def put_off(write: Write, reason: str, *, delay_ms: int, refund: bool, waits_for: str = "") -> None:
    """End the attempt without an outcome; it is due again after `delay_ms`, or when `waits_for` exists.

    `refund` when the failure was not the write's own: a server was away.
    """
    args = [key(""), write.id, delay_ms, int(refund), reason[:500], waits_for]
    script(store(), "put_off")(args=args)


def finish(
    write: Write,
    state: str,
    *,
    problem: dict[str, Any] | None = None,
    event: dict[str, Any] | None = None,
    cached_ms: int | None = None,
) -> list[tuple[str, str]]:
    """End the write as `applied`, `rejected` or `dead`; its event becomes pending in the same step. What was said of a
    write that is not applied is taken back.

    `cached_ms` is for its story: when the cache had it. Does nothing when the write has ended already. Returns
    (id, kind) of the writes that waited for it and may go now.
    """
    encoded = [json.dumps(part) if part else "" for part in (problem, event)]
    args = [key(""), write.id, state, *encoded, settings().receipt_ttl_s, cached_ms or "", settings().events_kept]
    waiters = script(store(), "log_functions", "finish")(args=args)
    return _ids_and_kinds(waiters)


def give_up(write: Write, reason: str) -> list[tuple[str, str]]:
    """Make the write dead: it keeps its body, and an operator can replay it."""
    detail = "It could not be applied and is kept for the operator."
    problem = Problem(500, "Not applied", detail).as_dict()
    put_off(write, reason, delay_ms=0, refund=False)
    return finish(write, "dead", problem=problem)


def due_writes(limit: int) -> list[tuple[str, str]]:
    """Take (id, kind) of at most `limit` pending writes that nobody is working on, to be sent again.

    Each is due again later and later until somebody ends it.
    """
    args = [key("write:"), max(limit, 0), FIRST_RESEND_MS, LAST_RESEND_MS]
    return _ids_and_kinds(script(store(), "due")(keys=[key("writes:pending")], args=args))


def _ids_and_kinds(pairs: list[list[bytes]]) -> list[tuple[str, str]]:
    return [(write_id.decode(), kind.decode()) for write_id, kind in pairs]
