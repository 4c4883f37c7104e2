"""Asking for an export, and how far it is. A worker makes it (core/exports/making.py); it is kept for EXPORT_TTL_S."""

from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import ReturnDocument
from pymongo.client_session import ClientSession

from core.platform.clock import now_ms, rfc3339
from core.platform.problems import not_found
from core.platform.settings import settings
from core.schemas.stored_exports import StoredExport
from core.servers.mongo import Document, collection
from core.servers.sharding.filters import by_id, partition

# Longer than a task may run (celeryconfig.py): so long after a run that did not end, there is another one.
CLAIM_MS = 60_000


def ask(user_id: str) -> StoredExport:
    """Have an export of this person made, unless one is being made; one that is ready is replaced."""
    at_ms = now_ms()
    until = datetime.now(UTC) + timedelta(seconds=settings().export_ttl_s)
    fresh: StoredExport = {
        "_id": user_id,
        "p": partition(user_id),
        "state": "asked",
        "asked_ms": at_ms,
        "due_ms": at_ms,
        "section": -1,
        "after": "",
        "parts": 0,
        "counts": {},
        "until": until,
    }
    exports = collection("exports")
    if (found := exports.find_one(by_id(user_id))) and found["state"] == "asked":
        return found
    if found:
        exports.replace_one({**by_id(user_id), "asked_ms": found["asked_ms"]}, fresh)
    else:
        exports.update_one(by_id(user_id), {"$setOnInsert": fresh}, upsert=True)
    return get(user_id)


def get(user_id: str) -> StoredExport:
    """The export of this person. Raises Problem 404 when none was asked for, or it is not kept any more."""
    found = collection("exports").find_one(by_id(user_id))
    # MongoDB removes it within a minute.
    if found is None or found["until"].replace(tzinfo=UTC) < datetime.now(UTC):
        raise not_found("export")
    return found


def ready(user_id: str) -> StoredExport:
    """The same. Raises Problem 404 also while it is being made."""
    if (found := get(user_id))["state"] != "ready":
        raise not_found("export")
    return found


def shown(export: StoredExport) -> dict[str, Any]:
    """What its owner sees of it."""
    is_ready = export["state"] == "ready"
    return {
        "state": export["state"],
        "asked_at": rfc3339(export["asked_ms"]),
        "ready_at": rfc3339(export["ready_ms"]) if is_ready else None,
        "until": rfc3339(int(export["until"].replace(tzinfo=UTC).timestamp() * 1000)) if is_ready else None,
        "counts": export["counts"],
    }


def is_any_due() -> bool:
    """Whether one is to be gone on with."""
    return collection("exports").find_one({"due_ms": {"$lte": now_ms()}}, {"_id": 1}) is not None


def claim() -> StoredExport | None:
    """Take the export that has been due for longest; nobody else is given it for a minute. None when none is due."""
    now = now_ms()
    return collection("exports").find_one_and_update(
        {"due_ms": {"$lte": now}},
        {"$set": {"due_ms": now + CLAIM_MS}},
        sort=[("due_ms", 1)],
        return_document=ReturnDocument.AFTER,
    )


def advance(export: StoredExport, values: dict[str, Any], session: ClientSession) -> StoredExport | None:
    """Note how far it is, in the caller's transaction; None when somebody else has gone on with it, or it was asked for
    anew."""
    as_it_was = {name: export[name] for name in ("asked_ms", "parts", "section", "after")}  # type: ignore[literal-required]
    return collection("exports").find_one_and_update(
        {**by_id(export["_id"]), **as_it_was},
        {"$set": values},
        return_document=ReturnDocument.AFTER,
        session=session,
    )


def release(export: StoredExport) -> None:
    """It is due again at once."""
    as_it_was: Document = {**by_id(export["_id"]), "asked_ms": export["asked_ms"], "state": "asked"}
    collection("exports").update_one(as_it_was, {"$set": {"due_ms": now_ms()}})
