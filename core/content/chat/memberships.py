"""Memberships: which conversations a person is in, on the shard of the person. `members` of the conversation says the
same; both change in one transaction, the only kind that goes beyond one shard (docs/decisions/0020).
"""

from collections.abc import Iterable

from pymongo import DeleteOne, UpdateOne
from pymongo.client_session import ClientSession

from core.servers.mongo import collection
from core.servers.sharding.filters import by_id, is_sharded, partition


def _id(conversation_id: str, user_id: str) -> str:
    return f"{conversation_id}:{user_id}"


def put(session: ClientSession, conversation_id: str, user_ids: Iterable[str]) -> None:
    """Note that these users are members."""
    changes = [_put(conversation_id, user_id) for user_id in user_ids]
    collection("memberships").bulk_write(changes, ordered=False, session=session)


def _put(conversation_id: str, user_id: str) -> UpdateOne:
    own_id = _id(conversation_id, user_id)
    about = {"p": partition(own_id), "user_id": user_id, "conversation_id": conversation_id}
    return UpdateOne(by_id(own_id), {"$setOnInsert": about}, upsert=True)


def remove(session: ClientSession, conversation_id: str, user_ids: Iterable[str]) -> None:
    """Note that these users are members no longer."""
    changes = [DeleteOne(by_id(_id(conversation_id, user_id))) for user_id in user_ids]
    collection("memberships").bulk_write(changes, ordered=False, session=session)


def conversations_of(user_id: str, limit: int = 0) -> list[str]:
    """The ids of the conversations that this user is in, at most `limit` if it is not 0, in no order."""
    own = {"user_id": user_id} | ({"p": partition(user_id)} if is_sharded() else {})
    found = collection("memberships").find(own, {"conversation_id": 1}).limit(limit)
    return [each["conversation_id"] for each in found]
