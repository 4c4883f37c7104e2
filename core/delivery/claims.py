"""Which notices are due to be mailed, and who is at it.

As with a queue that has a visibility time-out: who takes a notice moves the time at which it is due, and removes that
when the mail is on its way. A process that dies between leaves the notice for the next one, so no mail is lost, and one
may come twice, with the same Message-ID.
"""

from typing import Any

from core.platform.ids import new_id
from core.schemas.inbox import StoredNotice
from core.servers.mongo import collection
from core.servers.sharding.filters import by_ids

# Longer than a task may run (celeryconfig.py).
CLAIM_MS = 300_000
USERS_MAX = 100


def users_with_due(now_ms: int) -> list[str]:
    """Users with notices that are due, those who wait for longest first; at most 100."""
    found = collection("notices").aggregate(
        [
            {"$match": {"mail_ms": {"$lte": now_ms}}},
            {"$sort": {"mail_ms": 1}},
            {"$limit": 10 * USERS_MAX},
            {"$group": {"_id": "$user_id", "first_ms": {"$min": "$mail_ms"}}},
            {"$sort": {"first_ms": 1}},
            {"$limit": USERS_MAX},
        ]
    )
    return [each["_id"] for each in found]


def claim(user_id: str, now_ms: int) -> list[StoredNotice]:
    """Take what is due for this user, the oldest first; nobody else is given it for five minutes."""
    notices, token = collection("notices"), new_id()
    due = {"user_id": user_id, "mail_ms": {"$lte": now_ms}}
    notices.update_many(due, {"$set": {"mail_ms": now_ms + CLAIM_MS, "mail_claim": token}})
    taken = {"user_id": user_id, "mail_ms": now_ms + CLAIM_MS, "mail_claim": token}
    return list(notices.find(taken).sort("at_ms", 1))


def finish(taken: list[StoredNotice]) -> None:
    """No mail is due about these any more."""
    _change(taken, {"$unset": {"mail_ms": "", "mail_claim": ""}})


def defer(taken: list[StoredNotice], until_ms: int) -> None:
    """These are due then."""
    _change(taken, {"$set": {"mail_ms": until_ms}, "$unset": {"mail_claim": ""}})


def _change(taken: list[StoredNotice], change: dict[str, Any]) -> None:
    if taken:
        own = {**by_ids(each["_id"] for each in taken), "mail_claim": taken[0]["mail_claim"]}
        collection("notices").update_many(own, change)


def waiting(now_ms: int) -> tuple[int, int]:
    """How many notices wait for a mail, and how many of them are due."""
    notices = collection("notices")
    total = notices.count_documents({"mail_ms": {"$gt": 0}})
    return total, notices.count_documents({"mail_ms": {"$lte": now_ms}})
