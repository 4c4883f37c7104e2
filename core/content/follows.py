"""Follows: who wants to read whose posts; counted at the followed person (core/content/edges.py).

How many one follows is counted nowhere: these documents are spread over the shards of those who are followed.
"""

from collections.abc import Iterable
from dataclasses import replace

from pymongo.client_session import ClientSession

from core.content import blocks, edges
from core.content.edges import Change, Edge, id_of
from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.reads.home_indexes import merged_from
from core.schemas.stored import StoredFollow
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id, by_ids, of_root
from core.writes.journal import Write
from core.writes.kinds import WriteKind

FOLLOW = Edge("follows", "follower_id", "followed_id", "follower_count", "unfollow")


def as_withdrawal(write: Write) -> Write:
    """The write by which its actor follows no longer whom this one is about; it has the place of this one in order."""
    return replace(write, kind=WriteKind("user.unfollow"))


def change(session: ClientSession, writes: list[Write]) -> list[Change | Problem]:
    """Carry out these follows and withdrawals in their order; what each did, or the Problem that it is refused with
    (`refusals`). Raises MissingError."""
    wanted = [(write.actor_id, write.resource_id, write.kind.verb == "follow") for write in writes]
    refused = zip((write.id for write in writes), refusals(wanted), strict=True)
    results = edges.change(session, FOLLOW, "user", writes, {each: why for each, why in refused if why})
    changes = [each for each in results if isinstance(each, Change)]
    for last in {each.item["_id"]: each for each in changes}.values():
        _begin_round(session, last)
    return results


def _begin_round(session: ClientSession, last: Change) -> None:
    """Who has few followers again is from now on no longer merged into home feeds when these are read, so their posts
    have to be pushed (core/reads/home_indexes.py)."""
    user, least = last.item, merged_from()
    if last.count < least and (user.get("follower_count", 0) >= least or user.get("push_ended")):
        begun = {"$set": {"push_ended": False}, "$inc": {"push_round": 1}}
        collection("users").update_one(by_id(user["_id"]), begun, session=session)


def check_may_follow(follower_id: str, followed_id: str) -> None:
    """Raises Problem 403 or 422 when this follow would be refused now."""
    for problem in refusals([(follower_id, followed_id, True)]):
        if problem:
            raise problem


def refusals(wanted: list[tuple[str, str, bool]]) -> list[Problem | None]:
    """Why each of these follows `(follower, followed, True)` is refused, in their order, None for one that is not.

    It is asked outside of transactions, as all that is about persons (docs/decisions/0020). A withdrawal,
    `(follower, followed, False)`, is never refused, and makes room.
    """
    blocked = blocks.blockers_of((followed, follower) for follower, followed, _ in wanted)
    known = _known(id_of(follower, followed) for follower, followed, _ in wanted)
    counts, found = dict[str, int](), list[Problem | None]()
    for follower, followed, is_begun in wanted:
        pair, problem = id_of(follower, followed), None
        if is_begun and (followed, follower) in blocked:
            problem = Problem(ProblemKind.BLOCKED, "You can't follow this person.")
        elif is_begun != (pair in known):
            if follower not in counts:
                counts[follower] = _following_count(follower)
            if is_begun and counts[follower] >= settings().following_max:
                problem = _too_many()
            else:
                known ^= {pair}
                counts[follower] += 1 if is_begun else -1
        found.append(problem)
    return found


def _too_many() -> Problem:
    return Problem(ProblemKind.TOO_MANY_FOLLOWED, f"You follow {settings().following_max} people; nobody follows more.")


def _known(ids: Iterable[str]) -> set[str]:
    return {each["_id"] for each in collection("follows").find({**by_ids(ids), "deleted": False}, {"_id": 1})}


def _following_count(user_id: str) -> int:
    wanted = {"follower_id": user_id, "deleted": False}
    return collection("follows").count_documents(wanted, limit=settings().following_max)


def followed_among(user_id: str, ids: Iterable[str]) -> list[str]:
    """Those of these people whom this user follows, in the order in which they were asked for."""
    return edges.ends_among(FOLLOW, user_id, ids)


def followers(user_id: str, limit: int, before: tuple[int, str] | None = None) -> list[StoredFollow]:
    """The latest who follow this user, or those that come after one with this time (ms) and user id."""
    after = (before[0], id_of(before[1], user_id)) if before else None
    return edges.page(FOLLOW, of_root("follows", "followed_id", user_id), limit, after)


def following(user_id: str, limit: int, before: tuple[int, str] | None = None) -> list[StoredFollow]:
    """The same for those whom this user follows."""
    after = (before[0], id_of(user_id, before[1])) if before else None
    return edges.page(FOLLOW, {"follower_id": user_id}, limit, after)
