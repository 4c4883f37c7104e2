"""Users as others see them. Accounts (e-mail, password, roles) are in `core.identity.accounts`."""

from pymongo.client_session import ClientSession

from core.content import documents
from core.platform.problems import not_found
from core.reads import cache
from core.reads.cache import Item
from core.writes.journal import Write


def get(user_id: str) -> Item:
    """The user as everybody may see them. Raises Problem 404."""
    if (user := cache.get([f"user:{user_id}"]).get(f"user:{user_id}")) is None:
        raise not_found("user")
    return user


def edit(session: ClientSession, write: Write) -> int:
    """Change the caller's own name or picture; return the revision. Raises Problem 412."""
    user = documents.stored(session, "user", write.actor_id)
    documents.check_rev(user["rev"], write)
    return documents.edit(session, "user", user, write)
