"""Each write takes effect once: its effect and a note of it are one MongoDB transaction."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

import pymongo
from pymongo.client_session import ClientSession

from core.journal import Write
from core.mongo import collection, transact

APPLY_TIMEOUT_S = 6.0


@dataclass(frozen=True)
class Outcome:
    """What a write did: the event to announce, if any, and the cached items (`post:<id>`) that changed."""

    event: dict[str, str | int] | None
    touched: list[str] = field(default_factory=list)


Effect = Callable[[ClientSession, Write], Outcome]


class MissingError(LookupError):
    """The item that a write is about is not in MongoDB. `resource_id` tells which."""

    def __init__(self, resource_id: str, what: str) -> None:
        super().__init__(f"{what} {resource_id}")
        self.resource_id, self.what = resource_id, what


def once(write: Write, effect: Effect) -> Outcome:
    """Run the effect of this write in a transaction, or find that it has run; the same outcome either way.

    What the effect raises (Problem, MissingError) comes through, and nothing has changed then.
    """

    def transaction(session: ClientSession) -> Outcome:
        ledger = collection("ledger")
        if done := ledger.find_one({"_id": write.id}, session=session):
            return Outcome(**done["outcome"])
        outcome = effect(session, write)
        ledger.insert_one({"_id": write.id, "at": datetime.now(UTC), "outcome": asdict(outcome)}, session=session)
        return outcome

    with pymongo.timeout(APPLY_TIMEOUT_S):
        return transact(transaction)


def forget(session: ClientSession, write_id: str) -> None:
    """Remove the note of a write that has finished and will not come again."""
    collection("ledger").delete_one({"_id": write_id}, session=session)
