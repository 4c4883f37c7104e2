"""What the gate knows of authors: who moderates, and of whom something is shown already."""

from collections.abc import Iterable

from core.identity.accounts import MODERATOR
from core.platform.settings import settings
from core.servers.mongo import collection
from core.servers.sharding.filters import by_ids

# Who has enough that is shown goes on having it: with the number, so that another setting asks anew.
_established = set[tuple[str, str, int]]()
ESTABLISHED_MAX = 10_000


def moderators_among(user_ids: Iterable[str]) -> set[str]:
    """Those of these users who are moderators."""
    return {user["_id"] for user in collection("users").find({**by_ids(user_ids), "roles": MODERATOR}, {"_id": 1})}


def shown_count(user_id: str, most: int) -> int:
    """How many posts and comments of this user are shown; `most` says that there are that many or more."""
    about = (settings().key_prefix, user_id, most)
    if about in _established:
        return most
    shown = {"author_id": user_id, "deleted": False}
    count = collection("posts").count_documents(shown, limit=most)
    if count < most:
        count += collection("comments").count_documents(shown, limit=most - count)
    if count == most:
        if len(_established) >= ESTABLISHED_MAX:
            _established.clear()
        _established.add(about)
    return count


def are_exempt(user_ids: Iterable[str]) -> set[str]:
    """Those of these users whose writes are never held: moderators, and who is trusted (TRUSTED_FROM)."""
    ids = set(user_ids)
    exempt, needed = moderators_among(ids), settings().trusted_from
    return exempt | {each for each in ids - exempt if needed and shown_count(each, needed) == needed}
