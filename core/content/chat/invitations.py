"""Invitations: nobody is in a room before they have agreed to be (docs/decisions/0053).

Who is invited is in `invited` of the room, which decides, and in a document of its own, by which the person finds it;
both lie together and change in one transaction. Of one that was declined the document stays: its inviter does not ask
again.
"""

from collections.abc import Iterable
from typing import Any, cast

import orjson
from pymongo import UpdateOne
from pymongo.client_session import ClientSession
from pymongo.collection import Collection

from core.content import blocks, notices
from core.content.notices import Event, Notice
from core.platform.clock import rfc3339
from core.platform.problems import Problem, ProblemKind, not_found
from core.platform.settings import settings
from core.reads import cache
from core.schemas.stored_conversations import StoredInvitation
from core.servers.mongo import Document, collection
from core.servers.sharding.filters import by_id, by_ids, partition


def _id(user_id: str, room_id: str) -> str:
    return f"{user_id}:{room_id}"


def put(session: ClientSession, room_id: str, inviter_id: str, user_ids: Iterable[str], at_ms: int) -> list[Event]:
    """Note that these users are invited to the room, and tell each of them in their inbox; the events that say so."""
    invited = list(user_ids)
    if not invited:
        return []
    changes = [_put(room_id, inviter_id, each, at_ms) for each in invited]
    collection("invitations").bulk_write(changes, ordered=False, session=session)
    told = notices.tell(session, [Notice(each, "invitation", room_id, "", inviter_id, at_ms) for each in invited])
    return [*_events("received", room_id, inviter_id, invited), *notices.events(told)]


def _put(room_id: str, inviter_id: str, user_id: str, at_ms: int) -> UpdateOne:
    own_id = _id(user_id, room_id)
    about = {"inviter_id": inviter_id, "at_ms": at_ms, "is_open": True}
    first = {"p": partition(own_id), "user_id": user_id, "conversation_id": room_id, "declined": []}
    return UpdateOne(by_id(own_id), {"$set": about, "$setOnInsert": first}, upsert=True)


def end(session: ClientSession, room_id: str, actor_id: str, user_ids: Iterable[str]) -> list[Event]:
    """Note that these users are invited to the room no longer, and take back what their inboxes say; the events for
    them."""
    ended = list(user_ids)
    if not ended:
        return []
    own = by_ids(_id(each, room_id) for each in ended)
    collection("invitations").update_many(own, {"$set": {"is_open": False}}, session=session)
    collection("invitations").delete_many({**own, "declined": []}, session=session)
    notices.take_back(session, "invitation", room_id, ended)
    return _events("ended", room_id, actor_id, ended)


def note_declined(session: ClientSession, invitation: StoredInvitation) -> None:
    """Note whose invitation it was that is declined: they do not invite this person to this room again."""
    change = {"$addToSet": {"declined": invitation["inviter_id"]}}
    collection("invitations").update_one(by_id(invitation["_id"]), change, session=session)


def stored(session: ClientSession, room_id: str, user_id: str) -> StoredInvitation:
    """The open invitation of this user to the room. Raises Problem 404 when there is none."""
    found = collection("invitations").find_one({**by_id(_id(user_id, room_id)), "is_open": True}, session=session)
    if found is None:
        raise not_found("invitation")
    return found


def are_open(session: ClientSession, room_id: str, inviter_id: str, user_ids: Iterable[str]) -> list[str]:
    """Those of these users whom this one has invited to the room and who have not answered."""
    own = by_ids(_id(each, room_id) for each in user_ids)
    wanted = {**own, "inviter_id": inviter_id, "is_open": True}
    return [each["user_id"] for each in collection("invitations").find(wanted, session=session)]


def check_not_declined(session: ClientSession, room_id: str, inviter_id: str, user_id: str) -> None:
    """Raises Problem 409 when this user has declined an invitation of this inviter to the room."""
    own = {**by_id(_id(user_id, room_id)), "declined": inviter_id}
    if collection("invitations").find_one(own, session=session):
        raise Problem(ProblemKind.DECLINED, "They have declined; you can't invite them to this room again.")


