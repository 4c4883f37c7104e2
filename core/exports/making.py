"""Making exports: page by page, each stored with how far it is, so that the death of a worker costs one page."""

import time
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import structlog
from pymongo.client_session import ClientSession

from core.exports import html, requests, sections
from core.exports.sections import PAGE, SECTIONS
from core.identity import account_mails, accounts
from core.platform.clock import now_ms
from core.platform.problems import Problem
from core.platform.settings import settings
from core.schemas.stored_exports import StoredExport, StoredExportPart
from core.servers.mongo import collection, transact
from core.servers.sharding.filters import by_id, of_root, partition

_log = structlog.get_logger()


def make_due(limit_s: float) -> int:
    """Go on with the exports that are due, for so many seconds; how many were finished."""
    end_s, finished = time.monotonic() + limit_s, 0
    while time.monotonic() < end_s and (export := requests.claim()):
        finished += _go_on(export, end_s)
    return finished


def _go_on(export: StoredExport, end_s: float) -> bool:
    current: StoredExport | None = export
    try:
        while current and current["state"] == "asked":
            if time.monotonic() > end_s:
                requests.release(current)
                return False
            current = _step(current)
    except Problem:
        # The account is gone, and so is what there was of it.
        collection("exports").delete_one(by_id(export["_id"]))
        return False
    return current is not None


def _step(export: StoredExport) -> StoredExport | None:
    """Store the next page, or that all are there; None when it is somebody else's by now."""
    if export["section"] == -1:
        return _store(export, "account", [sections.account(export["_id"])], {"section": 0, "after": ""})
    if export["section"] == len(SECTIONS):
        return _finish(export)
    section = SECTIONS[export["section"]]
    docs = section.page(export["_id"], export["after"])
    is_last = len(docs) < PAGE
    then = {"section": export["section"] + is_last, "after": "" if is_last else docs[-1]["_id"]}
    return _store(export, section.name, [section.show(doc) for doc in docs], then)


def _store(export: StoredExport, name: str, items: list[dict[str, Any]], then: dict[str, Any]) -> StoredExport | None:
    count = export["counts"].get(name, 0) + len(items)
    values = then | {"parts": export["parts"] + bool(items), "due_ms": now_ms() + requests.CLAIM_MS}
    values |= {f"counts.{name}": count} if name != "account" else {}
    part = _part(export, name, items)

    def transaction(session: ClientSession) -> StoredExport | None:
        further = requests.advance(export, values, session)
        if further and items:
            collection("export_parts").replace_one(by_id(part["_id"]), part, upsert=True, session=session)
        return further

    return transact(transaction)


def _part(export: StoredExport, name: str, items: list[dict[str, Any]]) -> StoredExportPart:
    part_id = f"{export['parts']:06}:{export['_id']}"
    return {
        "_id": part_id,
        "p": partition(part_id),
        "user_id": export["_id"],
        "section": name,
        "json": zlib.compress(b",\n".join(orjson.dumps(item) for item in items)),
        "html": zlib.compress(html.articles(items).encode()),
        "until": export["until"],
    }


def _finish(export: StoredExport) -> StoredExport | None:
    user = accounts.get(export["_id"])
    until = datetime.now(UTC) + timedelta(seconds=settings().export_ttl_s)

    def transaction(session: ClientSession) -> StoredExport | None:
        values = {"state": "ready", "ready_ms": now_ms(), "until": until}
        if (further := requests.advance(export, values, session)) is None:
            return None
        own = of_root("export_parts", "user_id", export["_id"])
        parts = collection("export_parts")
        # Those of one that was made before and had more.
        parts.delete_many({**own, "_id": {"$gte": f"{export['parts']:06}"}}, session=session)
        parts.update_many(own, {"$set": {"until": until}}, session=session)
        collection("exports").update_one(by_id(export["_id"]), {"$unset": {"due_ms": ""}}, session=session)
        account_mails.request("export_ready", user["email"], {"user_id": user["_id"]}, session)
        return further

    done = transact(transaction)
    _log.info("export_made", user=export["_id"], parts=export["parts"], finished=done is not None)
    return done
