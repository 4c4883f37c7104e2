"""Sending the mails about accounts that are due: each is claimed, its link is made, and it goes."""

from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage

import structlog

from core.delivery import account_letters, postbox
from core.delivery.account_letters import NEWS, AccountText
from core.delivery.postbox import DeferredError, Postbox, RefusedError, UnavailableError
from core.identity import account_mails, accounts, mail_links
from core.platform.problems import Problem
from core.schemas.stored import StoredUser
from core.schemas.stored_accounts import MailLinkKind, StoredAccountMail

_log = structlog.get_logger()


def send_due(counts: Counter[str], is_over: Callable[[], bool]) -> None:
    """Send them until none is due or it `is_over`, and count how they ended. Raises UnavailableError."""
    if not account_mails.is_any_due():
        return
    with postbox.opened() as box:
        while not is_over() and (mail := account_mails.claim()):
            counts[_send(mail, box)] += 1


def _send(mail: StoredAccountMail, box: Postbox) -> str:
    """How it ended, as `core.delivery.mails.send_due` counts it."""
    written = None if account_mails.is_too_late(mail) else _written(mail)
    try:
        result = _post(written, box) if written else "unwanted"
    except DeferredError:
        return "deferred"
    except UnavailableError:
        account_mails.release(mail)
        raise
    account_mails.finish(mail)
    return result


def _post(written: EmailMessage, box: Postbox) -> str:
    try:
        box.post(written)
    except RefusedError as refused:
        _log.warning("account_mail_refused", status=refused.status, is_address=refused.is_address)
        return "refused"
    return "sent"


def _written(mail: StoredAccountMail) -> EmailMessage | None:
    """The mail, None when there is nothing to be said to this address any more."""
    about = mail["about"]
    user = _user(about["user_id"]) if "user_id" in about else accounts.with_address(mail["address"])
    if mail["kind"] == "account_erased":
        return account_letters.letter(mail, about["name"], account_letters.erased(about["receipt"]))
    if mail["kind"] == "registration":
        return account_letters.letter(mail, about["name"], _of_registration(mail, user))
    return account_letters.letter(mail, user["name"], _text(mail, user)) if user and not _is_over(mail, user) else None


def _of_registration(mail: StoredAccountMail, user: StoredUser | None) -> AccountText:
    if user:
        return account_letters.has_account()
    return account_letters.registration(mail_links.make("registration", mail["address"], mail["about"]))


def _text(mail: StoredAccountMail, user: StoredUser) -> AccountText:
    kind, own = mail["kind"], {"user_id": user["_id"]}
    if kind in NEWS:
        return NEWS[kind](mail["about"])
    if kind == "reset":
        return account_letters.reset(mail_links.make("reset", mail["address"], own))
    of_link: MailLinkKind = "address" if kind == "address" else "confirm"
    return account_letters.confirmation(mail_links.make(of_link, mail["address"], own))


def _is_over(mail: StoredAccountMail, user: StoredUser) -> bool:
    """Whether the address to be confirmed is not theirs any more, or confirmed already."""
    return mail["kind"] == "confirm" and (user["email"] != mail["address"] or not user.get("unconfirmed"))


def _user(user_id: str) -> StoredUser | None:
    try:
        return accounts.get(user_id)
    except Problem:
        return None
