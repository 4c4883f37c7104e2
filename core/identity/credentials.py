"""Changing what one signs in with: a password one knows, one that was forgotten, and the address."""

from functools import partial

from pymongo.client_session import ClientSession

from core.identity import account_mails, accounts, audit, mail_links, registrations, sessions
from core.identity.audit import OPERATOR, Act, By
from core.identity.password_rules import check_password
from core.identity.passwords import hash_password, verify
from core.platform.clock import now_ms
from core.platform.problems import Problem, ProblemKind
from core.schemas.stored import StoredUser
from core.schemas.stored_accounts import StoredMailLink
from core.servers.mongo import Document, collection, transact
from core.servers.sharding.filters import by_id


def prove(user: StoredUser, password: str) -> None:
    """Raises Problem 403 when this is not the user's password."""
    if not verify(password, user["password"]):
        raise Problem(ProblemKind.WRONG_PASSWORD, "This is not your password.")


def change_password(user: StoredUser, new: str, session_id: str) -> None:
    """Give the user another password, which ends all their sessions but this one, and the links that reset it.

    Their address is told. Raises Problem 422 for a password that is guessed first, 429 under a flood.
    """
    change: Document = {"$set": {"password": _hashed(user, new)}}
    transact(partial(_change, user, change))
    _end_sessions(user["_id"], session_id)


def replace_password(user: StoredUser, new: str, by: By = OPERATOR) -> None:
    """The same by an operator, which ends all sessions. Raises the same."""
    change: Document = {"$set": {"password": _hashed(user, new)}}

    def transaction(session: ClientSession) -> None:
        _change(user, change, session)
        audit.note(by, Act("user.password", user["_id"]), session)

    transact(transaction)
    _end_sessions(user["_id"], None)


def _change(user: StoredUser, change: Document, session: ClientSession) -> None:
    collection("users").update_one(by_id(user["_id"]), change, session=session)
    mail_links.end_all(user["email"], "reset", session)
    account_mails.request("password_changed", user["email"], {"user_id": user["_id"]}, session)


def _hashed(user: StoredUser, new: str) -> str:
    check_password(new, user["name"], user["email"], user.get("handle", ""), field="new_password")
    return hash_password(new)


def _end_sessions(user_id: str, but: str | None) -> None:
    for each in sessions.listed(user_id):
        if each.id != but:
            sessions.end(each.id)


def ask_for_reset(email: str) -> None:
    """Send a link by which to choose a new password to this address, if it has an account: who asks is not told.

    Raises Problem 409 where nobody gets mails.
    """
    account_mails.require_mail()
    account_mails.request("reset", email, {})


def reset_password(link_token: str, new: str) -> None:
    """Give the user whose link this is another password, which ends all their sessions.

    Who has the link reads the address, so that is confirmed as well. Raises Problem 410 for a link that does not work,
    422 for a password that is guessed first, which leaves the link as it is.
    """
    user = accounts.get(mail_links.find(("reset",), link_token)["about"]["user_id"])
    change: Document = {"$set": {"password": _hashed(user, new)}, "$unset": {"unconfirmed": ""}}
    transact(partial(_reset, link_token, user, change))
    _end_sessions(user["_id"], None)


def _reset(link_token: str, user: StoredUser, change: Document, session: ClientSession) -> None:
    mail_links.spend(("reset",), link_token, session)
    _change(user, change, session)


def tell_of_sign_in(user: StoredUser, user_agent: str, network: str) -> None:
    """Send the user a mail about a sign-in on a device that was not used before, if their address is confirmed."""
    if not user.get("unconfirmed"):
        about = {"user_id": user["_id"], "user_agent": user_agent[:200], "network": network, "at_ms": now_ms()}
        account_mails.request("sign_in", user["email"], about)


def ask_to_confirm(user: StoredUser) -> None:
    """Send the user's own address a link to confirm it by. Raises Problem 409 where nobody gets mails."""
    account_mails.require_mail()
    if user.get("unconfirmed"):
        account_mails.request("confirm", user["email"], {"user_id": user["_id"]})


def ask_for_address(user: StoredUser, email: str) -> None:
    """Send another address a link that makes it the user's. Raises Problem 409 where nobody gets mails."""
    account_mails.require_mail()
    account_mails.request("address", email, {"user_id": user["_id"]})


def open_link(link_token: str) -> StoredUser:
    """Finish the registration that this link is for, or make the address that it went to that of its user, confirmed;
    return the user as they are now.

    Raises Problem 409 when the address is another account's, 410 for a link that does not work.
    """
    kind = mail_links.find(("registration", "confirm", "address"), link_token)["kind"]
    if kind == "registration":
        return registrations.finish(link_token)
    return registrations.transact_with_address(partial(_confirm, link_token))


def _confirm(link_token: str, session: ClientSession) -> StoredUser:
    link = mail_links.spend(("confirm", "address"), link_token, session)
    user = collection("users").find_one(by_id(link["about"]["user_id"]), session=session)
    if user is None or (link["kind"] == "confirm" and user["email"] != link["address"]):
        raise Problem(ProblemKind.LINK_ENDED, "The account has another address by now.")
    if user["email"] != link["address"]:
        _move(user, link, session)
    change: Document = {"$set": {"email": link["address"]}, "$unset": {"unconfirmed": ""}}
    collection("users").update_one(by_id(user["_id"]), change, session=session)
    user["email"] = link["address"]
    user.pop("unconfirmed", None)
    return user


def _move(user: StoredUser, link: StoredMailLink, session: ClientSession) -> None:
    addresses, former = collection("addresses"), user["email"]
    addresses.insert_one({"_id": link["address"], "user_id": user["_id"]}, session=session)
    addresses.delete_one({"_id": former}, session=session)
    # A link that went to the former address must not open the account any more.
    mail_links.end_all(former, "reset", session)
    account_mails.request("address_changed", former, {"user_id": user["_id"], "address": link["address"]}, session)
