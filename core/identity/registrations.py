"""Registering, by which a user begins. Not through the journal: the caller must have an answer at once. Of two who
register one address, the first `_id` in `addresses` decides.

With REGISTRATION=by_mail the account is made by who opens the link in a mail: nobody else learns whether there is one.
"""

from collections.abc import Callable
from functools import partial

import pymongo
from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError

from core.identity import account_mails, audit, handles, mail_links
from core.identity.audit import OPERATOR, Act, By
from core.identity.password_rules import check_password
from core.identity.passwords import hash_password
from core.platform.clock import now_ms
from core.platform.ids import new_id
from core.platform.problems import Problem, ProblemKind
from core.schemas.stored import StoredUser
from core.servers.mongo import collection, transact
from core.servers.sharding.filters import partition
from core.servers.timeouts import timeouts


def register(name: str, email: str, password: str, handle: str | None = None) -> StoredUser:
    """Store a new user and return them; without a handle they get one that is made of the name.

    Their address gets a mail to be confirmed by. Raises Problem 409 when the address or the handle is taken, 422 for a
    password that is guessed first, 429 under a flood.
    """
    user = _new_user(name, email, password, handle)
    user["unconfirmed"] = True
    return transact_with_address(partial(_insert, user, handle))


def create(name: str, email: str, password: str, handle: str | None = None, by: By = OPERATOR) -> StoredUser:
    """The same for an operator, who knows the address to be right. Raises the same."""
    user = _new_user(name, email, password, handle)

    def transaction(session: ClientSession) -> StoredUser:
        audit.note(by, Act("user.create", user["_id"], after={"name": name}), session)
        return _insert(user, handle, session)

    return transact_with_address(transaction)


def register_by_mail(name: str, email: str, password: str, handle: str | None = None) -> None:
    """Send the address a link that makes this account, or, where it has one, says so there and nowhere else.

    Raises Problem 409 when the handle is taken, which everybody may know, or nobody gets mails; 422, 429 as above.
    """
    account_mails.require_mail()
    user = _new_user(name, email, password, handle)
    chosen = {"name": name, "password": user["password"], "handle": handle}
    account_mails.request("registration", user["email"], chosen)


def finish(link_token: str) -> StoredUser:
    """Make the account that a link of `register_by_mail` is for, and return it. A handle that somebody else has taken
    meanwhile is replaced by one that is made of the name. Raises Problem 409 when the address has an account by now,
    410 for a link that does not work."""
    return transact_with_address(partial(_finish, link_token))


def _finish(link_token: str, session: ClientSession) -> StoredUser:
    link = mail_links.spend(("registration",), link_token, session)
    about = link["about"]
    handle = about["handle"] if about["handle"] and handles.is_free(about["handle"]) else None
    return _insert(_user(about["name"], link["address"], about["password"]), handle, session)


def _new_user(name: str, email: str, password: str, handle: str | None) -> StoredUser:
    check_password(password, name, email, handle or "")
    if handle:
        # Before the password is hashed, which takes long.
        handles.check_is_free(handle, "")
    return _user(name, email, hash_password(password))


def _user(name: str, email: str, password_hash: str) -> StoredUser:
    user_id = new_id()
    return {
        "_id": user_id,
        "p": partition(user_id),
        "email": email.lower(),
        "name": name,
        "profile_img": None,
        "password": password_hash,
        "roles": [],
        "banned": False,
        "created_ms": now_ms(),
        "rev": 1,
        "version": 1,
        "seqs": {},
        "follower_count": 0,
    }


def transact_with_address(effect: Callable[[ClientSession], StoredUser]) -> StoredUser:
    """What `effect(session)` returns, which gives somebody an address, in one transaction. Raises Problem 409 when the
    address has an account."""
    try:
        with pymongo.timeout(timeouts().mongo_s):
            return transact(effect)
    except DuplicateKeyError:
        raise Problem(ProblemKind.ADDRESS_TAKEN, "There is an account with this address.") from None


def _insert(user: StoredUser, handle: str | None, session: ClientSession) -> StoredUser:
    # All or none: an address without its user could never be registered again.
    if handle:
        handles.take(session, handle, user["_id"])
    chosen = handle or handles.take_derived(session, user["name"], user["_id"])
    whole: StoredUser = {**user, "handle": chosen}
    collection("addresses").insert_one({"_id": user["email"], "user_id": user["_id"]}, session=session)
    collection("users").insert_one(whole, session=session)
    if whole.get("unconfirmed"):
        account_mails.request("confirm", whole["email"], {"user_id": whole["_id"]}, session)
    return whole
