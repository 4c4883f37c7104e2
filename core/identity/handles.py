"""Handles of users: `@ada` is one person, and stays theirs for a while after they have chosen another one.

Each is a document of `handles` whose `_id` it is, so of two who take one at the same time one has it. The user has it
as well, to be shown, and the former ones that are kept for them. Both change in one transaction.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from pymongo.client_session import ClientSession

from core.identity import looks
from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.schemas.handles import derived, fold, skeleton
from core.schemas.stored import StoredHandle, StoredUser
from core.servers.mongo import Document, collection, transact
from core.servers.sharding.filters import by_id

# More would let one person hold the good ones back from all others.
KEPT_MAX = 5


def taken() -> Problem:
    """409: somebody else has it, or had it lately, or one that looks the same. Which of these, and who, is not said."""
    errors = [{"pointer": "/handle", "message": "This handle is taken; choose another one."}]
    return Problem(ProblemKind.HANDLE_TAKEN, "This handle is taken.", errors=errors)


def _is_kept(handle: StoredHandle) -> bool:
    return handle["until"] is None or handle["until"].replace(tzinfo=UTC) > datetime.now(UTC)


def _is_free(found: StoredHandle | None, user_id: str) -> bool:
    return found is None or found["user_id"] == user_id or not _is_kept(found)


def owner_of(handle: str) -> str | None:
    """The id of who has this handle, or had it and has it kept for them; None when nobody does."""
    folded = fold(handle)
    return owners_of([folded]).get(folded) if folded else None


def owners_of(handles: Iterable[str]) -> dict[str, str]:
    """The ids of who has each of these handles, in lower case, or has it kept; without those that nobody has."""
    wanted = list(handles)
    found = collection("handles").find({"_id": {"$in": wanted}}) if wanted else ()
    return {each["_id"]: each["user_id"] for each in found if _is_kept(each)}


def is_free(handle: str, user_id: str = "") -> bool:
    """Whether nobody else has this handle now, or one that looks the same. Who takes it asks again."""
    return _is_free(collection("handles").find_one({"_id": handle}), user_id) and looks.is_free(handle, user_id)


def check_is_free(handle: str, user_id: str) -> None:
    """Raises Problem 409 unless it `is_free`."""
    if not is_free(handle, user_id):
        raise taken()


def beginning_with(prefix: str, limit: int) -> list[str]:
    """The ids of those whose present handles begin so, in the order of these; at most `limit`."""
    # `{` is what comes after `z`.
    wanted = {"until": None, "_id": {"$gte": prefix, "$lt": prefix + "{"}}
    found = collection("handles").find(wanted, {"user_id": 1}).sort("_id", 1).limit(limit)
    return [each["user_id"] for each in found]


def take(session: ClientSession, handle: str, user_id: str) -> None:
    """Make this the handle of this user, in the caller's transaction. Raises Problem 409."""
    found = collection("handles").find_one({"_id": handle}, session=session)
    if not _is_free(found, user_id) or not looks.take(session, handle, user_id):
        raise taken()
    if found is None:
        # Two who get here at once conflict, and the later one asks again.
        collection("handles").insert_one({"_id": handle, "user_id": user_id, "until": None}, session=session)
    else:
        change: Document = {"$set": {"user_id": user_id, "until": None}}
        collection("handles").update_one({"_id": handle}, change, session=session)


def take_derived(session: ClientSession, name: str, user_id: str) -> str:
    """Make a handle of this name that of this user, in the caller's transaction, and return it."""
    candidates = derived(name, user_id)
    # One that is kept for somebody may be free in a moment; nobody asked for it, so another one will do.
    found = {each["_id"] for each in collection("handles").find({"_id": {"$in": candidates}}, session=session)}
    free = looks.those_free((each for each in candidates if each not in found), session)
    chosen = free[0] if free else candidates[-1]
    take(session, chosen, user_id)
    return chosen


def change(session: ClientSession, user: StoredUser, handle: str) -> None:
    """Take this handle for the user and keep the one before for HANDLE_KEPT_S, in the caller's transaction, which sets
    `handle` of the user. Raises Problem 409, or 422 when too many are kept already; then nothing has changed."""
    before = user.get("handle")
    if before == handle:
        return
    now = datetime.now(UTC)
    kept = {name: until for name, until in user.get("kept_handles", {}).items() if until.replace(tzinfo=UTC) > now}
    if handle not in kept and len(kept) >= KEPT_MAX:
        detail = f"{KEPT_MAX} former handles are kept for you. Take one of them again, or wait."
        errors = [{"pointer": "/handle", "message": detail}]
        raise Problem(ProblemKind.TOO_MANY_HANDLES, detail, errors=errors)
    take(session, handle, user["_id"])
    kept.pop(handle, None)
    if before:
        kept[before] = now + timedelta(seconds=settings().handle_kept_s)
        until: Document = {"$set": {"until": kept[before]}}
        collection("handles").update_one({"_id": before, "user_id": user["_id"]}, until, session=session)
        if skeleton(before) != skeleton(handle):
            looks.keep(session, before, user["_id"], kept[before])
    collection("users").update_one(by_id(user["_id"]), {"$set": {"kept_handles": kept}}, session=session)


def give(user_id: str) -> bool:
    """Give a user a handle who was registered by a version that knew none. False: they have one, or are gone."""

    def transaction(session: ClientSession) -> bool:
        user = collection("users").find_one(by_id(user_id), session=session)
        if user is None or user.get("handle"):
            return False
        values = {"handle": take_derived(session, user["name"], user_id)}
        collection("users").update_one(by_id(user_id), {"$set": values, "$inc": {"version": 1}}, session=session)
        return True

    return transact(transaction)


def note_looks(user: StoredUser) -> None:
    """Note what the handles of a user look like who has them from a version that did not: they keep them, whoever else
    has one that looks the same."""
    if handle := user.get("handle"):
        looks.note(handle, user["_id"], None)
    for former, until in user.get("kept_handles", {}).items():
        looks.note(former, user["_id"], until)
