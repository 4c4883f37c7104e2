"""Blocks: who can no longer reach whom in a direct conversation, and whom neither sees come and go.

A block parts the two also in the rooms that one of them owns (core/content/chat/partings.py).
"""

from collections.abc import Iterable
from typing import Any

from pymongo.client_session import ClientSession

from core.content import documents
from core.platform.problems import Problem, ProblemKind
from core.schemas.stored_conversations import CachedConversation, StoredConversation
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id, by_ids, partition
from core.writes.journal import Write

Members = StoredConversation | CachedConversation


def ordering_key(user_id: str) -> str:
    """The ordering key of a user's blocks: the last of them counts."""
    return f"blocks:{user_id}"


def _id(blocker_id: str, blocked_id: str) -> str:
    return f"{blocker_id}:{blocked_id}"


def blocked() -> Problem:
    """The refusal of a blocked user."""
    return Problem(ProblemKind.BLOCKED, "You can't message this person.")


def check_may_reach(conversation: Members, actor_id: str) -> None:
    """Whether the actor may send messages to this conversation, `{kind, members}`. Raises Problem 403.

    Everything that carries words or signs of life asks here: new messages, edits of old ones, typing.
    """
    others = [each for each in conversation["members"] if each != actor_id]
    if conversation["kind"] == "direct" and any_blocks(others, actor_id):
        raise blocked()


def apart_from(user_id: str) -> set[str]:
    """The ids of those whom this user has blocked, and of those who have blocked this user: neither sees whether the
    other is there."""
    pairs = collection("blocks").find({"$or": [{"blocker_id": user_id}, {"blocked_id": user_id}]})
    return {each for pair in pairs for each in (pair["blocker_id"], pair["blocked_id"])} - {user_id}


def apart_among(user_id: str, others: list[str]) -> set[str]:
    """Those of these users whom this one has blocked, or who have blocked this one."""
    pairs = blockers_of(pair for each in others for pair in ((user_id, each), (each, user_id)))
    return {each for pair in pairs for each in pair} - {user_id}


def blockers_of(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of these pairs, blocker and blocked, of whom the first has blocked the second. As `any_blocks`, it is
    asked outside of transactions."""
    ids = [_id(*pair) for pair in pairs]
    found = collection("blocks").find(by_ids(ids)) if ids else ()
    return {(each["blocker_id"], each["blocked_id"]) for each in found}


def put(session: ClientSession, write: Write) -> None:
    """The actor blocks the user that the write is about. Raises MissingError for a user who does not exist."""
    documents.stored(session, "user", write.resource_id)
    pair_id = _id(write.actor_id, write.resource_id)
    pair: dict[str, Any] = {"blocker_id": write.actor_id, "blocked_id": write.resource_id, "at_ms": write.at_ms}
    change = {"$setOnInsert": pair | {"p": partition(pair_id)}}
    collection("blocks").update_one(by_id(pair_id), change, upsert=True, session=session)


def remove(session: ClientSession, write: Write) -> None:
    """The actor blocks that user no longer."""
    collection("blocks").delete_one(by_id(_id(write.actor_id, write.resource_id)), session=session)


def any_blocks(blocker_ids: list[str], blocked_id: str) -> bool:
    """Whether one of them has blocked this user. It is asked outside of transactions, as all that is about persons
    (docs/decisions/0020)."""
    pairs = [_id(each, blocked_id) for each in blocker_ids]
    return collection("blocks").find_one(by_ids(pairs)) is not None


def blocked_by(user_id: str) -> list[str]:
    """The ids of those whom this user has blocked, the latest first."""
    found = collection("blocks").find({"blocker_id": user_id}, {"blocked_id": 1}).sort("at_ms", -1)
    return [each["blocked_id"] for each in found]
