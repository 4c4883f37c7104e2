"""What there is of a person, section by section. What others have written, and what only others may see, is in none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.content import revisions
from core.identity import accounts, second_factor, sessions
from core.platform.clock import rfc3339
from core.reads.serializers import author_summary, serialize_revision
from core.servers.mongo import Document, collection
from core.servers.sharding.filters import by_id, by_ids, of_root

Show = Callable[[Any], dict[str, Any]]
# So many documents are one part of an export: at most 10 MB as JSON, before it is compressed.
PAGE = 200


@dataclass(frozen=True)
class Section:
    """One kind of thing: where it lies, which field says whose it is, and how it is shown."""

    name: str
    collection: str
    owner: str
    show: Show
    only: tuple[tuple[str, Any], ...] = (("deleted", False),)

    def page(self, user_id: str, after: str) -> list[Any]:
        """The next PAGE of them after the document with this `_id`."""
        match: Document = {self.owner: user_id, "_id": {"$gt": after}} | dict(self.only)
        if self.collection in OF_PERSON:
            match |= of_root(self.collection, self.owner, user_id)
        return list(collection(self.collection).find(match).sort("_id", 1).limit(PAGE))


# These lie with the person.
OF_PERSON = ("memberships", "push_subscriptions")


def _written(doc: Any) -> dict[str, Any]:
    about = {"id": doc["_id"], "created_at": rfc3339(doc["created_ms"]), "updated_at": rfc3339(doc["updated_ms"])}
    about |= {name: doc[name] for name in ("post_id", "parent_id", "conversation_id", "title") if doc.get(name)}
    return about | {"content": doc["content"], "like_count": doc["like_count"]} | _earlier(doc)


def _held(doc: Any) -> dict[str, Any]:
    about = {"id": doc["_id"], "noun": doc["noun"], "since": rfc3339(doc["held_ms"])}
    return about | dict(doc["body"])


def _removed(doc: Any) -> dict[str, Any]:
    about = {"id": doc["_id"], "noun": doc["noun"], "removed_at": rfc3339(doc["at_ms"]), "reason": doc["reason"]}
    texts = {name: doc["kept"][name] for name in ("title", "content") if name in doc["kept"]}
    return about | texts | ({"appeal": doc["appeal"]["words"]} if "appeal" in doc else {})


def _report(doc: Any) -> dict[str, Any]:
    return {"item_id": doc["item_id"], "reason": doc["reason"], "note": doc["note"], "at": rfc3339(doc["at_ms"])}


def _earlier(doc: Any) -> dict[str, Any]:
    kept = revisions.newest(doc["_id"], doc["revision_count"]) if doc.get("revision_count") else []
    return {"earlier_versions": [serialize_revision(each) for each in kept]} if kept else {}


def _conversation(membership: Any) -> dict[str, Any]:
    doc = collection("conversations").find_one(by_id(membership["conversation_id"]))
    about = {"id": membership["conversation_id"]}
    if doc is None:
        return about
    people = collection("users").find(by_ids(doc["members"]), {"name": 1, "handle": 1, "profile_img": 1})
    named = {"kind": doc["kind"], "name": doc["name"], "created_at": rfc3339(doc["created_ms"])}
    return about | named | {"members": [author_summary(each) for each in people]}


def _edge(field: str, name: str) -> Show:
    return lambda doc: {name: doc[field], "at": rfc3339(doc["at_ms"])}


def _notice(doc: Any) -> dict[str, Any]:
    about = {name: doc[name] for name in ("kind", "item_id", "post_id", "actor_ids", "excerpt") if doc.get(name)}
    return about | {"at": rfc3339(doc["at_ms"])}


SECTIONS = (
    Section("posts", "posts", "author_id", _written),
    Section("comments", "comments", "author_id", _written),
    Section("waiting_for_moderators", "held", "author_id", _held),
    Section("removed_by_moderators", "removals", "author_id", _removed, only=()),
    Section("messages", "messages", "author_id", _written),
    Section("conversations", "memberships", "user_id", _conversation, only=()),
    Section("likes", "likes", "user_id", _edge("item_id", "item_id")),
    Section("reports", "reports", "user_id", _report),
    Section("following", "follows", "follower_id", _edge("followed_id", "user_id")),
    Section("blocked", "blocks", "blocker_id", _edge("blocked_id", "user_id"), only=()),
    Section("notices", "notices", "user_id", _notice, only=()),
    Section("devices_with_pushes", "push_subscriptions", "user_id", lambda doc: {"at": rfc3339(doc["at_ms"])}, only=()),
)


def account(user_id: str) -> dict[str, Any]:
    """What the account itself is. Raises Problem 401 when it is gone."""
    user = accounts.get(user_id)
    inbox: Any = collection("inboxes").find_one(by_id(user_id)) or {}
    chosen = {name: inbox[name] for name in ("kinds", "mail") if name in inbox}
    return author_summary(user) | {
        "email": user["email"],
        "is_confirmed": not user.get("unconfirmed", False),
        "created_at": rfc3339(user["created_ms"]),
        "roles": user["roles"],
        "has_second_factor": second_factor.is_on(user),
        "passkeys": [{"name": each["name"], "created_at": rfc3339(each["created_ms"])} for each in _passkeys(user)],
        "former_handles": sorted(user.get("kept_handles", {})),
        "told_of": chosen,
        "sessions": [_session(each) for each in sessions.listed(user_id)],
    }


def _passkeys(user: Any) -> list[Any]:
    return list(user.get("passkeys", []))


def _session(session: sessions.Session) -> dict[str, Any]:
    times = {"created_at": rfc3339(session.created_ms), "last_seen_at": rfc3339(session.last_seen_ms)}
    return times | {"user_agent": session.user_agent, "address": session.address}
