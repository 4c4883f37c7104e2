"""What moderators do about what is held, without HTTP."""

from core.content.moderation import held
from core.servers.mongo import db
from core.writes.journal import Write
from tests.support.journal_writes import accept, insert_user

MODERATOR = "d" * 24


def insert_moderator(user_id: str = MODERATOR) -> str:
    """A user who moderates; their id."""
    insert_user(user_id, "Mo")
    db()["users"].update_one({"_id": user_id}, {"$set": {"roles": ["moderator"]}})
    return user_id


def approve(noun: str, item_id: str, rev: int | None = None, actor: str = MODERATOR) -> Write:
    """An accepted approval of what is held of this item, as it is now unless `rev` says otherwise."""
    return accept(f"{noun}.approve", actor, {"rev": rev or rev_of(item_id)}, resource_id=item_id)


def reject(noun: str, item_id: str, reason: str = "Not here", actor: str = MODERATOR) -> Write:
    """The same of a rejection."""
    return accept(f"{noun}.reject", actor, {"rev": rev_of(item_id), "reason": reason}, resource_id=item_id)


def rev_of(item_id: str) -> int:
    """The revision of what waits of this item; 1 when nothing does."""
    found = held.find(item_id)
    return found["rev"] if found else 1
