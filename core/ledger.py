"""The ledger: each write takes effect once, or is refused once. Effect and note of it are one MongoDB transaction.

A refusal is noted as well, before anybody is told of it: an attempt that is still under way cannot commit after that,
and one that has committed is found. So a receipt never says `rejected` or `dead` of a write that took effect.
"""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pymongo
from pymongo.client_session import ClientSession

from core.journal import Write
from core.mongo import Document, collection, transact
from core.problems import Problem
from core.settings import settings

APPLY_TIMEOUT_S = 6.0
# Of the problem that a dead write is noted with; every other refusal is a 4xx.
GIVEN_UP = 500
# More than can be under way at the same time, so the highest `seq` is among them.
NEWEST = 1000


@dataclass(frozen=True)
class Outcome:
    """What a write did: the event to announce, if any, and the cached items (`post:<id>`) that changed.

    `repeats` is what the earlier write was about when this one turns out to be the same request once more.
    """

    event: dict[str, str | int] | None
    touched: list[str] = field(default_factory=list)
    repeats: str = ""


Effect = Callable[[ClientSession, Write], Outcome]


class MissingError(LookupError):
    """The item that a write is about is not in MongoDB. `resource_id` tells which."""

    def __init__(self, resource_id: str, what: str) -> None:
        super().__init__(f"{what} {resource_id}")
        self.resource_id, self.what = resource_id, what


def once(write: Write, effect: Effect) -> Outcome:
    """Run the effect of this write in a transaction, or find that it has run; the same outcome either way.

    What the effect raises (Problem, MissingError) comes through, and nothing has changed then. Raises the Problem that
    the write was refused with, if it was.
    """

    def transaction(session: ClientSession) -> Outcome:
        if note := _note_of(write, session):
            return _told(note, write)
        outcome = effect(session, write)
        collection("ledger").insert_one(_note(write) | {"outcome": asdict(outcome)}, session=session)
        return outcome

    with pymongo.timeout(APPLY_TIMEOUT_S):
        return transact(transaction)


def refuse(write: Write, problem: Problem) -> Outcome:
    """Note that this write comes to nothing, and raise the problem; or find that it has taken effect: its outcome.

    Raises another Problem when the write was refused with that one before.
    """

    def transaction(session: ClientSession) -> Outcome | None:
        if note := _note_of(write, session):
            return _told(note, write)
        collection("ledger").insert_one(_note(write) | {"problem": problem.as_dict()}, session=session)
        return None

    with pymongo.timeout(APPLY_TIMEOUT_S):
        outcome = transact(transaction)
    if outcome is None:
        raise problem
    return outcome


def _note(write: Write) -> Document:
    note: Document = {"_id": write.id, "at": datetime.now(UTC), "seq": write.seq}
    if write.key_hash:
        note |= {"key": _key(write), "request": write.request_hash, "resource": write.resource_id}
    return note


def _key(write: Write) -> str:
    return hashlib.sha256(f"{write.actor_id}:{write.key_hash}".encode()).hexdigest()


def _note_of(write: Write, session: ClientSession) -> Document | None:
    """The note of this write, or of an earlier one with its idempotency key, which the journal has forgotten."""
    wanted: list[Document] = [{"_id": write.id}]
    if write.key_hash:
        # The journal forgets a key after this time, and then it may be used for another request.
        since = datetime.now(UTC) - timedelta(seconds=settings().receipt_ttl_s)
        wanted.append({"key": _key(write), "at": {"$gt": since}})
    notes = list(collection("ledger").find({"$or": wanted}, session=session).limit(2))
    return next((note for note in notes if note["_id"] == write.id), notes[0] if notes else None)


def _told(note: Document, write: Write) -> Outcome:
    if note["_id"] != write.id and note["request"] != write.request_hash:
        raise Problem(422, "Idempotency conflict", "This Idempotency-Key was used for another request.")
    if why := note.get("problem"):
        raise Problem(why["status"], why["title"], why["detail"], errors=why.get("errors"))
    outcome = Outcome(**note["outcome"])
    return outcome if note["_id"] == write.id else replace(outcome, repeats=note["resource"])


def newest_seq() -> int:
    """The highest `seq` among the newest notes, about that of the last write that MongoDB saw; 0 without any."""
    newest = collection("ledger").find({}, {"seq": 1}).sort("at", -1).limit(NEWEST)
    return max((int(note.get("seq", 0)) for note in newest), default=0)


def reopen(write_id: str) -> None:
    """Remove the note that a dead write was given up, so that it may be tried again."""
    collection("ledger").delete_one({"_id": write_id, "problem.status": GIVEN_UP})


def forget(session: ClientSession, write_id: str) -> None:
    """Remove the note of a write that has finished and will not come again."""
    collection("ledger").delete_one({"_id": write_id}, session=session)