def check_may_invite(inviter_id: str, user_ids: list[str]) -> None:
    """Raises Problem 404 when one of these users does not exist, 403 when one has blocked the inviter or the other way
    round, 409 for too many invitations. Asked outside of transactions, as all that is about persons
    (docs/decisions/0020)."""
    if collection("users").count_documents(by_ids(user_ids)) < len(set(user_ids)):
        raise not_found("user")
    check_not_apart(inviter_id, user_ids)
    check_room_for(inviter_id, user_ids)


def check_not_apart(user_id: str, others: list[str]) -> None:
    """Raises Problem 403 when one of the others has blocked this user, or is blocked by them."""
    if blocks.apart_among(user_id, others):
        raise Problem(ProblemKind.BLOCKED, "One of you has blocked the other.")


def check_room_for(inviter_id: str, user_ids: list[str]) -> None:
    """Raises Problem 409 when too many invitations of this inviter are open, or to one of these users.

    Those of one batch of writes do not see one another, so there may be some more for a while.
    """
    most, most_to_one = settings().invitations_sent_max, settings().invitations_received_max
    sent = collection("invitations").count_documents({"inviter_id": inviter_id, "is_open": True}, limit=most)
    if sent + len(user_ids) > most:
        raise _too_many(f"{most} of your invitations are open at most; wait for answers, or withdraw some.")
    match: Document = {"user_id": {"$in": user_ids}, "is_open": True}
    pipeline: list[Document] = [{"$match": match}, {"$group": {"_id": "$user_id", "count": {"$sum": 1}}}]
    received = cast(Collection[Document], collection("invitations")).aggregate(pipeline)
    if any(row["count"] >= most_to_one for row in received):
        raise _too_many("Somebody of these has too many invitations to answer first.")


def _too_many(detail: str) -> Problem:
    return Problem(ProblemKind.TOO_MANY_INVITATIONS, detail)


def is_open(room_id: str, user_id: str) -> bool:
    """Whether this user is invited to the room and has not answered."""
    return collection("invitations").find_one({**by_id(_id(user_id, room_id)), "is_open": True}) is not None


def to(user_id: str, limit: int, before: tuple[int, str] | None = None) -> list[StoredInvitation]:
    """The latest open invitations of this user, or those that come after one with this time (ms) and room."""
    match: Document = {"user_id": user_id, "is_open": True}
    if before:
        at_ms, room_id = before
        earlier = [{"at_ms": {"$lt": at_ms}}, {"at_ms": at_ms, "_id": {"$lt": _id(user_id, room_id)}}]
        match = {"$and": [match, {"$or": earlier}]}
    return list(collection("invitations").find(match).sort([("at_ms", -1), ("_id", -1)]).limit(limit))


def between(one: str, other: str) -> list[str]:
    """The ids of the rooms to which one of these two has invited the other, without an answer yet."""
    pair = {"$in": [one, other]}
    found = collection("invitations").find({"user_id": pair, "inviter_id": pair, "is_open": True})
    return [each["conversation_id"] for each in found]


def shown(found: list[StoredInvitation]) -> list[dict[str, Any]]:
    """These invitations as those see them who got them: what the room is called, and how many are in it."""
    rooms = cache.get([f"conversation:{each['conversation_id']}" for each in found])
    people = cache.author_summaries_of({each["inviter_id"] for each in found})
    bodies = {name: orjson.loads(item.body) for name, item in rooms.items()}
    return [
        {
            "conversation_id": each["conversation_id"],
            "name": room["name"],
            "inviter": orjson.loads(people[each["inviter_id"]]),
            "member_count": len(room["members"]),
            "at": rfc3339(each["at_ms"]),
        }
        for each in found
        if (room := bodies.get(f"conversation:{each['conversation_id']}")) and each["inviter_id"] in people
    ]


def _events(what: str, room_id: str, actor_id: str, user_ids: list[str]) -> list[Event]:
    about: Event = {"type": f"invitation.{what}", "conversation_id": room_id, "actor_id": actor_id}
    return [about | {"user_id": each} for each in user_ids]
