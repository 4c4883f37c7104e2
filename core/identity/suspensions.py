"""Suspensions: who may read but not write until a time that a moderator has said. They end by themselves.

MongoDB decides, in the worker, for each write by the time of its acceptance. The journal has a mark of who is
suspended, which ends with the suspension: where it is, the API looks into MongoDB and refuses at once
(docs/decisions/0051).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from core.identity import accounts
from core.identity.audit import OPERATOR, By
from core.platform.clock import now_ms, rfc3339
from core.platform.problems import Problem, ProblemKind
from core.schemas.stored import StoredUser
from core.schemas.stored_accounts import StoredSuspension
from core.servers.failures import is_unavailable
from core.servers.mongo import collection
from core.servers.redis import journal as store
from core.servers.redis import key
from core.servers.sharding.filters import by_id, by_ids
from core.writes.context import Context
from core.writes.journal import Write
from core.writes.kinds import WriteKind

Users = dict[str, dict[str, Any]]


def suspended(until_ms: int, why: str) -> Problem:
    """403: the refusal of somebody who is suspended until then."""
    return Problem(ProblemKind.SUSPENDED, f"You may read, but not write, until {rfc3339(until_ms)}: {why}")


class Barred(NamedTuple):
    """What moderators and operators have decided about who sent some writes."""

    # By the write's id: its actor is banned, or was suspended when it was accepted.
    refused: dict[str, Problem]
    # The ids of users of whom everything waits for a moderator.
    muted: set[str]


def barred(writes: Iterable[Write]) -> Barred:
    """Which of these writes are refused, and who of their actors is muted. It is asked for every write
    (tasks/effects/kinds.py)."""
    asked = list(writes)
    actors = {write.actor_id for write in asked}
    earliest_ms = min((write.at_ms for write in asked), default=0)
    wanted = [{"banned": True}, {"muted": True}, {"suspended.until_ms": {"$gt": earliest_ms}}]
    found = collection("users").find({**by_ids(actors), "$or": wanted}, {"banned": 1, "muted": 1, "suspended": 1})
    users = {user["_id"]: user for user in found}
    problems = {write.id: _refusal(users[write.actor_id], write) for write in asked if write.actor_id in users}
    refused = {write_id: problem for write_id, problem in problems.items() if problem}
    return Barred(refused, {user_id for user_id, user in users.items() if user.get("muted")})


def _refusal(user: StoredUser, write: Write) -> Problem | None:
    if user.get("banned"):
        return accounts.is_banned()
    about = user.get("suspended")
    if about is None or about["until_ms"] <= write.at_ms or write.kind.is_quiet:
        return None
    return suspended(about["until_ms"], about["why"])


def unless_suspended(kind: str, actor_id: str, look: Callable[[], Context]) -> Context:
    """What `look` says of a write of this kind. Raises Problem 403 before, if its actor is suspended."""
    if not WriteKind(kind).is_quiet and store().exists(_mark(actor_id)) and (about := _present(actor_id)):
        raise suspended(about["until_ms"], about["why"])
    return look()


def _present(user_id: str) -> StoredSuspension | None:
    try:
        user = collection("users").find_one(by_id(user_id), {"suspended": 1})
    except Exception as error:
        if is_unavailable(error):
            return None  # The worker decides.
        raise
    return present_of(user) if user else None


def mark(user_id: str) -> None:
    """Let the journal say whether this user is suspended, as MongoDB does. It may be done any number of times."""
    if about := _present(user_id):
        store().set(_mark(user_id), "1", pxat=int(about["until_ms"]))
    else:
        store().delete(_mark(user_id))


def _mark(user_id: str) -> str:
    return key("suspended", user_id)


def set_suspended(user_id: str, until_ms: int | None, why: str, by: By = OPERATOR) -> StoredUser:
    """Suspend the user until this time, or end that (None); return the user. Raises Problem 404."""
    user = accounts.change_alone(user_id, *changed(until_ms, why), by)
    mark(user_id)
    return user


def changed(until_ms: int | None, why: str) -> tuple[dict[str, Any], str, str]:
    """The change of a user who is suspended until this time, or no more (None): for MongoDB, the act, and the field."""
    if until_ms is None:
        return {"$unset": {"suspended": ""}}, "user.unsuspend", "suspended"
    return {"$set": {"suspended": {"until_ms": until_ms, "why": why}}}, "user.suspend", "suspended"


def present_of(user: Mapping[str, Any]) -> StoredSuspension | None:
    """The suspension of this user that has not ended."""
    about: StoredSuspension | None = user.get("suspended")
    return about if about and about["until_ms"] > now_ms() else None


def serialize(user: Mapping[str, Any]) -> dict[str, str] | None:
    """The same as the user sees it."""
    about = present_of(user)
    return {"until": rfc3339(about["until_ms"]), "why": about["why"]} if about else None


def standings(user_ids: Iterable[str]) -> Users:
    """Whether these users are banned, muted or suspended, by id: `banned`, `muted` and `suspended` as stored."""
    found = collection("users").find(by_ids(user_ids), {"banned": 1, "muted": 1, "suspended": 1})
    return {user["_id"]: dict(user) for user in found}
