"""The appeals, as moderators see them: open ones, the one that has waited for longest first."""

from typing import Any

import orjson

from core.content.moderation import open_cases
from core.identity import suspensions
from core.platform.clock import rfc3339
from core.reads import cache
from core.schemas.removals import StoredRemoval
from core.servers.mongo import collection

COUNTED_MAX = 100
OPEN = {"appeal.is_open": True}
Shown = dict[str, Any]


def page(limit: int, after: tuple[int, str] | None) -> tuple[list[Shown], tuple[int, str] | None]:
    """The longest open appeals, or those after one with this time (ms) and item; and where the next page begins if
    there is one."""
    wanted: Shown = dict(OPEN)
    if after:
        at_ms, item_id = after
        wanted["$or"] = [{"appeal.at_ms": {"$gt": at_ms}}, {"appeal.at_ms": at_ms, "_id": {"$gt": item_id}}]
    found = list(collection("removals").find(wanted).sort([("appeal.at_ms", 1), ("_id", 1)]).limit(limit + 1))
    last = found[limit - 1] if len(found) > limit else None
    return _shown(found[:limit]), (last["appeal"]["at_ms"], last["_id"]) if last else None


def count() -> int:
    """How many appeals are open; 100 says that there are that many or more."""
    return collection("removals").count_documents(OPEN, limit=COUNTED_MAX)


def _shown(found: list[StoredRemoval]) -> list[Shown]:
    """These with the people in them; without those whose authors are gone."""
    people = cache.author_summaries_of({user_id for each in found for user_id in (each["author_id"], each["by"])})
    summaries = {user_id: orjson.loads(each) for user_id, each in people.items()}
    standings = suspensions.standings({each["author_id"] for each in found})
    return [
        _serialized(each, summaries) | {"standing": open_cases.standing_of(standings.get(each["author_id"], {}))}
        for each in found
        if each["author_id"] in summaries
    ]


def _serialized(removal: StoredRemoval, summaries: Shown) -> Shown:
    return {
        "id": removal["_id"],
        "type": removal["noun"],
        "post_id": removal["post_id"],
        "title": removal["kept"].get("title"),
        "content": removal["kept"]["content"],
        "content_html": removal["kept"].get("content_html", ""),
        "author": summaries[removal["author_id"]],
        "words": removal["appeal"]["words"],
        "at": rfc3339(removal["appeal"]["at_ms"]),
        "reason": removal["reason"] or None,
        "removed_at": rfc3339(removal["at_ms"]),
        "removed_by": summaries.get(removal["by"]),
    }
