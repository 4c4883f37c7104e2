"""Reports: what people say should not stand. One for each person and item; it lies with the item, and so does the case
that all reports of the item belong to (core/content/moderation/cases.py, docs/decisions/0051).

Of a report, another one and its withdrawal, the one that was accepted last counts, in whichever order they are carried
out. So a withdrawn one stays as a tombstone, with the `seq` of its write.
"""

from typing import cast

from pymongo.client_session import ClientSession

from core.content import documents
from core.content.moderation import cases
from core.platform.problems import Problem, ProblemKind, not_found
from core.schemas.bodies import ReportBody
from core.schemas.moderation import ReportedNoun, StoredReport
from core.schemas.stored import StoredItem
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id, of_root, partition
from core.writes.journal import Write

# So many are shown of each case.
SHOWN_MAX = 20


def id_of(user_id: str, item_id: str) -> str:
    """The `_id` of a user's report of an item."""
    return f"{user_id}:{item_id}"


def your_own() -> Problem:
    """403: nobody reports what they wrote themselves."""
    return Problem(ProblemKind.YOUR_OWN, "You wrote this yourself.")


def report(session: ClientSession, noun: ReportedNoun, write: Write) -> None:
    """Note this report, instead of an earlier one of the same person, and count it in the item's case.

    Raises Problem 403 for what the reporter wrote, 404 if it was deleted before; MissingError.
    """
    item = documents.stored(session, noun, write.resource_id)
    if item["author_id"] == write.actor_id:
        raise your_own()
    # What was deleted later than this was accepted, and earlier than it is carried out, is reported all the same.
    if documents.is_gone(item) and item["seqs"]["deleted"] < write.seq:
        raise not_found(noun)
    _replace(session, noun, item, write, is_over=False)


def withdraw(session: ClientSession, noun: ReportedNoun, write: Write) -> None:
    """Note that this person reports the item no longer. Raises MissingError."""
    _replace(session, noun, documents.stored(session, noun, write.resource_id), write, is_over=True)


def _replace(session: ClientSession, noun: ReportedNoun, item: StoredItem, write: Write, *, is_over: bool) -> None:
    known = collection("reports").find_one(by_id(id_of(write.actor_id, item["_id"])), session=session)
    if known and known["seq"] >= write.seq:
        return
    case = cases.of_item(session, noun, item)
    is_new = not is_over and cases.can_open(case, item)
    counted = cases.opened(case, write.at_ms) if is_new else case
    new = _document(write, counted["round"], is_over=is_over)
    counted = cases.counted(counted, known, new)
    collection("reports").replace_one(by_id(new["_id"]), new, upsert=True, session=session)
    # The withdrawal of what was never reported makes no case.
    if counted != case:
        cases.store(session, counted)


def _document(write: Write, round_: int, *, is_over: bool) -> StoredReport:
    report_id, body = id_of(write.actor_id, write.resource_id), cast(ReportBody, write.body)
    return {
        "_id": report_id,
        "p": partition(report_id),
        "user_id": write.actor_id,
        "item_id": write.resource_id,
        "reason": body.get("reason", ""),
        "note": body.get("note", ""),
        "round": round_,
        "seq": write.seq,
        "at_ms": write.at_ms,
        "deleted": is_over,
        "deleted_ms": write.at_ms if is_over else None,
    }


def latest(item_id: str, round_: int) -> list[StoredReport]:
    """The latest reports of this item in this round of its case, at most SHOWN_MAX."""
    wanted = of_root("reports", "item_id", item_id) | {"round": round_, "deleted": False}
    return list(collection("reports").find(wanted).sort("at_ms", -1).limit(SHOWN_MAX))
