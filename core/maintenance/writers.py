"""Who has written in direct conversations from before that was noted: for a migration."""

from pymongo.client_session import ClientSession

from core.platform.settings import settings
from core.reads import cache
from core.servers.mongo import collection, transact
from core.servers.sharding.filters import by_id, of_root


def note(cursor: str) -> str | None:
    """Note it in the direct conversations of one batch that lack it, after this id; the last id, or None at the end."""
    found = collection("conversations").find({"_id": {"$gt": cursor}}, {"kind": 1, "writers": 1}).sort("_id", 1)
    batch = list(found.limit(settings().purge_batch))
    lacking = [each["_id"] for each in batch if each["kind"] == "direct" and "writers" not in each]
    for conversation_id in lacking:
        _note_one(conversation_id)
    cache.read_through([f"conversation:{each}" for each in lacking])
    return batch[-1]["_id"] if batch else None


def _note_one(conversation_id: str) -> None:
    """Of a message that is stored meanwhile this knows, or is tried again: both change the conversation."""

    def transaction(session: ClientSession) -> None:
        said = collection("messages").find(
            of_root("messages", "conversation_id", conversation_id), {"author_id": 1}, session=session
        )
        change = {"$set": {"writers": sorted({each["author_id"] for each in said})}, "$inc": {"version": 1}}
        lacking = {**by_id(conversation_id), "writers": {"$exists": False}}
        collection("conversations").update_one(lacking, change, session=session)

    transact(transaction)
