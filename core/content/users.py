"""Users as others see them. Accounts (e-mail, password, roles) are in `core.identity.accounts`."""

from dataclasses import replace
from typing import cast

from pymongo.client_session import ClientSession
from pymongo.errors import PyMongoError

from core.content import blocks, documents
from core.identity import handles, looks
from core.platform.problems import not_found
from core.reads import cache
from core.reads.items import Item
from core.schemas.bodies import ChangeBody
from core.schemas.pictures import HASH
from core.schemas.stored_erasures import ERASED
from core.servers.mongo import Document, collection, is_unavailable
from core.servers.sharding.filters import by_id
from core.writes.context import Context
from core.writes.journal import Write

OF_ACCOUNT = ("handle", "kept_handles", "unconfirmed", "second_factor", "factor_pending", "passkeys")


def get(user_id: str) -> Item:
    """The user as everybody may see them. Raises Problem 404."""
    if (user := cache.get([f"user:{user_id}"]).get(f"user:{user_id}")) is None:
        raise not_found("user")
    return user


def by_handle(handle: str) -> Item:
    """The user who has this handle, or has it kept for them, as everybody may see them. Raises Problem 404."""
    if (user_id := handles.owner_of(handle)) is None:
        raise not_found("user")
    return get(user_id)


def beginning_with(prefix: str, limit: int, reader_id: str) -> list[bytes]:
    """Author summaries of those whose handles begin so, in the order of these, for this reader: without whom they
    have blocked or who has blocked them. At most `limit`."""
    found = handles.beginning_with(prefix.lower(), 2 * limit)
    apart = blocks.apart_among(reader_id, found)
    shown = [each for each in found if each not in apart][:limit]
    summaries = cache.author_summaries_of(shown)
    return [summaries[each] for each in shown if each in summaries]


def context_of_rename(user_id: str, handle: str) -> Context:
    """The context of a change to this handle. Raises Problem 409 when somebody else has it."""
    try:
        handles.check_is_free(handle, user_id)
    except PyMongoError as error:
        # The worker asks again, when MongoDB is back.
        if not is_unavailable(error):
            raise
    return Context()


def edit(session: ClientSession, write: Write) -> int:
    """Change the caller's own name, handle or picture; return the revision. Raises Problem 409, 412 or 422."""
    write = _without_address(write)
    user = documents.stored(session, "user", write.actor_id)
    documents.check_rev(user["rev"], write)
    if handle := documents.newer_changes(user, write).get("handle"):
        handles.change(session, user, handle)
    return documents.edit(session, "user", user, write)


def _without_address(write: Write) -> Write:
    """What a version before pictures were kept here has accepted may name an address elsewhere: it counts as none."""
    changes = cast(ChangeBody, write.body)["changes"]
    if not changes.get("profile_img") or HASH.fullmatch(changes["profile_img"]):
        return write
    return replace(write, body=write.body | {"changes": changes | {"profile_img": None}})


def erase(session: ClientSession, write: Write) -> int:
    """Make a tombstone of a user whose account is deleted: without name, handle, address, picture and anything that
    one signs in with. What refers to them stays whole. Return the revision."""
    user = documents.stored(session, "user", write.actor_id)
    leaving = user.get("leaving")
    if leaving is None or "address" in leaving:
        return user["rev"]
    known = [*filter(None, [user.get("handle")]), *user.get("kept_handles", {})]
    own: Document = {"user_id": user["_id"], "_id": {"$in": known}}
    collection("handles").delete_many(own, session=session)
    looks.forget(session, user["_id"], known)
    collection("addresses").delete_one({"_id": user["email"].lower()}, session=session)
    nothing = {"name": ERASED, "email": f"{user['_id']}@erased.invalid", "password": "", "profile_img": None}
    values = nothing | {"roles": [], "leaving.address": user["email"], "leaving.name": user["name"]}
    change: Document = {"$set": values, "$unset": dict.fromkeys(OF_ACCOUNT, ""), "$inc": {"rev": 1, "version": 1}}
    collection("users").update_one(by_id(user["_id"]), change, session=session)
    return user["rev"] + 1
