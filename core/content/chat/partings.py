"""Partings: in which rooms a block parts two people. One of them owns each of these; in those of others both stay.

A block lies elsewhere than the rooms, so each parting is a write of its own (docs/decisions/0053).
"""

from core.content import blocks
from core.content.chat import conversations, invitations
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id, by_ids
from core.writes.journal import Write

# Writes after which somebody is in a room, or invited to it, who was not.
BRINGING = ("conversation.create", "conversation.add", "conversation.accept")


def rooms_of(one: str, other: str) -> list[str]:
    """The ids of the rooms that one of these two owns and the other is in or invited to."""
    both = set(conversations.all_ids_of(one)) & set(conversations.all_ids_of(other))
    owned = {**by_ids(both), "kind": "room", "owner_id": {"$in": [one, other]}}
    found = [each["_id"] for each in collection("conversations").find(owned, {"_id": 1})] if both else []
    return [*found, *invitations.between(one, other)]


def apart_after(write: Write) -> set[str]:
    """Whom a block parts from the actor of this write, which brought one of the two into a room of the other.

    Asked once the write is committed: a block that the write could not see yet does not see its effect either, or else
    finds it in `rooms_of`.
    """
    if write.kind == "conversation.create":
        others = write.body["members"] if write.body["kind"] == "room" else []
    elif write.kind == "conversation.add":
        others = [write.body["user_id"]]
    else:
        found = collection("conversations").find_one(by_id(write.resource_id), {"owner_id": 1})
        others = [found["owner_id"]] if found and found["owner_id"] else []
    others = [each for each in others if each != write.actor_id]
    return blocks.apart_among(write.actor_id, others) if others else set()
