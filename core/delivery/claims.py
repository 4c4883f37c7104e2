"""Which notices are due to be sent by mail or push, and who is at it.

As with a queue that has a visibility time-out: who takes a notice moves the time at which it is due, and removes that
when it has been sent. A process that dies between leaves the notice for the next one, so nothing is lost, and a mail or
a push may come twice, with the same Message-ID or Topic.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from core.platform.ids import new_id
from core.schemas.inbox import StoredNotice
from core.servers.mongo import collection
from core.servers.sharding.filters import by_ids

# Longer than a task may run (celeryconfig.py).
CLAIM_MS = 300_000
USERS_MAX = 100


@dataclass(frozen=True)
class Channel:
    """One way to people, by its name in the fields of notices: `<name>_ms` says when a notice is due, `<name>_claim`
    who is at it, and `<name>_to` to which of several addresses it is still to go, when not to all of them."""

    name: str

    @property
    def _due(self) -> str:
        return f"{self.name}_ms"

    @property
    def _claim(self) -> str:
        return f"{self.name}_claim"

    @property
    def _done(self) -> dict[str, Any]:
        return {"$unset": dict.fromkeys((self._due, self._claim, f"{self.name}_to"), "")}

    def users_with_due(self, now_ms: int) -> list[str]:
        """Users with notices that are due, those who wait for longest first; at most 100."""
        found = collection("notices").aggregate(
            [
                {"$match": {self._due: {"$lte": now_ms}}},
                {"$sort": {self._due: 1}},
                {"$limit": 10 * USERS_MAX},
                {"$group": {"_id": "$user_id", "first_ms": {"$min": f"${self._due}"}}},
                {"$sort": {"first_ms": 1}},
                {"$limit": USERS_MAX},
            ]
        )
        return [each["_id"] for each in found]

    def claim(self, user_id: str, now_ms: int) -> list[StoredNotice]:
        """Take what is due for this user, the oldest first; nobody else is given it for five minutes."""
        notices, until_ms, token = collection("notices"), now_ms + CLAIM_MS, new_id()
        due = {"user_id": user_id, self._due: {"$lte": now_ms}}
        notices.update_many(due, {"$set": {self._due: until_ms, self._claim: token}})
        taken = {"user_id": user_id, self._due: until_ms, self._claim: token}
        return list(notices.find(taken).sort("at_ms", 1))

    def finish(self, taken: list[StoredNotice]) -> None:
        """Nothing is due about these any more."""
        self._change(taken, self._done)

    def defer(self, taken: list[StoredNotice], until_ms: int, only_to: Iterable[str] = ()) -> None:
        """These are due then, to these addresses only if there are some."""
        to = {f"{self.name}_to": addresses} if (addresses := list(only_to)) else {}
        self._change(taken, {"$set": {self._due: until_ms, **to}, "$unset": {self._claim: ""}})

    def forgo(self, user_ids: Iterable[str], now_ms: int) -> int:
        """Nothing of what is due is sent to these users; how many notices that were."""
        due = {"user_id": {"$in": list(user_ids)}, self._due: {"$lte": now_ms}}
        return collection("notices").update_many(due, self._done).modified_count

    def _change(self, taken: list[StoredNotice], change: dict[str, Any]) -> None:
        if taken:
            token = cast(dict[str, Any], taken[0])[self._claim]
            own = {**by_ids(each["_id"] for each in taken), self._claim: token}
            collection("notices").update_many(own, change)

    def waiting(self, now_ms: int) -> tuple[int, int]:
        """How many notices wait, and how many of them are due."""
        notices = collection("notices")
        total = notices.count_documents({self._due: {"$gt": 0}})
        return total, notices.count_documents({self._due: {"$lte": now_ms}})


MAIL = Channel("mail")
PUSH = Channel("push")
