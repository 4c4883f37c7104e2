"""Conversations: direct ones of two people, and rooms with a name. Only members know that one exists, and who is
invited.

All writes about one, its messages included, have one ordering key, so they take effect one after the other."""

import hashlib
from collections.abc import Mapping
from typing import Any, cast

import orjson
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import PyMongoError

from core.content import blocks, documents
from core.content.chat import invitations, memberships
from core.content.notices import Event
from core.platform.problems import Problem, ProblemKind, not_found
from core.platform.settings import settings
from core.reads import cache
from core.reads.items import Item
from core.schemas.bodies import ConversationBody
from core.schemas.stored_conversations import CachedConversation, StoredConversation
from core.servers.mongo import Document, collection, is_unavailable
from core.servers.sharding.filters import by_id, by_ids, is_sharded, of_root, partition
from core.writes import journal
from core.writes.journal import Write

# A page of the conversations of who has more asks each shard for those that are next, by the index on `members`.
ASKED_BY_ID_MAX = 500


def ordering_key(conversation_id: str) -> str:
    """The ordering key of the writes about this conversation."""
    return f"conversation:{conversation_id}"


def direct_id(one: str, other: str) -> str:
    """The id of the direct conversation of these two, whichever of them starts it."""
    return hashlib.sha256(":".join(sorted((one, other))).encode()).hexdigest()[:24]


def find(conversation_id: str, viewer_id: str) -> CachedConversation | None:
    """What the cache keeps of the conversation, if the viewer is a member."""
    return seen_by(viewer_id, cache.get([f"conversation:{conversation_id}"]).get(f"conversation:{conversation_id}"))


def seen_by(viewer_id: str, item: Item | None) -> CachedConversation | None:
    """What the cache keeps of this conversation, if there is one and the viewer is a member."""
    found: CachedConversation | None = orjson.loads(item.body) if item else None
    return found if found and viewer_id in found["members"] else None


def get(conversation_id: str, viewer_id: str) -> CachedConversation:
    """The same. Raises Problem 404 for everybody but its members."""
    if (found := find(conversation_id, viewer_id)) is None:
        raise not_found("conversation")
    return found


def find_or_coming(conversation_id: str, user_id: str) -> CachedConversation | None:
    """What the cache keeps of the conversation; None when this user's creation of it is accepted and not applied yet.
    Raises Problem 404 for everybody but its members."""
    if found := find(conversation_id, user_id):
        return found
    creation = journal.creation_of(conversation_id)
    if creation is None:
        # It may have been applied between the two looks.
        return get(conversation_id, user_id)
    if creation.actor_id != user_id:
        raise not_found("conversation")
    return None


def serialize(found: CachedConversation, viewer_id: str) -> dict[str, Any]:
    """The conversation as this member sees it."""
    return _serialized(found, viewer_id, _unread([found], viewer_id).get(found["id"], 0))


def _unread(found: list[CachedConversation], viewer_id: str) -> dict[str, int]:
    """How many messages of others this member can read and has not, by conversation; one question for all of them.

    Numbers alone do not tell: a message that was deleted, or retracted, leaves its number behind.
    """
    spans = {each["id"]: (each["reads"].get(viewer_id, 0), each["last_seq"]) for each in found}
    new = {name: span for name, span in spans.items() if span[0] < span[1]}
    if not new:
        return {}
    wanted = [
        {**of_root("messages", "conversation_id", name), "seq": {"$gt": read, "$lte": last}}
        for name, (read, last) in new.items()
    ]
    match = {"deleted": False, "author_id": {"$ne": viewer_id}, "$or": wanted}
    pipeline: list[Document] = [{"$match": match}, {"$group": {"_id": "$conversation_id", "count": {"$sum": 1}}}]
    try:
        return {
            row["_id"]: int(row["count"])
            for row in cast(Collection[Document], collection("messages")).aggregate(pipeline)
        }
    except PyMongoError as error:
        if not is_unavailable(error):
            raise
        # Without MongoDB, the most that there can be.
        return {name: last - read for name, (read, last) in new.items()}


def _serialized(found: CachedConversation, viewer_id: str, unread: int) -> dict[str, Any]:
    read_seq = found["reads"].get(viewer_id, 0)
    summaries = cache.author_summaries_of([*found["members"], *found["invited"]])
    people = {
        field: [orjson.loads(summaries[each]) for each in ids if each in summaries]
        for field, ids in (("members", found["members"]), ("invited", found["invited"]))
    }
    shown = {name: value for name, value in found.items() if name not in ("reads", "version")}
    return shown | people | {"read_seq": read_seq, "unread_count": unread}


def ids_of(user_id: str, before: tuple[int, str] | None, limit: int) -> list[tuple[int, str]]:
    """(last activity in ms, id) of the user's conversations, the latest first, after the one that `before` names."""
    match = _whose(user_id)
    if before:
        at_ms, last_id = before
        match["$or"] = [{"active_ms": {"$lt": at_ms}}, {"active_ms": at_ms, "_id": {"$lt": last_id}}]
    found = collection("conversations").find(match, {"active_ms": 1})
    rows = found.sort([("active_ms", -1), ("_id", -1)]).limit(limit)
    return [(int(row["active_ms"]), row["_id"]) for row in rows]


