"""The audit log: what operators and moderators have done to others, in `audit`. Entries are added, and never changed or
removed; each lies in the transaction of what it tells of, so that nothing is done without one."""

from dataclasses import dataclass, field
from typing import Any

import structlog
from pymongo.client_session import ClientSession

from core.platform.clock import now_ms
from core.platform.ids import new_id
from core.schemas.stored_accounts import StoredAuditEntry
from core.servers.mongo import Document, collection
from core.servers.sharding.filters import of_root, partition

_log = structlog.get_logger()


@dataclass(frozen=True)
class By:
    """Who did it, a user's id or `operator:<name>`, and why, in their own words."""

    who: str = "operator"
    why: str = ""


OPERATOR = By()


@dataclass(frozen=True)
class Act:
    """What was done to whom or what: `user.ban` to a user, `post.remove` to a post; `before` and `after` are what it
    changed."""

    name: str
    subject: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


def note(by: By, act: Act, session: ClientSession | None = None) -> None:
    """Add an entry, in the caller's transaction if there is one; a line of the log says it as well."""
    entry_id = f"{new_id()}:{act.subject}"
    entry: StoredAuditEntry = {
        "_id": entry_id,
        "p": partition(entry_id),
        "at_ms": now_ms(),
        "who": by.who,
        "act": act.name,
        "subject": act.subject,
        "why": by.why,
        "before": act.before,
        "after": act.after,
    }
    collection("audit").insert_one(entry, session=session)
    _log.info("audit", act=act.name, who=by.who, subject=act.subject)


def id_of(entry: StoredAuditEntry) -> str:
    """The id of this entry: `_id` without its subject."""
    return entry["_id"].partition(":")[0]


def entries(
    limit: int, subject: str | None = None, who: str | None = None, before: tuple[int, str] | None = None
) -> list[StoredAuditEntry]:
    """At most `limit` entries, the newest first; only those about this subject, or by this person, if asked; only those
    that come after the one with this time (ms) and id (`id_of`)."""
    match: Document = of_root("audit", "subject", subject) if subject else {}
    match |= {"who": who} if who else {}
    if before:
        at_ms, entry_id = before
        # `<entry>` comes before `<entry>:<subject>`.
        match["$or"] = [{"at_ms": {"$lt": at_ms}}, {"at_ms": at_ms, "_id": {"$lt": entry_id}}]
    return list(collection("audit").find(match).sort([("at_ms", -1), ("_id", -1)]).limit(limit))
