"""Attempts: how a pending write is taken up, put off, and ended, by one worker at a time.

An attempt holds a lease. Who comes after its end gets another one, and from then on the first attempt can say nothing
about the write any more, however late it wakes up.
"""

import json
from dataclasses import replace
from typing import Any

from core.journal import FIRST_RESEND_MS, WAIT_MS, Write, pairs, parse
from core.redis import journal as store
from core.redis import key, script
from core.settings import settings

LAST_RESEND_MS = 20_000
# Longer than the hard time limit of a task (celeryconfig.py): nobody begins beside an attempt that is still alive.
LEASE_MS = 12_000
REASON_MAX = 500


def begin(write_id: str) -> Write | None:
    """Start an attempt: the write, leased for LEASE_MS; or None when it is finished, somebody works on it, or another
    write of its chain comes first.

    A write whose attempts are used up `is_exhausted`: it may only be given up.
    """
    args = [key(""), write_id, settings().attempts_max, LEASE_MS, WAIT_MS]
    answer, *rest = script(store(), "story_functions", "begin")(args=args)
    if answer in (b"finished", b"leased", b"waits"):
        return None
    return replace(parse(write_id, pairs(rest[0])), is_exhausted=answer == b"exhausted")


def put_off(write: Write, reason: str, *, delay_ms: int, refund: bool, waits_for: str = "") -> bool:
    """End the attempt without an outcome; it is due again after `delay_ms`, or when `waits_for` exists.

    `refund` when the failure was not the write's own: a server was away. False: somebody else has the lease by now.
    """
    args = [key(""), write.id, delay_ms, int(refund), reason[:REASON_MAX], waits_for, write.lease]
    return bool(script(store(), "story_functions", "put_off")(args=args))


def finish(
    write: Write,
    state: str,
    *,
    problem: dict[str, Any] | None = None,
    event: dict[str, Any] | None = None,
    cached_ms: int | None = None,
    resource_id: str = "",
) -> list[tuple[str, str]]:
    """End the write as `applied`, `rejected` or `dead`; its event becomes pending in the same step. What was said of a
    write that is not applied is taken back.

    `cached_ms` is for its story: when the cache had it. `resource_id` is that of the write which this one repeats. Does
    nothing when the write has ended already, or somebody else has the lease. Returns (id, kind) of the writes that
    waited for it and may go now.
    """
    encoded = [json.dumps(part) if part else "" for part in (problem, event)]
    args = [key(""), write.id, state, *encoded, settings().receipt_ttl_s, cached_ms or "", settings().events_kept]
    waiters = script(store(), "log_functions", "story_functions", "finish")(args=[*args, write.lease, resource_id])
    return _ids_and_kinds(waiters)


def due(limit: int) -> list[tuple[str, str]]:
    """Take (id, kind) of at most `limit` pending writes that nobody is working on, to be sent again.

    Each is due again later and later until somebody ends it.
    """
    args = [key("write:"), max(limit, 0), FIRST_RESEND_MS, LAST_RESEND_MS]
    return _ids_and_kinds(script(store(), "due")(keys=[key("writes:pending")], args=args))


def _ids_and_kinds(found: list[list[bytes]]) -> list[tuple[str, str]]:
    return [(write_id.decode(), kind.decode()) for write_id, kind in found]
