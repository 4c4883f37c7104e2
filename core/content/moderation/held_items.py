"""What is held, as its author and moderators see it."""

from typing import Any

import orjson

from core.content import comments
from core.content.moderation import held
from core.identity import accounts
from core.platform.clock import now_ms, rfc3339
from core.platform.settings import settings
from core.reads import cache
from core.reads.items import Item
from core.reads.serializers import serialize_comment, serialize_post
from core.schemas.held import StoredHeld
from core.servers.mongo import collection

Shown = dict[str, Any]
Position = tuple[int, str]


def find(noun: str, item_id: str, reader_id: str) -> Item | None:
    """The post or comment with this id as this reader sees it while it waits for a moderator; None when it does not
    wait, or is not for them to see."""
    found = held.find(item_id)
    if found is None or found["noun"] != noun or found["verb"] != "create":
        return None
    if found["author_id"] != reader_id and not accounts.is_moderator(reader_id):
        return None
    summary = cache.author_summaries_of([found["author_id"]]).get(found["author_id"])
    return Item(orjson.dumps(_as_shown(found) | {"held": found["rules"]}), found["author_id"], summary)


def _as_shown(found: StoredHeld) -> Shown:
    """As it would be shown, without its author. Whom it mentions is found out when it is."""
    counts = {"comment_count": 0, "like_count": 0, "reply_count": 0, "revision_count": 0}
    times = {"created_ms": found["held_ms"], "updated_ms": found["updated_ms"], "rev": found["rev"]}
    doc: Any = {"_id": found["_id"], **found["body"], "content_html": found["content_html"], **counts, **times}
    return serialize_post(doc) if found["noun"] == "post" else serialize_comment(doc | _place_of(found["body"]))


def _place_of(body: Shown) -> Shown:
    """Where a comment would stand (core/content/replies.py)."""
    target_id = body.get("parent_id")
    target = comments.find(target_id) if target_id else None
    path = [*target.path(), target_id][: settings().reply_levels_max - 1] if target else []
    return {"path": path, "parent_id": path[-1] if path else None, "reply_to_id": target_id}


def page(limit: int, *, author_id: str = "", rejected: bool = False, after: Position | None = None) -> list[StoredHeld]:
    """At most `limit` things that wait for a moderator, or were rejected, in the order in which they came. If asked,
    only those of this author, and after one with this time (ms) and id."""
    wanted: Shown = {"deleted": rejected} | ({"author_id": author_id} if author_id else {})
    if after:
        at_ms, item_id = after
        wanted["$or"] = [{"held_ms": {"$gt": at_ms}}, {"held_ms": at_ms, "_id": {"$gt": item_id}}]
    return list(collection("held").find(wanted).sort([("held_ms", 1), ("_id", 1)]).limit(limit))


def serialized(some: list[StoredHeld]) -> list[Shown]:
    """These as JSON; without those whose authors are gone."""
    people = cache.author_summaries_of({each["author_id"] for each in some})
    return [_serialized(each, people[each["author_id"]]) for each in some if each["author_id"] in people]


def _serialized(found: StoredHeld, author: bytes) -> Shown:
    is_edit = found["verb"] == "edit"
    texts = {name: found["body"].get(name) for name in ("title", "content")}
    about = {name: found[name] for name in ("post_id", "content_html", "rules", "rev")}  # type: ignore[literal-required]
    return {
        "id": found["_id"],
        "type": found["noun"],
        "is_edit": is_edit,
        "parent_id": found["body"].get("parent_id"),
        "author": orjson.loads(author),
        "held_at": rfc3339(found["held_ms"]),
        **texts,
        **about,
    }


def backlog() -> tuple[int, float]:
    """How much waits for a moderator, and for how many seconds the oldest of it; 0.0 when nothing does."""
    waiting = {"deleted": False}
    oldest = collection("held").find_one(waiting, {"held_ms": 1}, sort=[("held_ms", 1), ("_id", 1)])
    age_s = (now_ms() - oldest["held_ms"]) / 1000 if oldest else 0.0
    return collection("held").count_documents(waiting), max(0.0, age_s)
