"""Rooms: who comes into one, and who leaves it, and what it is called."""

from dataclasses import dataclass
from typing import cast

from pymongo.client_session import ClientSession

from core.content import documents
from core.content.chat import conversations, invitations, memberships
from core.content.notices import Event
from core.platform.problems import Problem, ProblemKind, not_found
from core.schemas.bodies import MemberBody, NameBody
from core.schemas.stored_conversations import StoredConversation
from core.servers.mongo import Document, collection
from core.servers.sharding.filters import by_id
from core.writes.journal import Write

MEMBERS_STAY = "The two of a direct conversation stay its members."
NO_NAME = "A direct conversation has no name of its own."


@dataclass(frozen=True)
class Change:
    """What a write changed of who is in a room: `what` happened to this user (`invited`, `uninvited`, `joined`, `left`;
    empty: nothing), and the events for single people that come with it."""

    what: str = ""
    user_id: str = ""
    events: tuple[Event, ...] = ()


def invite(session: ClientSession, found: StoredConversation, write: Write) -> Change:
    """Its owner invites somebody to a room. Raises Problem 403, 404, 409, 422."""
    _check_owner(found, write, MEMBERS_STAY)
    user_id, invited = cast(MemberBody, write.body)["user_id"], found.get("invited", [])
    if user_id in (*found["members"], *invited):
        return Change()
    conversations.check_size(len(found["members"]) + len(invited) + 1)
    invitations.check_may_invite(write.actor_id, [user_id])
    invitations.check_not_declined(session, found["_id"], write.actor_id, user_id)
    _update(session, found, {"$addToSet": {"invited": user_id}})
    events = invitations.put(session, found["_id"], write.actor_id, [user_id], write.at_ms)
    return Change("invited", user_id, tuple(events))


def accept(session: ClientSession, write: Write) -> Change:
    """Who is invited comes into the room. Raises MissingError, Problem 404 for whoever is not invited, 403 when one of
    the two has blocked the other meanwhile."""
    found, user_id = documents.stored(session, "conversation", write.resource_id), write.actor_id
    if user_id in found["members"]:
        return Change()
    inviter_id = invitations.stored(session, found["_id"], user_id)["inviter_id"]
    invitations.check_not_apart(user_id, [inviter_id])
    _update(session, found, {"$addToSet": {"members": user_id}, "$pull": {"invited": user_id}})
    memberships.put(session, found["_id"], [user_id])
    return Change("joined", user_id, tuple(invitations.end(session, found["_id"], user_id, [user_id])))


def decline(session: ClientSession, write: Write) -> Change:
    """Who is invited does not come, and is not asked again by the same person. Raises MissingError, Problem 404."""
    found = documents.stored(session, "conversation", write.resource_id)
    invitations.note_declined(session, invitations.stored(session, found["_id"], write.actor_id))
    return _end_invitation(session, found, write.actor_id, write.actor_id)


def withdraw(session: ClientSession, found: StoredConversation, write: Write) -> Change:
    """The owner of the room takes an invitation back. Raises Problem 403, 404."""
    _check_owner(found, write, MEMBERS_STAY)
    user_id = cast(MemberBody, write.body)["user_id"]
    invitations.stored(session, found["_id"], user_id)
    return _end_invitation(session, found, write.actor_id, user_id)


def _end_invitation(session: ClientSession, found: StoredConversation, actor_id: str, user_id: str) -> Change:
    _update(session, found, {"$pull": {"invited": user_id}})
    return Change("uninvited", user_id, tuple(invitations.end(session, found["_id"], actor_id, [user_id])))


def remove_member(session: ClientSession, found: StoredConversation, write: Write) -> Change:
    """Its owner removes a member from a room, or a member leaves; the longest member owns what the owner left. Raises
    Problem 403."""
    leaving = cast(MemberBody, write.body)["user_id"]
    if leaving != write.actor_id or found["kind"] == "direct":
        _check_owner(found, write, MEMBERS_STAY)
    return _take_out(session, found, write.actor_id, leaving)


def _take_out(session: ClientSession, found: StoredConversation, actor_id: str, leaving: str) -> Change:
    staying = [each for each in found["members"] if each != leaving]
    owner = found["owner_id"] if found["owner_id"] in staying else next(iter(staying), None)
    # Whoever they have invited would come into a room in which nobody has asked for them.
    uninvited = invitations.are_open(session, found["_id"], leaving, found.get("invited", []))
    change: Document = {"$set": {"members": staying, "owner_id": owner}}
    if uninvited:
        change["$pull"] = {"invited": {"$in": uninvited}}
    _update(session, found, change)
    memberships.remove(session, found["_id"], [leaving])
    return Change("left", leaving, tuple(invitations.end(session, found["_id"], actor_id, uninvited)))


def part(session: ClientSession, write: Write) -> Change:
    """Of two of whom one has blocked the other, one of whom owns this room, the other leaves it, or is invited no
    longer. Nothing happens when that is so already, and in the rooms of others. Raises MissingError."""
    found = documents.stored(session, "conversation", write.resource_id)
    two = {write.actor_id, cast(MemberBody, write.body)["user_id"]}
    guests = two - {found["owner_id"]}
    if found["kind"] == "direct" or len(guests) != 1:
        return Change()
    guest = guests.pop()
    if guest in found["members"]:
        return _take_out(session, found, write.actor_id, guest)
    is_invited = guest in found.get("invited", [])
    return _end_invitation(session, found, write.actor_id, guest) if is_invited else Change()


def rename(session: ClientSession, found: StoredConversation, write: Write) -> None:
    """Its owner gives a room another name. Raises Problem 403."""
    _check_owner(found, write, NO_NAME)
    change = {"$set": {"name": cast(NameBody, write.body)["name"]}, "$inc": {"rev": 1}}
    _update(session, found, change)


def check_may_answer(room_id: str, user_id: str) -> None:
    """Raises Problem 404 for whoever is neither invited to the room nor in it."""
    if not invitations.is_open(room_id, user_id) and user_id not in conversations.members_of(room_id):
        raise not_found("invitation")


def _update(session: ClientSession, found: StoredConversation, change: Document) -> None:
    counted = {"$inc": change.get("$inc", {}) | {"version": 1}}
    collection("conversations").update_one(by_id(found["_id"]), change | counted, session=session)


def _check_owner(found: StoredConversation, write: Write, why_not_direct: str) -> None:
    if found["kind"] == "direct":
        raise Problem(ProblemKind.NOT_YOURS, why_not_direct)
    if found["owner_id"] != write.actor_id:
        raise Problem(ProblemKind.NOT_YOURS, "Only the owner of a room renames it, invites to it, and removes members.")
