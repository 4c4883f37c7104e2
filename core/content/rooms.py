"""Rooms: what their owner changes of one, which is who is in it and what it is called."""

from typing import cast

from pymongo.client_session import ClientSession

from core.content import conversations, memberships
from core.platform.problems import Problem, ProblemKind
from core.schemas.bodies import MemberBody, NameBody
from core.schemas.stored import StoredConversation
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id
from core.writes.journal import Write

MEMBERS_STAY = "The two of a direct conversation stay its members."
NO_NAME = "A direct conversation has no name of its own."


def add_member(session: ClientSession, found: StoredConversation, write: Write) -> None:
    """Its owner adds a member to a room. Raises Problem 403, 404, 422."""
    _check_owner(found, write, MEMBERS_STAY)
    joining = cast(MemberBody, write.body)["user_id"]
    conversations.check_members(write.actor_id, list(dict.fromkeys([*found["members"], joining])))
    change = {"$addToSet": {"members": joining}, "$inc": {"version": 1}}
    collection("conversations").update_one(by_id(found["_id"]), change, session=session)
    memberships.put(session, found["_id"], [joining])


def remove_member(session: ClientSession, found: StoredConversation, write: Write) -> None:
    """Its owner removes a member from a room, or a member leaves; the longest member owns what the owner left. Raises
    Problem 403."""
    leaving = cast(MemberBody, write.body)["user_id"]
    if leaving != write.actor_id or found["kind"] == "direct":
        _check_owner(found, write, MEMBERS_STAY)
    staying = [each for each in found["members"] if each != leaving]
    owner = found["owner_id"] if found["owner_id"] in staying else next(iter(staying), None)
    change = {"$set": {"members": staying, "owner_id": owner}, "$inc": {"version": 1}}
    collection("conversations").update_one(by_id(found["_id"]), change, session=session)
    memberships.remove(session, found["_id"], [leaving])


def rename(session: ClientSession, found: StoredConversation, write: Write) -> None:
    """Its owner gives a room another name. Raises Problem 403."""
    _check_owner(found, write, NO_NAME)
    change = {"$set": {"name": cast(NameBody, write.body)["name"]}, "$inc": {"rev": 1, "version": 1}}
    collection("conversations").update_one(by_id(found["_id"]), change, session=session)


def _check_owner(found: StoredConversation, write: Write, why_not_direct: str) -> None:
    if found["kind"] == "direct":
        raise Problem(ProblemKind.NOT_YOURS, why_not_direct)
    if found["owner_id"] != write.actor_id:
        raise Problem(ProblemKind.NOT_YOURS, "Only the owner of a room renames it, and adds and removes members.")
