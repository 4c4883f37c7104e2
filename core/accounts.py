"""Accounts: registering and signing in. The only writes that do not go through the journal: the caller must have an
answer at once, and the unique index on the address decides."""

from pymongo.errors import DuplicateKeyError

from core.journal import new_id
from core.mongo import Document, collection
from core.passwords import hash_password, is_outdated, verify
from core.problems import Problem
from core.times import now_ms


def register(name: str, email: str, password: str, profile_img: str | None) -> Document:
    """Store a new user and return them. Raises Problem 409 when the address is taken, 429 under a flood."""
    user: Document = {
        "_id": new_id(),
        "email": email.lower(),
        "name": name,
        "profile_img": profile_img,
        "password": hash_password(password),
        "roles": [],
        "created_ms": now_ms(),
        "rev": 1,
        "version": 1,
        "seqs": {},
    }
    try:
        collection("users").insert_one(user)
    except DuplicateKeyError:
        raise Problem(409, "Address taken", "There is an account with this address.") from None
    return user


def sign_in(email: str, password: str) -> Document:
    """The user with this address and password. Raises Problem 401, the same for either being wrong."""
    user = collection("users").find_one({"email": email.lower()})
    if not verify(password, user["password"] if user else None) or user is None:
        raise Problem(401, "Wrong credentials", "There is no account with this address and password.")
    if is_outdated(user["password"]):
        collection("users").update_one({"_id": user["_id"]}, {"$set": {"password": hash_password(password)}})
    return user


def get(user_id: str) -> Document:
    """The whole user. Raises Problem 401 when they are gone."""
    if (user := collection("users").find_one({"_id": user_id})) is None:
        raise Problem(401, "Not signed in", "This account does not exist any more.")
    return user
