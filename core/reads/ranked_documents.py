"""What a ranking consists of, read from MongoDB: the order of one moment.

Most items have no like. Those that have one are in indexes of their own, so that new items cost nothing there, and come
first; the others follow by time.
"""

import math
from typing import Any, Literal

from core.platform.clock import now_ms
from core.reads.indexes import Index
from core.reads.nouns import NOUNS
from core.servers.mongo import Document, collection

By = Literal["top", "hot"]
Within = Literal["day", "week", "month", "all"]
DAY_MS = 86_400_000
WITHIN_MS: dict[Within, float] = {"day": DAY_MS, "week": 7 * DAY_MS, "month": 30 * DAY_MS, "all": math.inf}
# So many items a ranking has at most: nobody reads further, and what changes below does not matter.
RANKED_MAX = 1000
# Ten times the likes are worth so much time.
HOT_STEP_S = 45_000
Filter = dict[str, Any]
LATEST = [("created_ms", -1), ("_id", -1)]


def ranked_ids(index: Index, by: By, within: Within, limit: int) -> list[str]:
    """The ids of the first items of this ranking, at most `limit`, in their order."""
    return _hot(index, limit) if by == "hot" else _top(index, within, limit)


def _top(index: Index, within: Within, limit: int) -> list[str]:
    """Most liked first; of the same number of likes, the later one."""
    wanted = index.in_mongo()
    if within != "all":
        wanted["created_ms"] = {"$gte": now_ms() - WITHIN_MS[within]}
    liked = _ids(index, wanted | {"like_count": {"$gt": 0}}, [("like_count", -1), *LATEST], limit)
    left = limit - len(liked)
    return [*liked, *_ids(index, wanted | {"like_count": 0}, LATEST, left)] if left else liked


def hot_score(like_count: int, created_ms: int) -> float:
    """How hot an item is: the logarithm of its likes, and the later it was made the more.

    The formula of Reddit ("hot" in r2/lib/db/_sorts.pyx of its published code, described by A. Salihefendic, "How
    Reddit ranking algorithms work", 2010), without the votes against, which there are none of here.
    """
    return math.log10(max(like_count, 1)) + created_ms / 1000 / HOT_STEP_S


def _hot(index: Index, limit: int) -> list[str]:
    """By `hot_score`: the latest items, and older ones that have enough likes to come before the last of these."""
    wanted, fields = index.in_mongo(), {"like_count": 1, "created_ms": 1}
    found = collection(NOUNS[index.noun].collection).find(wanted, fields).sort(LATEST).limit(limit)
    candidates: dict[str, Document] = {doc["_id"]: doc for doc in found}
    if len(candidates) == limit:
        earliest_ms = min(doc["created_ms"] for doc in candidates.values())
        candidates |= {doc["_id"]: doc for doc in _liked_since(index, earliest_ms - _head_start_ms(index))}
    ranked = sorted(((hot_score(doc["like_count"], doc["created_ms"]), each) for each, doc in candidates.items()))
    return [each for _, each in reversed(ranked)][:limit]


def _head_start_ms(index: Index) -> float:
    """How much older than another an item can be and come before it, with the most likes that there are."""
    wanted = index.in_mongo() | {"like_count": {"$gt": 0}}
    most = collection(NOUNS[index.noun].collection).find_one(wanted, {"like_count": 1}, sort=[("like_count", -1)])
    return math.log10(most["like_count"]) * HOT_STEP_S * 1000 if most else 0


def _liked_since(index: Index, since_ms: float) -> list[Document]:
    wanted = index.in_mongo() | {"like_count": {"$gt": 0}, "created_ms": {"$gte": since_ms}}
    return list(collection(NOUNS[index.noun].collection).find(wanted, {"like_count": 1, "created_ms": 1}))


def _ids(index: Index, wanted: Filter, order: list[tuple[str, int]], limit: int) -> list[str]:
    found = collection(NOUNS[index.noun].collection).find(wanted, {"_id": 1}).sort(order).limit(limit)
    return [doc["_id"] for doc in found]
