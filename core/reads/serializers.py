"""What a stored document looks like from outside, and which cached item and indexes it belongs to. Pure functions."""

from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from core.platform import edit_window, markdown
from core.platform.clock import rfc3339
from core.platform.settings import settings
from core.reads.indexes import Index
from core.schemas import pictures
from core.schemas.stored import (
    StoredComment,
    StoredItem,
    StoredMessage,
    StoredPost,
    StoredRevision,
    StoredUser,
)
from core.schemas.stored_conversations import StoredConversation

SHAPE = "9"


def shape() -> str:
    """Of what the functions below return. A change of that gives it another value: what browsers have is not the same
    then, and what another version of the code, or one with another edit window, has put into the cache is not shown."""
    return f"{SHAPE}-{settings().edit_window_s}"


@dataclass(frozen=True)
class FirstReplies:
    """The ids of those replies to a comment that are shown with it, and the cursor after them if there are more."""

    ids: tuple[str, ...] = ()
    cursor: str | None = None

    def as_cached(self) -> tuple[str, str]:
        """As the cache keeps it: the ids by spaces, and the cursor or nothing."""
        return " ".join(self.ids), self.cursor or ""

    @classmethod
    def cached(cls, ids: bytes | None, cursor: bytes | None) -> "FirstReplies":
        """What the cache has kept as this."""
        return cls(tuple((ids or b"").decode().split()), cursor.decode() if cursor else None)


@dataclass(frozen=True)
class Entry:
    """One item as the cache keeps it. `body` is the public JSON object without its `author`, which is joined on read.

    `version` counts every change of the document, `rev` only its author's edits.
    """

    name: str
    version: int
    body: bytes
    author_id: str = ""
    summary: bytes = b""
    created_ms: int = 0
    indexes: list[str] = field(default_factory=list)
    deleted: bool = False
    # Of a post.
    locked: bool = False
    # Another item without which nobody sees this one.
    needs: str = ""
    # Of a comment; they are those of this version.
    first_replies: FirstReplies | None = None


def author_summary(user: StoredUser) -> dict[str, Any]:
    """The part of a user that stands beside a post or comment."""
    about = {"id": user["_id"], "name": user["name"], "handle": user.get("handle")}
    return about | {"profile_img": pictures.address(user["_id"], user["profile_img"])}


def serialize_user(user: StoredUser) -> dict[str, Any]:
    """A user as everybody may see them."""
    counts = {"follower_count": user.get("follower_count", 0)}
    return author_summary(user) | counts | {"created_at": rfc3339(user["created_ms"])}


def _text(doc: StoredPost | StoredComment | StoredRevision) -> dict[str, Any]:
    # What was stored before schema 3 and is not migrated yet has no HTML.
    html = doc.get("content_html") or markdown.render(doc["content"])
    return {"content": doc["content"], "content_html": html}


def _rich(doc: StoredPost | StoredComment) -> dict[str, Any]:
    return _text(doc) | {"mentions": doc.get("mentions", [])}


def _times(doc: StoredItem) -> dict[str, Any]:
    return {
        "is_edited": doc["rev"] > 1,
        "created_at": rfc3339(doc["created_ms"]),
        "updated_at": rfc3339(doc["updated_ms"]),
        "rev": doc["rev"],
    }


def _edits(doc: StoredPost | StoredComment) -> dict[str, Any]:
    end_ms = edit_window.end_ms(int(doc["created_ms"]))
    until = None if end_ms is None or doc.get("removed") else rfc3339(end_ms)
    return {"editable_until": until, "revision_count": doc.get("revision_count", 0)}


def serialize_post(post: StoredPost) -> dict[str, Any]:
    """A post without its author."""
    counts = {"comment_count": post["comment_count"], "like_count": post["like_count"]}
    about = {"id": post["_id"], "title": post["title"], "is_locked": is_locked(post)}
    return about | _rich(post) | counts | _times(post) | _edits(post)


def is_locked(post: StoredPost) -> bool:
    """Whether only moderators add comments to it."""
    return post.get("locked", False)


