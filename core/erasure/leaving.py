"""Asking that one's account is deleted, and thinking better of it for LEAVE_AFTER_S."""

from typing import Any

from pymongo.client_session import ClientSession

from core.identity import account_mails, accounts
from core.platform.clock import now_ms, rfc3339
from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.schemas.stored import StoredUser
from core.schemas.stored_erasures import Content, StoredLeaving
from core.servers.mongo import Document, collection, transact
from core.servers.sharding.filters import by_id


def ask(user: StoredUser, content: Content) -> StoredLeaving:
    """Have the account deleted after LEAVE_AFTER_S, and with `erase` all that its owner wrote. A mail says so.

    Asked again it changes what becomes of the content, and not when.
    """
    at_ms = now_ms()
    known = user.get("leaving")
    leaving: StoredLeaving = {
        "asked_ms": known["asked_ms"] if known else at_ms,
        "due_ms": known["due_ms"] if known else at_ms + settings().leave_after_s * 1000,
        "content": content,
    }

    def transaction(session: ClientSession) -> None:
        not_begun: Document = {**by_id(user["_id"]), "leaving.begun_ms": {"$exists": False}}
        if not collection("users").update_one(not_begun, {"$set": {"leaving": leaving}}, session=session).matched_count:
            raise accounts.gone()
        about = {"user_id": user["_id"], "due_ms": leaving["due_ms"]}
        account_mails.request("account_leaving", user["email"], about, session)

    transact(transaction)
    return leaving


def stay(user: StoredUser) -> None:
    """Keep the account. Raises Problem 404 when it was not to be deleted."""
    asked: Document = {**by_id(user["_id"]), "leaving": {"$exists": True}, "leaving.begun_ms": {"$exists": False}}
    if not collection("users").update_one(asked, {"$unset": {"leaving": ""}}).matched_count:
        raise Problem(ProblemKind.NOT_FOUND, "This account is not to be deleted.")


def shown(leaving: StoredLeaving) -> dict[str, Any]:
    """What its owner sees of it."""
    return {"at": rfc3339(leaving["due_ms"]), "content": leaving["content"]}
