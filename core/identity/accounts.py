"""Accounts: registering and signing in. The only writes that do not go through the journal: the caller must have an
answer at once. Of two who register one address, the first `_id` in `addresses` decides."""

from collections.abc import Iterable
from functools import partial

import pymongo
from pymongo import ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError

from core.identity import handles, sessions
from core.identity.password_rules import check_password
from core.identity.passwords import hash_password, is_outdated, verify
from core.platform.clock import now_ms
from core.platform.ids import new_id
from core.platform.problems import Problem, ProblemKind, not_found
from core.reads import cache
from core.schemas.stored import StoredUser
from core.servers.mongo import Document, collection, transact
from core.servers.sharding.filters import by_id, by_ids, is_sharded, partition
from core.servers.timeouts import timeouts

MODERATOR = "moderator"
ROLES = (MODERATOR,)


def register(name: str, email: str, password: str, handle: str | None = None) -> StoredUser:
    """Store a new user and return them; without a handle they get one that is made of the name.

    Raises Problem 409 when the address or the handle is taken, 422 for a password that is guessed first, 429 under a
    flood.
    """
    check_password(password, name, email, handle or "")
    user_id = new_id()
    if handle:
        # Before the password is hashed, which takes long.
        handles.check_is_free(handle, user_id)
    user: StoredUser = {
        "_id": user_id,
        "p": partition(user_id),
        "email": email.lower(),
        "name": name,
        "profile_img": None,
        "password": hash_password(password),
        "roles": [],
        "banned": False,
        "created_ms": now_ms(),
        "rev": 1,
        "version": 1,
        "seqs": {},
        "follower_count": 0,
    }
    try:
        with pymongo.timeout(timeouts().mongo_s):
            return transact(partial(_insert, user, handle))
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
    return whole


def _with_address(email: str) -> StoredUser | None:
    # Until MongoDB is sharded, the version before may be registering users, and notes no address.
    if not is_sharded():
        return collection("users").find_one({"email": email.lower()})
    address = collection("addresses").find_one({"_id": email.lower()})
    return collection("users").find_one(by_id(address["user_id"])) if address else None


def sign_in(email: str, password: str) -> StoredUser:
    """The user with this address and password. Raises Problem 401, the same for either being wrong; 403 when banned."""
    user = _with_address(email)
    if not verify(password, user["password"] if user else None) or user is None:
        raise Problem(ProblemKind.WRONG_CREDENTIALS, "There is no account with this address and password.")
    if user.get("banned"):
        raise is_banned()
    if is_outdated(user["password"]):
        collection("users").update_one(by_id(user["_id"]), {"$set": {"password": hash_password(password)}})
    return user


def admit(user_id: str, session_id: str) -> StoredUser:
    """The user of a session that has just been stored or renewed. Raises Problem 401 when they are gone.

    A ban ends the sessions that it finds, so a session is worth something only to who is not banned once it can be
    found: otherwise it ends here, with Problem 403.
    """
    user = get(user_id)
    if user.get("banned"):
        sessions.end(session_id)
        raise is_banned()
    if "handle" not in user:
        # The version before has registered them beside, or after, the migration that gave one to all others.
        handles.give(user_id)
        cache.read_through([f"user:{user_id}"])
        return get(user_id)
    return user


def get(user_id: str) -> StoredUser:
    """The whole user. Raises Problem 401 when they are gone."""
    if (user := collection("users").find_one(by_id(user_id))) is None:
        raise Problem(ProblemKind.NOT_SIGNED_IN, "This account does not exist any more.")
    return user


def find(id_or_email: str) -> StoredUser:
    """The user with this id or address. Raises Problem 404."""
    by_address = "@" in id_or_email
    user = _with_address(id_or_email) if by_address else collection("users").find_one(by_id(id_or_email))
    if user is None:
        raise not_found("user")
    return user


def listed(email: str | None, role: str | None, banned: bool, limit: int) -> list[StoredUser]:
    """At most `limit` users, the newest first; only those with this address, this role, or a ban, if asked."""
    user = _with_address(email) if email else None
    if email and not user:
        return []
    match: Document = by_id(user["_id"]) if user else {}
    match |= ({"roles": role} if role else {}) | ({"banned": True} if banned else {})
    return list(collection("users").find(match, {"password": 0}).sort("created_ms", -1).limit(limit))


def set_role(user_id: str, role: str, has: bool) -> StoredUser:
    """Give the user this role, or remove it; return the user. Raises Problem 404."""
    return _update(user_id, {"$addToSet" if has else "$pull": {"roles": role}})


def set_banned(user_id: str, banned: bool) -> StoredUser:
    """Ban the user, which ends all sessions, or lift the ban; return the user. Raises Problem 404."""
    user = _update(user_id, {"$set": {"banned": banned}})
    if banned:
        for session in sessions.listed(user_id):
            sessions.end(session.id)
    return user


def _update(user_id: str, change: Document) -> StoredUser:
    user = collection("users").find_one_and_update(by_id(user_id), change, return_document=ReturnDocument.AFTER)
    if user is None:
        raise not_found("user")
    return user


def banned_among(user_ids: Iterable[str]) -> set[str]:
    """Those of these users who are banned. It is asked for every write (tasks/effects/kinds.py)."""
    match = {**by_ids(user_ids), "banned": True}
    return {user["_id"] for user in collection("users").find(match, {"_id": 1})}


def is_banned() -> Problem:
    """The refusal of a banned user."""
    return Problem(ProblemKind.BANNED, "The operator has banned this account.")


def is_moderator(user_id: str) -> bool:
    """Whether this user may delete posts and comments of others."""
    return collection("users").find_one({**by_id(user_id), "roles": MODERATOR}, {"_id": 1}) is not None
