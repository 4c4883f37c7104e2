"""What a sharded MongoDB needs of the stored data: partitions, addresses and memberships (docs/decisions/0020).

The three steps are migrations. They are repeated once when `MONGO_SHARDS` is raised, because processes of the version
before may have written between the migration and their end.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from pymongo import UpdateOne
from pymongo.client_session import ClientSession
from pymongo.collection import Collection

from core.content.chat import memberships
from core.platform.settings import settings
from core.reads import cache
from core.servers.mongo import Document, collection, ensure_indexes, transact
from core.servers.sharding.filters import by_id, partition
from core.servers.sharding.layout import BY_ID

ROOT_FIELDS = {"comments": "post_id", "messages": "conversation_id"}


def _batch(name: str, after_id: str, fields: dict[str, int]) -> list[Document]:
    found = cast(Collection[Document], collection(name)).find({"_id": {"$gt": after_id}}, fields)
    return list(found.sort("_id", 1).limit(settings().purge_batch))


def name_partitions(cursor: str) -> str | None:
    """Give the documents of one batch, which lack it, the partition that their id names."""
    name, _, after_id = cursor.partition(":")
    name = name or BY_ID[0]
    batch = _batch(name, after_id, {"p": 1})
    changes = [_named(doc["_id"]) for doc in batch if doc.get("p") is None]
    if changes:
        collection(name).bulk_write(changes, ordered=False)
    if batch:
        return f"{name}:{batch[-1]['_id']}"
    following = BY_ID[BY_ID.index(name) + 1 :]
    return f"{following[0]}:" if following else None


def _named(item_id: str) -> UpdateOne:
    return UpdateOne({"_id": item_id}, {"$set": {"p": partition(item_id)}})


def note_addresses(cursor: str) -> str | None:
    """Note the addresses of one batch of users."""
    batch = _batch("users", cursor, {"email": 1})
    changes = [UpdateOne({"_id": u["email"]}, {"$setOnInsert": {"user_id": u["_id"]}}, upsert=True) for u in batch]
    if changes:
        collection("addresses").bulk_write(changes, ordered=False)
    return batch[-1]["_id"] if batch else None


def note_memberships(cursor: str) -> str | None:
    """Make the memberships of one batch of conversations what their `members` say."""
    batch = _batch("conversations", cursor, {"members": 1})
    if not batch:
        return None
    known = _known(batch[0]["_id"], batch[-1]["_id"])
    wrong = [doc["_id"] for doc in batch if set(doc["members"]) != known.get(doc["_id"], set())]
    for each in wrong:
        transact(partial(_agree, each))
    # Their versions have changed.
    cache.read_through([f"conversation:{each}" for each in wrong])
    return str(batch[-1]["_id"])


def _known(first_id: str, last_id: str) -> dict[str, set[str]]:
    """Who is noted as a member of the conversations from the first to the last id."""
    found: dict[str, set[str]] = {}
    # `;` is what comes after `:`.
    between = {"_id": {"$gt": f"{first_id}:", "$lt": f"{last_id};"}}
    for each in collection("memberships").find(between):
        found.setdefault(each["conversation_id"], set()).add(each["user_id"])
    return found


def _agree(conversation_id: str, session: ClientSession) -> None:
    # From here on a change of its members conflicts with this transaction, so what is noted stays as it is.
    change: Document = {"$inc": {"version": 1}}
    found = collection("conversations").find_one_and_update(by_id(conversation_id), change, session=session)
    members = set(found["members"]) if found else set()
    known = _known(conversation_id, conversation_id).get(conversation_id, set())
    if missing := members - known:
        memberships.put(session, conversation_id, missing)
    if surplus := known - members:
        memberships.remove(session, conversation_id, surplus)


STEPS: tuple[Callable[[str], str | None], ...] = (name_partitions, note_addresses, note_memberships)


def is_prepared() -> bool:
    """Whether the stored data has all that queries on several shards ask for."""
    return bool((collection("meta").find_one({"_id": "shards"}) or {}).get("prepared"))


def prepare(progress: Callable[[], object]) -> None:
    """Do all steps from the beginning, make the indexes of the shard keys, and note that the data is prepared.

    No process of the version before may be at work any more. `progress` is told after each batch.
    """
    for step in STEPS:
        cursor: str | None = ""
        while cursor is not None:
            cursor = step(cursor)
            progress()
    ensure_indexes()
    note_prepared([name for name in ROOT_FIELDS if _is_scattered(name)])


def note_prepared(scattered: list[str]) -> None:
    """Note that the data is prepared, and in which collections some items do not lie with their root."""
    change = {"$set": {"prepared": True, "scattered": scattered}}
    collection("meta").update_one({"_id": "shards"}, change, upsert=True)


def _is_scattered(name: str) -> bool:
    digits: list[Any] = [{"$substrBytes": [f"${field}", 8, 2]} for field in ("_id", ROOT_FIELDS[name])]
    pipeline: list[Document] = [{"$match": {"$expr": {"$ne": digits}}}, {"$limit": 1}]
    return bool(list(cast(Collection[Document], collection(name)).aggregate(pipeline)))