def serialize_comment(comment: StoredComment) -> dict[str, Any]:
    """A comment without its author; of one that was deleted and has replies only its place is left."""
    ids = {name: comment.get(name) for name in ("post_id", "parent_id", "reply_to_id")}
    about = {"id": comment["_id"], **ids, "path": comment.get("path", []), "is_deleted": is_placeholder(comment)}
    counts = {"like_count": comment["like_count"], "reply_count": comment.get("reply_count", 0)}
    author = {"author": None} if is_placeholder(comment) else {}
    return author | about | _rich(comment) | counts | _times(comment) | _edits(comment)


def is_placeholder(comment: StoredComment) -> bool:
    """Whether it was deleted and is still shown, without content and author, because it has replies."""
    return comment.get("removed", False)


def serialize_revision(revision: StoredRevision) -> dict[str, Any]:
    """What a post or a comment said before an edit, without who edited it."""
    title = {"title": revision["title"]} if "title" in revision else {}
    return {"rev": revision["rev"], "edited_at": rfc3339(revision["at_ms"])} | title | _text(revision)


def _item(noun: str, doc: StoredItem, public: dict[str, Any], *indexes: Index) -> Entry:
    return Entry(
        name=f"{noun}:{doc['_id']}",
        version=doc["version"],
        body=orjson.dumps(public),
        author_id=doc["author_id"],
        created_ms=int(doc["created_ms"]),  # bson gives an Int64, which hiredis does not take
        indexes=[index.name for index in indexes],
        deleted=doc["deleted"],
    )


def post_entry(post: StoredPost) -> Entry:
    """A post for the cache: in the feed and in its author's posts."""
    entry = _item("post", post, serialize_post(post), Index.feed(), Index.user_posts(post["author_id"]))
    return replace(entry, locked=is_locked(post))


def comment_entry(comment: StoredComment) -> Entry:
    """A comment for the cache: among its post's comments, or the replies to another one. Which replies are shown with
    it, `core/reads/first_replies.py` reads."""
    parent_id = comment.get("parent_id")
    index = Index.replies(parent_id) if parent_id else Index.comments(comment["post_id"])
    entry = _item("comment", comment, serialize_comment(comment), index)
    author_id = "" if is_placeholder(comment) else entry.author_id
    needs = f"post:{comment['post_id']}"
    return replace(entry, author_id=author_id, needs=needs, first_replies=FirstReplies())


def serialize_message(message: StoredMessage) -> dict[str, Any]:
    """A message without its author."""
    ids = {"id": message["_id"], "conversation_id": message["conversation_id"], "seq": int(message["seq"])}
    return ids | {"content": message["content"], "client_id": message["client_id"]} | _times(message)


def message_entry(message: StoredMessage) -> Entry:
    """A message for the cache: among those of its conversation."""
    return _item("message", message, serialize_message(message), Index.messages(message["conversation_id"]))


def writers_of(found: StoredConversation) -> list[str]:
    """Who has written in a direct conversation; both, in one from before that was noted."""
    return found.get("writers", found["members"]) if found["kind"] == "direct" else []


def conversation_entry(found: StoredConversation) -> Entry:
    """A conversation for the cache, with what only its members may see of it."""
    kept = {name: found[name] for name in ("kind", "name", "members", "owner_id")}
    kept |= {"invited": found.get("invited", []), "writers": writers_of(found)}
    counts = {"last_seq": int(found["last_seq"]), "reads": {name: int(seq) for name, seq in found["reads"].items()}}
    times = {"created_at": rfc3339(found["created_ms"]), "active_at": rfc3339(found["active_ms"])}
    body = {"id": found["_id"]} | kept | counts | times | {"rev": found["rev"]}
    return Entry(f"conversation:{found['_id']}", found["version"], orjson.dumps(body))


def user_entry(user: StoredUser) -> Entry:
    """A user for the cache, with the summary that is joined to their items."""
    summary = orjson.dumps(author_summary(user))
    return Entry(f"user:{user['_id']}", user["version"], orjson.dumps(serialize_user(user)), summary=summary)
