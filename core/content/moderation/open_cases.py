"""The queue of the moderators: open cases with all that is needed to decide, in the order in which they were opened.

That time stays while a case is open, so a walk by cursor shows each case that is open throughout exactly once.
"""

from typing import Any

import orjson

from core.content.moderation import reports
from core.identity import suspensions
from core.platform.clock import rfc3339
from core.reads import cache
from core.schemas.moderation import StoredCase, StoredReport
from core.servers.mongo import collection

COUNTED_MAX = 100
Shown = dict[str, Any]


def page(limit: int, after: tuple[int, str] | None, reason: str | None) -> tuple[list[Shown], tuple[int, str] | None]:
    """The longest open cases, or those after one with this time (ms) and item, only with reports of this reason if
    asked; and where the next page begins if there is one."""
    wanted: dict[str, Any] = {"is_open": True} | ({f"reasons.{reason}": {"$gt": 0}} if reason else {})
    if after:
        opened_ms, item_id = after
        wanted["$or"] = [{"opened_ms": {"$gt": opened_ms}}, {"opened_ms": opened_ms, "_id": {"$gt": item_id}}]
    found = list(collection("cases").find(wanted).sort([("opened_ms", 1), ("_id", 1)]).limit(limit + 1))
    last = found[limit - 1] if len(found) > limit else None
    return _shown(found[:limit]), (last["opened_ms"], last["_id"]) if last else None


def count() -> int:
    """How many cases are open; 100 says that there are that many or more."""
    return collection("cases").count_documents({"is_open": True}, limit=COUNTED_MAX)


def _shown(cases: list[StoredCase]) -> list[Shown]:
    """These cases as moderators see them, without those whose item went out of sight a moment ago."""
    items = cache.get([f"{case['noun']}:{case['_id']}" for case in cases])
    told = {case["_id"]: reports.latest(case["_id"], case["round"]) for case in cases}
    people = {report["user_id"] for each in told.values() for report in each}
    people |= {case["decided"]["by"] for case in cases if "decided" in case}
    summaries = {user_id: orjson.loads(each) for user_id, each in cache.author_summaries_of(people).items()}
    standings = suspensions.standings({case["author_id"] for case in cases})
    found = []
    for case in cases:
        if item := items.get(f"{case['noun']}:{case['_id']}"):
            shown = {noun: orjson.loads(item.json()) if noun == case["noun"] else None for noun in ("post", "comment")}
            shown |= _about(case, summaries) | {"standing": standing_of(standings.get(case["author_id"], {}))}
            found.append(shown | {"reports": _reports(told[case["_id"]], summaries)})
    return found


def _about(case: StoredCase, summaries: dict[str, Any]) -> Shown:
    decided = case.get("decided")
    same = {"id": case["_id"], "round": case["round"], "report_count": case["report_count"]}
    shown: Shown | None = None
    if decided:
        shown = {"act": decided["act"], "by": summaries.get(decided["by"]), "at": rfc3339(decided["at_ms"])}
    return same | {"reasons": case["reasons"], "opened_at": rfc3339(case["opened_ms"]), "decided": shown}


def _reports(told: list[StoredReport], summaries: dict[str, Any]) -> list[Shown]:
    return [
        {"author": author, "reason": each["reason"], "note": each["note"], "at": rfc3339(each["at_ms"])}
        for each in told
        if (author := summaries.get(each["user_id"]))
    ]


def standing_of(user: Shown) -> Shown:
    """Where this user (`suspensions.standings`) stands, as moderators see it."""
    about = suspensions.present_of(user)
    until = rfc3339(about["until_ms"]) if about else None
    marks = {"is_banned": user.get("banned", False), "is_muted": user.get("muted", False)}
    return marks | {"suspended_until": until}
