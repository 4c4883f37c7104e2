"""Presence: who learns whether somebody is there, is typing, and how far they have read.

That is shared among those alone who have agreed to it: in a room by coming into it, in a direct conversation once both
have written. Two of whom one has blocked the other are shown nothing of each other, in the rooms of others either.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.content import blocks
from core.schemas.stored_conversations import CachedConversation, StoredConversation
from core.servers.mongo import collection
from core.servers.sharding.filters import by_ids


@dataclass(frozen=True)
class Audience:
    """Who is told of somebody: all who are in these conversations, and these people beside them."""

    conversation_ids: set[str]
    user_ids: set[str]


def is_shared(found: CachedConversation | StoredConversation) -> bool:
    """Whether the members of this conversation have agreed to be seen by one another. So they have in a direct one that
    does not say yet who has written in it."""
    return found["kind"] == "room" or set(found.get("writers", found["members"])) >= set(found["members"])


def seen_in(found: CachedConversation | StoredConversation, user_id: str) -> list[str]:
    """Those members of this conversation of whom this one learns whether they are there, and they of this one, who is
    among them."""
    others = [each for each in found["members"] if each != user_id] if is_shared(found) else []
    apart = blocks.apart_among(user_id, others) if others else set()
    return [user_id, *(each for each in others if each not in apart)]


def audience(user_id: str, conversation_ids: Iterable[str]) -> Audience:
    """Who is told that this user comes or goes, of those in these conversations, in all of which the user is."""
    ids, apart = set(conversation_ids), blocks.apart_from(user_id)
    # Of most rooms nothing has to be known: all who are in them are told.
    special = {**by_ids(ids), "$or": [{"kind": "direct"}, {"members": {"$in": sorted(apart)}}]}
    told = Audience(ids, set())
    for found in collection("conversations").find(special, {"kind": 1, "members": 1, "writers": 1}) if ids else ():
        if not is_shared(found) or apart & set(found["members"]):
            told.conversation_ids.discard(found["_id"])
        if found["kind"] == "room":
            told.user_ids.update(set(found["members"]) - apart)
    return told
