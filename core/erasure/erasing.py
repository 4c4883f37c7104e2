"""Deleting the accounts whose time to think is over: step by step, each of which may be done again after a death.

1. Nobody signs in any more, and all sessions end.
2. What others see is taken back by writes, which have to be carried out before it goes on.
3. What is left in MongoDB and the picture store is removed, and the journal writes its files anew.
4. The user becomes a tombstone without name, address and handle, by a write; the signed receipt goes to the address.
"""

import time
from collections import Counter

import structlog
from pymongo.client_session import ClientSession

from core.erasure import purging, receipts, withdrawing
from core.erasure.withdrawing import Submit
from core.identity import account_mails, accounts
from core.maintenance import journal_files
from core.platform.clock import now_ms
from core.schemas.stored import StoredUser
from core.servers.mongo import Document, collection, transact
from core.servers.sharding.filters import by_id

_log = structlog.get_logger()
# So soon another run looks what has become of it.
AGAIN_MS = 5_000
# Longer than a task may run (celeryconfig.py).
CLAIM_MS = 60_000
CANDIDATES = 20


def erase_due(limit_s: float, submit: Submit) -> int:
    """Go on with the accounts that are due, for so many seconds; how many were finished. `submit` accepts a write."""
    end_s, finished = time.monotonic() + limit_s, 0
    due: Document = {"leaving.due_ms": {"$lte": now_ms()}}
    for each in collection("users").find(due, {"_id": 1}).limit(CANDIDATES):
        if time.monotonic() > end_s:
            break
        if user := _claimed(each["_id"]):
            finished += _go_on(user, submit)
    return finished


def _claimed(user_id: str) -> StoredUser | None:
    """The user, who is nobody else's for a minute; None when somebody else was faster, or they have thought better."""
    now = now_ms()
    due: Document = {**by_id(user_id), "leaving.due_ms": {"$lte": now}}
    values: Document = {"leaving.due_ms": now + CLAIM_MS}
    users = collection("users")
    if not users.update_one(due, {"$set": values}).modified_count:
        return None
    not_begun: Document = {**by_id(user_id), "leaving": {"$exists": True}, "leaving.begun_ms": {"$exists": False}}
    # Nobody comes in any more, so a ban or a suspension would only refuse what takes everything back.
    change: Document = {"$set": {"leaving.begun_ms": now, "banned": False}, "$unset": {"suspended": ""}}
    users.update_one(not_begun, change)
    return users.find_one(by_id(user_id))


def _go_on(user: StoredUser, submit: Submit) -> bool:
    _count(user, purging.close(user))
    if withdrawing.carry_out(user, submit):
        _again(user)
        return False
    _count(user, purging.written(user) + purging.own(user))
    journal_files.rewrite_all()
    write = submit("user.erase", user["_id"], {}, resource_id=user["_id"], idempotency_key="leave user.erase")
    if write.state != "applied":
        _again(user)
        return False
    _finish(user)
    return True


def _count(user: StoredUser, removed: Counter[str]) -> None:
    if more := {f"leaving.removed.{name}": count for name, count in removed.items() if count}:
        collection("users").update_one(by_id(user["_id"]), {"$inc": more})


def _again(user: StoredUser) -> None:
    again: Document = {"$set": {"leaving.due_ms": now_ms() + AGAIN_MS}}
    collection("users").update_one({**by_id(user["_id"]), "leaving": {"$exists": True}}, again)


def _finish(user: StoredUser) -> None:
    """Send the receipt to the address, which is known until then, and forget that too."""
    last = accounts.get(user["_id"])
    receipt = receipts.signed(last)

    def transaction(session: ClientSession) -> None:
        still: Document = {**by_id(user["_id"]), "leaving": {"$exists": True}}
        if collection("users").update_one(still, {"$unset": {"leaving": ""}}, session=session).matched_count:
            about = {"receipt": receipt, "name": last["leaving"]["name"]}
            account_mails.request("account_erased", last["leaving"]["address"], about, session)

    transact(transaction)
    _log.info("account_erased", user=user["_id"], content=user["leaving"]["content"])