def all_ids_of(user_id: str) -> list[str]:
    """The ids of all conversations of this user."""
    if is_sharded():
        return memberships.conversations_of(user_id)
    return [each["_id"] for each in collection("conversations").find({"members": user_id}, {"_id": 1})]


def _whose(user_id: str) -> dict[str, Any]:
    """The filter of this user's conversations: by their ids, unless there are so many that each shard does better to
    look for itself."""
    ids = memberships.conversations_of(user_id, ASKED_BY_ID_MAX + 1) if is_sharded() else []
    by_their_ids = by_ids(ids) if is_sharded() and len(ids) <= ASKED_BY_ID_MAX else {}
    return by_their_ids | {"members": user_id}


def members_of(conversation_id: str) -> list[str]:
    """The ids of the members; an empty list when the conversation does not exist."""
    item = cache.get([f"conversation:{conversation_id}"]).get(f"conversation:{conversation_id}")
    return list(orjson.loads(item.body)["members"]) if item else []


def serialize_many(conversation_ids: list[str], viewer_id: str) -> list[dict[str, Any]]:
    """These conversations as this member sees them, in this order."""
    items = cache.get([f"conversation:{each}" for each in conversation_ids])
    bodies = [orjson.loads(items[name].body) for each in conversation_ids if (name := f"conversation:{each}") in items]
    visible = [body for body in bodies if viewer_id in body["members"]]
    unread = _unread(visible, viewer_id)
    return [_serialized(body, viewer_id, unread.get(body["id"], 0)) for body in visible]


def stored(session: ClientSession, write: Write, conversation_id: str) -> StoredConversation:
    """The conversation, if the actor is a member. Raises MissingError when it is not there (yet), Problem 404."""
    found = documents.stored(session, "conversation", conversation_id)
    if write.actor_id not in found["members"]:
        raise not_found("conversation")
    return found


def insert(session: ClientSession, write: Write) -> list[Event]:
    """Store the new conversation, and invite to a room whom its owner wants in it; the events for those. A direct one
    that there is stays as it is. Raises Problem 403, 404, 409, 422."""
    body = cast(ConversationBody, write.body)
    others = [each for each in dict.fromkeys(body["members"]) if each != write.actor_id]
    check_size(1 + len(others))
    invited = others if body["kind"] == "room" else []
    if invited:
        invitations.check_may_invite(write.actor_id, invited)
    elif others:
        _check_may_talk(write.actor_id, others)
    if collection("conversations").find_one(by_id(write.resource_id), session=session):
        return []
    members = [write.actor_id, *(each for each in others if each not in invited)]
    collection("conversations").insert_one(_new_conversation(write, body, members, invited), session=session)
    memberships.put(session, write.resource_id, members)
    return invitations.put(session, write.resource_id, write.actor_id, invited, write.at_ms)


def _new_conversation(
    write: Write, body: ConversationBody, members: list[str], invited: list[str]
) -> StoredConversation:
    return {
        "_id": write.resource_id,
        "p": partition(write.resource_id),
        "kind": body["kind"],
        "name": body.get("name"),
        "members": members,
        "invited": invited,
        "writers": [],
        "owner_id": write.actor_id,
        "created_ms": write.at_ms,
        "active_ms": write.at_ms,
        "last_seq": 0,
        "reads": {},
        "rev": 1,
        "version": 1,
        "deleted": False,
    }


def check_size(count: int) -> None:
    """Raises Problem 422 when so many are too many, those who are invited included."""
    if count > settings().members_max:
        raise Problem(ProblemKind.TOO_MANY_MEMBERS, f"A conversation has at most {settings().members_max} members.")


def _check_may_talk(actor_id: str, others: list[str]) -> None:
    if collection("users").count_documents(by_ids(others)) < len(others):
        raise not_found("user")
    if blocks.any_blocks(others, actor_id):
        raise blocks.blocked()


def count_messages(session: ClientSession, found: Mapping[str, StoredConversation], writes: list[Write]) -> None:
    """Note the numbers and the times of these messages, which come in their order; both were given to them when they
    were accepted, and only grow. `found` are their conversations: who has written in a direct one is noted there."""
    newest: dict[str, dict[str, int]] = {}
    writers: dict[str, set[str]] = {}
    for write in writes:
        marks = {"last_seq": write.number, "active_ms": write.at_ms, f"reads.{write.actor_id}": write.number}
        newest.setdefault(write.body["conversation_id"], {}).update(marks)
        writers.setdefault(write.body["conversation_id"], set()).add(write.actor_id)
    for conversation_id, marks in newest.items():
        change: Document = {"$max": marks, "$inc": {"version": 1}}
        # One without the field is from before it was noted, and counts as one in which both have written.
        if found[conversation_id]["kind"] == "direct" and "writers" in found[conversation_id]:
            change["$addToSet"] = {"writers": {"$each": sorted(writers[conversation_id])}}
        collection("conversations").update_one(by_id(conversation_id), change, session=session)


def mark_read(session: ClientSession, found: StoredConversation, user_id: str, seq: int) -> None:
    """This member has seen everything up to `seq`; marks only go up."""
    seq = min(seq, int(found["last_seq"]))
    if seq > found["reads"].get(user_id, 0):
        change = {"$set": {f"reads.{user_id}": seq}, "$inc": {"version": 1}}
        collection("conversations").update_one(by_id(found["_id"]), change, session=session)
