"""Push subscriptions: the browsers in which people want pushes. Each belongs to the session that it was made in, and is
sent to no longer than that lives; a session has one."""

from collections.abc import Iterable

from pymongo.client_session import ClientSession

from core.identity import sessions
from core.platform import push_settings
from core.schemas.bodies import PushBody
from core.schemas.push import StoredPushSubscription
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id, by_ids, of_root, of_roots, partition

# Of one user; another one replaces the oldest.
KEPT_MAX = 20


def ordering_key(user_id: str) -> str:
    """The ordering key of a user's subscriptions: the last of them counts."""
    return f"pushes:{user_id}"


def put(session: ClientSession, user_id: str, body: PushBody, at_ms: int) -> None:
    """From now on this browser is sent to, instead of the one before of the same session."""
    own = f"{body['session_id']}:{user_id}"
    told = {**body, "user_id": user_id, "at_ms": at_ms}
    subscriptions = collection("push_subscriptions")
    subscriptions.update_one(
        by_id(own), {"$set": told, "$setOnInsert": {"p": partition(own)}}, upsert=True, session=session
    )
    newest = subscriptions.find(of_root("push_subscriptions", "user_id", user_id), {"_id": 1}, session=session)
    beyond = [each["_id"] for each in newest.sort([("at_ms", -1), ("_id", -1)])][KEPT_MAX:]
    if beyond:
        subscriptions.delete_many(by_ids(beyond), session=session)


def remove(session: ClientSession, user_id: str, session_id: str) -> None:
    """The browser of this session is sent to no longer."""
    collection("push_subscriptions").delete_one(by_id(f"{session_id}:{user_id}"), session=session)


def is_on(user_id: str, session_id: str) -> bool:
    """Whether the browser of this session is sent to."""
    found = collection("push_subscriptions").find_one(by_id(f"{session_id}:{user_id}"))
    return found is not None and _is_of_our_key(found) and push_settings.allows(found["endpoint"])


def with_any(user_ids: Iterable[str]) -> set[str]:
    """Those of these users who have a subscription."""
    found = collection("push_subscriptions").find(of_roots("push_subscriptions", "user_id", user_ids), {"user_id": 1})
    return {each["user_id"] for each in found}


def of_user(user_id: str) -> list[StoredPushSubscription]:
    """Where this user is sent to, the latest first. What belongs to a session that has ended, or was made for another
    key than ours of now, is removed."""
    found = list(collection("push_subscriptions").find(of_root("push_subscriptions", "user_id", user_id)))
    live = sessions.live(each["session_id"] for each in found)
    over = [each for each in found if each["session_id"] not in live or not _is_of_our_key(each)]
    for each in over:
        drop(each)
    rest = [each for each in found if each not in over and push_settings.allows(each["endpoint"])]
    return sorted(rest, key=lambda each: each["at_ms"], reverse=True)


def _is_of_our_key(subscription: StoredPushSubscription) -> bool:
    return push_settings.is_on() and subscription["public_key"] == push_settings.public_key()


def drop(subscription: StoredPushSubscription) -> None:
    """Remove this one, unless the same session has made another one since."""
    same = {**by_id(subscription["_id"]), "endpoint": subscription["endpoint"]}
    collection("push_subscriptions").delete_one(same)
