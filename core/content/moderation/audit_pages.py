"""The audit log as moderators see it: entries with the people in them."""

from typing import Any

import orjson

from core.identity import audit
from core.platform.clock import rfc3339
from core.reads import cache
from core.schemas.stored_accounts import StoredAuditEntry

OPERATOR = "operator"
Shown = dict[str, Any]


def page(
    limit: int, before: tuple[int, str] | None, subject: str | None, who: str | None
) -> tuple[list[Shown], tuple[int, str] | None]:
    """The latest entries, or those after one with this time (ms) and id, about this subject and by this moderator if
    asked; and where the next page begins if there is one."""
    found = audit.entries(limit + 1, subject, who, before)
    last = found[limit - 1] if len(found) > limit else None
    shown = found[:limit]
    ids = {each["who"] for each in shown if not _is_operator(each)} | {
        each["subject"] for each in shown if _is_of(each)
    }
    people = {user_id: orjson.loads(each) for user_id, each in cache.author_summaries_of(ids).items()}
    return [_shown(each, people) for each in shown], (last["at_ms"], audit.id_of(last)) if last else None


def _is_operator(entry: StoredAuditEntry) -> bool:
    return entry["who"].partition(":")[0] == OPERATOR


def _is_of(entry: StoredAuditEntry) -> bool:
    """Whether it was done to a user."""
    return entry["act"].startswith("user.")


def _shown(entry: StoredAuditEntry, people: dict[str, Any]) -> Shown:
    same = {name: entry[name] for name in ("act", "subject", "why", "before", "after")}  # type: ignore[literal-required]
    return same | {
        "id": audit.id_of(entry),
        "at": rfc3339(entry["at_ms"]),
        "by": people.get(entry["who"]),
        "operator": (entry["who"].partition(":")[2] or OPERATOR) if _is_operator(entry) else None,
        "user": people.get(entry["subject"]) if _is_of(entry) else None,
    }
