"""Accounts: signing in, and what an operator says about a user. Not through the journal: the caller must have an answer
at once."""

from pymongo import ReturnDocument
from pymongo.client_session import ClientSession

from core.identity import audit, handles, sessions
from core.identity.audit import OPERATOR, Act, By
from core.identity.passwords import hash_password, is_outdated, verify
from core.platform.problems import Problem, ProblemKind, not_found
from core.reads import cache
from core.schemas.stored import StoredUser
from core.servers.mongo import Document, collection, transact
from core.servers.sharding.filters import by_id, is_sharded

MODERATOR = "moderator"
ROLES = (MODERATOR,)


def with_address(email: str) -> StoredUser | None:
    """The user whose address this is, None without one."""
    # Until MongoDB is sharded, the version before may be registering users, and notes no address.
    if not is_sharded():
        return collection("users").find_one({"email": email.lower()})
    address = collection("addresses").find_one({"_id": email.lower()})
    return collection("users").find_one(by_id(address["user_id"])) if address else None


def sign_in(email: str, password: str) -> StoredUser:
    """The user with this address and password. Raises Problem 401, the same for either being wrong; 403 when banned."""
    user = with_address(email)
    if not verify(password, user["password"] if user else None) or user is None:
        raise wrong_credentials()
    if is_closed(user):
        raise wrong_credentials()
    if user.get("banned"):
        raise is_banned()
    if is_outdated(user["password"]):
        _hash_anew(user, password)
    return user


def _hash_anew(user: StoredUser, password: str) -> None:
    # Unless the password was changed since it was read.
    same = {**by_id(user["_id"]), "password": user["password"]}
    hashed = hash_password(password)
    if collection("users").update_one(same, {"$set": {"password": hashed}}).matched_count:
        user["password"] = hashed


def wrong_credentials() -> Problem:
    """The refusal of an address and a password that are not of one account."""
    return Problem(ProblemKind.WRONG_CREDENTIALS, "There is no account with this address and password.")


def admit(user_id: str, session_id: str, password_hash: str | None = None) -> StoredUser:
    """The user of a session that has just been stored or renewed. Raises Problem 401 when they are gone.

    A ban, or a change of the password, ends the sessions that it finds. So a session is worth something only to who is
    not banned once it can be found, and has the password that was proven (`password_hash`, at a sign-in): otherwise it
    ends here, with Problem 403 or 401.
    """
    user = get(user_id)
    if is_closed(user):
        sessions.end(session_id)
        raise gone()
    if user.get("banned"):
        sessions.end(session_id)
        raise is_banned()
    if password_hash not in (None, user["password"]):
        sessions.end(session_id)
        raise wrong_credentials()
    if "handle" not in user:
        # The version before has registered them beside, or after, the migration that gave one to all others.
        handles.give(user_id)
        cache.read_through([f"user:{user_id}"])
        return get(user_id)
    return user


def get(user_id: str) -> StoredUser:
    """The whole user. Raises Problem 401 when they are gone."""
    if (user := collection("users").find_one(by_id(user_id))) is None:
        raise gone()
    return user


def gone() -> Problem:
    """The refusal of a session whose account is deleted."""
    return Problem(ProblemKind.NOT_SIGNED_IN, "This account does not exist any more.")


def is_closed(user: StoredUser) -> bool:
    """Whether the account is being deleted, which cannot be stopped any more (core/erasure)."""
    return "begun_ms" in user.get("leaving", {})


def find(id_or_email: str) -> StoredUser:
    """The user with this id or address. Raises Problem 404."""
    by_address = "@" in id_or_email
    user = with_address(id_or_email) if by_address else collection("users").find_one(by_id(id_or_email))
    if user is None:
        raise not_found("user")
    return user


def listed(email: str | None, role: str | None, banned: bool, limit: int) -> list[StoredUser]:
    """At most `limit` users, the newest first; only those with this address, this role, or a ban, if asked."""
    user = with_address(email) if email else None
    if email and not user:
        return []
    match: Document = by_id(user["_id"]) if user else {}
    match |= ({"roles": role} if role else {}) | ({"banned": True} if banned else {})
    return list(collection("users").find(match, {"password": 0}).sort("created_ms", -1).limit(limit))


def set_role(user_id: str, role: str, has: bool, by: By = OPERATOR) -> StoredUser:
    """Give the user this role, or remove it; return the user. Raises Problem 404."""
    name = "user.promote" if has else "user.demote"
    return change_alone(user_id, {"$addToSet" if has else "$pull": {"roles": role}}, name, "roles", by)


def set_confirmed(user_id: str, by: By = OPERATOR) -> StoredUser:
    """Say that the user reads mails to their address; return the user. Raises Problem 404."""
    return change_alone(user_id, {"$unset": {"unconfirmed": ""}}, "user.confirm", "unconfirmed", by)


def set_banned(user_id: str, banned: bool, by: By = OPERATOR) -> StoredUser:
    """Ban the user, which ends all sessions, or lift the ban; return the user. Raises Problem 404."""
    user = change_alone(user_id, *changed_ban(banned), by)
    if banned:
        end_sessions(user_id)
    return user


def changed_ban(banned: bool) -> tuple[Document, str, str]:
    """The change of a user who is banned, or no more: for MongoDB, the act, and the field."""
    return {"$set": {"banned": banned}}, "user.ban" if banned else "user.unban", "banned"


def set_muted(user_id: str, muted: bool, by: By = OPERATOR) -> StoredUser:
    """Mute the user, so that what they write waits for a moderator, or end that; return them. Raises Problem 404."""
    return change_alone(user_id, *changed_mute(muted), by)


def changed_mute(muted: bool) -> tuple[Document, str, str]:
    """The same as `changed_ban` of a user who is muted, or no more."""
    return {"$set": {"muted": muted}}, "user.mute" if muted else "user.unmute", "muted"


def end_sessions(user_id: str) -> None:
    """End all sessions of this user."""
    for session in sessions.listed(user_id):
        sessions.end(session.id)


def change_alone(user_id: str, change: Document, act: str, field: str, by: By) -> StoredUser:
    """`change_with` in a transaction of its own."""
    return transact(lambda session: change_with(session, user_id, change, act, field, by))


def change_with(session: ClientSession, user_id: str, change: Document, act: str, field: str, by: By) -> StoredUser:
    """Change the user, note this act in the audit log, with the field before and after; return the user. Raises Problem
    404."""
    users = collection("users")
    before = users.find_one(by_id(user_id), session=session)
    after = users.find_one_and_update(by_id(user_id), change, return_document=ReturnDocument.AFTER, session=session)
    if before is None or after is None:
        raise not_found("user")
    audit.note(by, Act(act, user_id, {field: before.get(field)}, {field: after.get(field)}), session)
    return after


def is_banned() -> Problem:
    """The refusal of a banned user."""
    return Problem(ProblemKind.BANNED, "The operator has banned this account.")


def is_moderator(user_id: str) -> bool:
    """Whether this user may decide about what others write."""
    return collection("users").find_one({**by_id(user_id), "roles": MODERATOR}, {"_id": 1}) is not None
