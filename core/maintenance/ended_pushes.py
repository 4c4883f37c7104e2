"""Push subscriptions of sessions that have ended, of people to whom there is nothing to push."""

from typing import Any

from core.identity import sessions
from core.platform.settings import settings
from core.servers.mongo import collection
from core.servers.scan import Batches
from core.servers.sharding.filters import by_ids


def find(cursor: str) -> Batches:
    """Ids of subscriptions whose session has ended."""
    while True:
        found = collection("push_subscriptions").find({"_id": {"$gt": cursor}}, {"session_id": 1})
        docs = list(found.sort("_id", 1).limit(settings().purge_batch))
        if not docs:
            return
        cursor = docs[-1]["_id"]
        yield cursor, _ended(docs)


def _ended(docs: list[Any]) -> list[str]:
    live = sessions.live(each["session_id"] for each in docs)
    return [each["_id"] for each in docs if each["session_id"] not in live]


def remove(ids: list[str]) -> int:
    """Remove those of these subscriptions whose session has ended, which never begins again; return how many."""
    subscriptions = collection("push_subscriptions")
    ended = _ended(list(subscriptions.find(by_ids(ids), {"session_id": 1})))
    return subscriptions.delete_many(by_ids(ended)).deleted_count
