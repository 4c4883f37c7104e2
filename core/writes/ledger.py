"""The ledger: each write takes effect once, or is refused once. Effect and note of it are one MongoDB transaction, and
so are those of a whole batch.

A refusal is noted as well, before its receipt says it: an attempt that is still under way cannot commit after that,
and one that has committed is found. So a receipt never says `rejected` or `dead` of a write that took effect.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import chain

import pymongo
from pymongo.client_session import ClientSession

from core.platform import traces
from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.schemas.stored import LedgerNote
from core.servers.mongo import Document, collection, transact
from core.servers.sharding.filters import by_id, by_ids, partition, shard_of
from core.writes import idempotency
from core.writes.journal import Write

APPLY_TIMEOUT_S = 6.0
# Of the problem that a dead write is noted with; every other refusal is a 4xx.
GIVEN_UP = ProblemKind.NOT_APPLIED.status
# More than can be under way at the same time, so the highest `seq` is among them.
NEWEST = 1000
# Fields of outcomes that earlier versions do not know; left out where they are empty.
NEWER = ("also", "held")


@dataclass(frozen=True)
class Outcome:
    """What a write did: the event to announce, if any, and the cached items (`post:<id>`) that changed.

    `also` are events beside the first, such as those for single persons. `repeats` is what the earlier write was about
    when this one turns out to be the same request once more. `held` says that it waits for a moderator, and because of
    which rules of the gate.
    """

    event: dict[str, str | int] | None
    affected: list[str] = field(default_factory=list)
    repeats: str = ""
    also: list[dict[str, str | int]] = field(default_factory=list)
    held: list[str] = field(default_factory=list)


def with_events(outcome: Outcome, *more: list[dict[str, str | int]]) -> Outcome:
    """The outcome with these events beside its own."""
    return replace(outcome, also=[*outcome.also, *chain.from_iterable(more)])


class MissingError(LookupError):
    """The item that a write is about is not in MongoDB. `resource_id` tells which."""

    def __init__(self, resource_id: str, what: str) -> None:
        super().__init__(f"{what} {resource_id}")
        self.resource_id, self.what = resource_id, what


# What came of a write: its outcome, or the problem that it is refused with.
Result = Outcome | Problem
Effect = Callable[[ClientSession, list[Write]], list[Result]]


def once(writes: list[Write], effect: Effect) -> list[Result]:
    """Run the effect of these writes in one transaction for each shard (`MONGO_SHARDS`), without those that have taken
    effect or were refused before; what came of each, the same whenever it is asked.

    What the effect raises comes through, and nothing has changed in that transaction; those of other shards may have
    been committed, which the next attempt finds. Nothing has changed for a write whose result is a Problem.
    """
    results: dict[str, Result] = {}
    with pymongo.timeout(APPLY_TIMEOUT_S):
        for some in by_shard(writes):
            results |= zip((write.id for write in some), _once(some, effect), strict=True)
    return [results[write.id] for write in writes]


def by_shard(writes: list[Write]) -> list[list[Write]]:
    """These writes by the shard of their root, each in their order."""
    found: dict[int, list[Write]] = {}
    for write in writes:
        found.setdefault(shard_of(write.id), []).append(write)
    return list(found.values())


def _once(writes: list[Write], effect: Effect) -> list[Result]:
    def transaction(session: ClientSession) -> list[Result]:
        earlier = _earlier(writes, session)
        new = [write for write in writes if write.id not in earlier]
        results = dict(zip((write.id for write in new), effect(session, new), strict=True)) if new else {}
        if new:
            notes = [_note(write, results[write.id]) for write in new]
            collection("ledger").insert_many(notes, session=session)
        return [(earlier | results)[write.id] for write in writes]

    with traces.span("transaction"):
        return transact(transaction)


def refuse(write: Write, problem: Problem) -> Result:
    """Note that this write is refused with this problem, and return that; or find that it has taken effect, or was
    refused with another one before, and return this."""
    return once([write], lambda session, writes: [problem])[0]


def _note(write: Write, result: Result) -> LedgerNote:
    note: LedgerNote = {"_id": write.id, "p": partition(write.id), "at": datetime.now(UTC), "seq": write.seq}
    if write.key_hash:
        note |= {"key": _key(write), "request": write.request_hash, "resource": write.resource_id}
    if isinstance(result, Problem):
        return {**note, "problem": result.as_dict()}
    # What `asdict` would copy deeply, which took a seventh of the time of a batch.
    # Versions before know no `also` or no `held`, and may read this.
    outcome = {name: each for name, each in vars(result).items() if each or name not in NEWER}
    return {**note, "outcome": outcome}


def _key(write: Write) -> str:
    return idempotency.key_of_actor(write.actor_id, write.key_hash)


def _earlier(writes: list[Write], session: ClientSession) -> dict[str, Result]:
    """What was noted of these writes, or of earlier ones with their idempotency keys that the journal has forgotten."""
    own = by_ids(write.id for write in writes)
    wanted: list[Document] = [own]
    if keys := [_key(write) for write in writes if write.key_hash]:
        # The journal forgets a key after this time, and then it may be used for another request.
        since = datetime.now(UTC) - timedelta(seconds=settings().receipt_ttl_s)
        # The same request has the same partition, with whichever journal (journal.accept).
        with_keys: Document = {"key": {"$in": keys}, "at": {"$gt": since}}
        wanted.append(with_keys | ({"p": own["p"]} if "p" in own else {}))
    notes = list(collection("ledger").find({"$or": wanted}, session=session))
    of_ids, of_keys = {note["_id"]: note for note in notes}, {note.get("key"): note for note in notes}
    found = {write.id: of_ids.get(write.id) or (write.key_hash and of_keys.get(_key(write))) for write in writes}
    return {write.id: _result(note, write) for write in writes if (note := found[write.id])}


def _result(note: LedgerNote, write: Write) -> Result:
    if note["_id"] != write.id and note["request"] != write.request_hash:
        return Problem(ProblemKind.IDEMPOTENCY_CONFLICT, "This Idempotency-Key was used for another request.")
    if why := note.get("problem"):
        return Problem.of(why["status"], why["title"], why["detail"], errors=why.get("errors"))
    outcome = Outcome(**note["outcome"])
    return outcome if note["_id"] == write.id else replace(outcome, repeats=note["resource"])


def newest_seq() -> int:
    """The highest `seq` among the newest notes, about that of the last write that MongoDB saw; 0 without any."""
    newest = collection("ledger").find({}, {"seq": 1}).sort("at", -1).limit(NEWEST)
    return max((int(note.get("seq", 0)) for note in newest), default=0)


def reopen(write_id: str) -> None:
    """Remove the note that a dead write was given up, so that it may be tried again."""
    collection("ledger").delete_one({**by_id(write_id), "problem.status": GIVEN_UP})


def forget(session: ClientSession, write_id: str) -> None:
    """Remove the note of a write that has finished and will not come again."""
    collection("ledger").delete_one(by_id(write_id), session=session)
