"""Mails about accounts that are still to be sent: links that prove who reads an address, and news of what was changed.

What is asked for is stored whether there is such an account or not, so asking tells nothing. A worker sends it
(core/delivery/account_letters.py), and makes its link only then.
"""

from typing import Any

from pymongo import ReturnDocument
from pymongo.client_session import ClientSession

from core.platform.clock import now_ms
from core.platform.ids import new_id
from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.schemas.stored_accounts import AccountMailKind, StoredAccountMail
from core.servers.mongo import collection
from core.servers.sharding.filters import partition

# Longer than a task may run (celeryconfig.py): so long after a try that did not end, there is another one.
CLAIM_MS = 300_000
# A link that comes a day late helps nobody.
GIVE_UP_MS = 86_400_000


def require_mail() -> None:
    """Raises Problem 409 where nobody gets mails."""
    if not settings().is_mail_on:
        raise Problem(ProblemKind.NO_MAILS, "This site sends no mails. Its operator can help.")


def request(kind: AccountMailKind, address: str, about: dict[str, Any], session: ClientSession | None = None) -> None:
    """Have this mail sent to this address, in the caller's transaction if there is one; `about` is what it says.

    Where nobody gets mails this does nothing.
    """
    if not settings().is_mail_on:
        return
    mail_id, at_ms = new_id(), now_ms()
    mail: StoredAccountMail = {
        "_id": mail_id,
        "p": partition(mail_id),
        "kind": kind,
        "address": address.lower(),
        "about": about,
        "at_ms": at_ms,
        "due_ms": at_ms,
    }
    collection("account_mails").insert_one(mail, session=session)


def is_any_due() -> bool:
    """Whether there is one to be sent now."""
    return collection("account_mails").find_one({"due_ms": {"$lte": now_ms()}}, {"_id": 1}) is not None


def claim() -> StoredAccountMail | None:
    """Take the mail that has been due for longest; nobody else is given it for five minutes. None when none is due."""
    now = now_ms()
    return collection("account_mails").find_one_and_update(
        {"due_ms": {"$lte": now}},
        {"$set": {"due_ms": now + CLAIM_MS}},
        sort=[("due_ms", 1)],
        return_document=ReturnDocument.BEFORE,
    )


def is_too_late(mail: StoredAccountMail) -> bool:
    """Whether this mail has waited for so long that it is not sent any more."""
    return mail["at_ms"] < now_ms() - GIVE_UP_MS


def release(mail: StoredAccountMail) -> None:
    """It is due again at once: who claimed it could not send it."""
    collection("account_mails").update_one(_own(mail), {"$set": {"due_ms": now_ms()}})


def finish(mail: StoredAccountMail) -> None:
    """This mail has been sent, or is not to be."""
    collection("account_mails").delete_one(_own(mail))


def _own(mail: StoredAccountMail) -> dict[str, Any]:
    return {"p": mail["p"], "_id": mail["_id"]}
