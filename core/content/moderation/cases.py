"""Cases: all reports of one item together, until a moderator decides about it (docs/decisions/0051).

A case that was decided opens again, as a new round, only when the item was edited after that: more reports of what was
decided are kept and counted, and ask nobody to decide anew. A case lies with its item, so that reports, decisions and
the deletion of the item are one transaction each.
"""

from typing import cast

from pymongo.client_session import ClientSession

from core.content import documents
from core.schemas.moderation import ReportedNoun, StoredCase, StoredReport
from core.schemas.stored import StoredItem
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id, of_root, partition
from core.writes.journal import Write


def of_item(session: ClientSession, noun: ReportedNoun, item: StoredItem) -> StoredCase:
    """The case of this item: as stored, or one that has not been opened."""
    found = collection("cases").find_one(by_id(item["_id"]), session=session)
    return found or {
        "_id": item["_id"],
        "p": partition(item["_id"]),
        "item_id": item["_id"],
        "noun": noun,
        "post_id": str(item.get("post_id", item["_id"])),
        "author_id": item["author_id"],
        "is_open": False,
        "round": 0,
        "opened_ms": 0,
        "report_count": 0,
        "reasons": {},
    }


def can_open(case: StoredCase, item: StoredItem) -> bool:
    """Whether a report of this item opens its case: what was decided about is not asked about again."""
    decided = case.get("decided")
    is_decided = decided is not None and decided["rev"] >= item["rev"]
    return not (case["is_open"] or is_decided or documents.is_gone(item))


def opened(case: StoredCase, at_ms: int) -> StoredCase:
    """The case as it begins its next round."""
    fresh = {"is_open": True, "round": case["round"] + 1, "opened_ms": at_ms, "report_count": 0, "reasons": {}}
    return cast(StoredCase, case | fresh)


def counted(case: StoredCase, before: StoredReport | None, now: StoredReport) -> StoredCase:
    """The case after a report came instead of the one before. With the last of its reports an open one closes."""
    reasons = dict(case["reasons"])
    for report, by in ((before, -1), (now, 1)):
        if report and not report["deleted"] and report["round"] == case["round"]:
            reasons[report["reason"]] = reasons.get(report["reason"], 0) + by
    reasons = {reason: count for reason, count in reasons.items() if count}
    count = sum(reasons.values())
    return case | {"reasons": reasons, "report_count": count, "is_open": case["is_open"] and count > 0}


def store(session: ClientSession, case: StoredCase) -> None:
    """Store the case as it is now."""
    collection("cases").replace_one(by_id(case["_id"]), case, upsert=True, session=session)


def close_of_deleted(session: ClientSession, noun: ReportedNoun, item: StoredItem, write: Write) -> None:
    """Close the case of an item that this write deletes, and those of all comments on a post: there is nothing left to
    decide about."""
    act = "delete" if write.actor_id == item["author_id"] else "remove"
    wanted = by_id(item["_id"]) if noun == "comment" else of_root("cases", "post_id", item["_id"])
    # Nobody has decided about what it says: should it come back, it can be reported again.
    decided = {"act": act, "by": write.actor_id, "at_ms": write.at_ms, "round": "$round", "rev": 0}
    change = [{"$set": {"is_open": False, "decided": decided}}]
    collection("cases").update_many({**wanted, "is_open": True}, change, session=session)
