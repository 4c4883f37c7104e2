"""Looks: what handles look like, so that nobody takes one that is taken for somebody else's (docs/decisions/0058).

Each skeleton (UTS 39) of a handle is a document of `handle_looks` whose `_id` it is, with those who have such a handle,
or have one kept. It changes with the handle, in one transaction: so of two who take handles that look the same at the
same time, one has it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from pymongo.client_session import ClientSession

from core.schemas.handles import skeleton
from core.schemas.stored import StoredLook
from core.servers.mongo import Document, collection, transact

# Who has such a handle, and until when it is kept for them; None: it is their present one.
Holders = dict[str, datetime | None]


def _kept(found: StoredLook | None) -> Holders:
    holders = found["holders"] if found else {}
    now = datetime.now(UTC)
    return {user_id: until for user_id, until in holders.items() if until is None or until.replace(tzinfo=UTC) > now}


def _find(handle: str, session: ClientSession | None) -> StoredLook | None:
    return collection("handle_looks").find_one({"_id": skeleton(handle)}, session=session)


def is_free(handle: str, user_id: str) -> bool:
    """Whether nobody else has a handle that looks like this one now. Who takes it asks again."""
    return not _kept(_find(handle, None)).keys() - {user_id}


def those_free(candidates: Iterable[str], session: ClientSession) -> list[str]:
    """Those of these handles that look like none that anybody has, or had lately."""
    looks = {each: skeleton(each) for each in candidates}
    found = collection("handle_looks").find({"_id": {"$in": [*looks.values()]}}, session=session)
    known = {each["_id"] for each in found}
    return [each for each, look in looks.items() if look not in known]


def take(session: ClientSession, handle: str, user_id: str) -> bool:
    """Note that this is the handle of this user, in the caller's transaction. False, and nothing has changed: it looks
    like somebody else's."""
    found = _find(handle, session)
    holders = _kept(found)
    if holders.keys() - {user_id}:
        return False
    _store(session, handle, found, holders | {user_id: None})
    return True


def keep(session: ClientSession, handle: str, user_id: str, until: datetime) -> None:
    """Note that this handle is kept for its user until then, in the caller's transaction."""
    found = _find(handle, session)
    _store(session, handle, found, _kept(found) | {user_id: until})


def note(handle: str, user_id: str, until: datetime | None) -> None:
    """Note a handle of somebody who had it before looks were noted, whoever has one that looks the same. What is known
    of this user already stays."""

    def transaction(session: ClientSession) -> None:
        found = _find(handle, session)
        holders = _kept(found)
        if user_id not in holders:
            _store(session, handle, found, holders | {user_id: until})

    transact(transaction)


def forget(session: ClientSession, user_id: str, handles: Iterable[str]) -> None:
    """Let others take what these handles of this user look like, in the caller's transaction."""
    for handle in handles:
        if found := _find(handle, session):
            holders = {each: until for each, until in _kept(found).items() if each != user_id}
            _store(session, handle, found, holders)


def _store(session: ClientSession, handle: str, found: StoredLook | None, holders: Holders) -> None:
    looks = collection("handle_looks")
    ends = [until.replace(tzinfo=UTC) for until in holders.values() if until]
    until = max(ends) if len(ends) == len(holders) and ends else None
    look: StoredLook = {"_id": skeleton(handle), "holders": holders, "until": until}
    this: Document = {"_id": look["_id"]}
    if found is None:
        # Two who get here at once conflict, and the later one asks again.
        looks.insert_one(look, session=session)
    elif holders:
        looks.replace_one(this, look, session=session)
    else:
        looks.delete_one(this, session=session)
