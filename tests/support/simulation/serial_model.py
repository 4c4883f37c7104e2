"""A plain model in memory to hold the system against, and a walk through what it shows."""

from collections.abc import Mapping
from typing import Any

import orjson

from core.platform.settings import settings
from core.reads import feeds, indexes
from core.reads.cursors import read_cursor
from core.reads.spans import Span
from core.writes.journal import Write


def walk(name: str, order: str, limit: int, after: str = "") -> list[dict[str, Any]]:
    """Every item of a feed, by its cursors; those after a cursor."""
    shown: list[dict[str, Any]] = []
    cursor = read_cursor(after) if after else None
    while True:
        page = feeds.page(indexes.named(name), Span(order, limit, cursor))  # type: ignore[arg-type]
        shown += orjson.loads(page.items)
        if page.next_cursor is None:
            assert len({each["id"] for each in shown}) == len(shown), "promise 6: an item twice"
            return shown
        cursor = read_cursor(page.next_cursor)


def serially(accepted: list[Write], states: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What is to be seen of the posts when the writes are applied one after the other, in the order of acceptance.

    Whether a reply comes before the deletion of what it answers is for the system to say: its receipt tells.
    """
    model: dict[str, dict[str, Any]] = {}
    deleted: dict[str, dict[str, Any] | None] = {}
    threads = Threads([write for write in accepted if states[write.id] == "applied"])
    for write in accepted:
        if write.kind == "post.create":
            text = {"title": write.body["title"], "content": write.body["content"]}
            shown = {"comments": threads.below(write.resource_id), "replies": threads.replies(write.resource_id)}
            model[write.resource_id] = {**text, **shown, "count": threads.count(write.resource_id), "likes": set()}
        elif write.kind == "post.edit" and write.resource_id in model:
            model[write.resource_id].update(write.body["changes"])
        elif write.kind == "post.delete":
            deleted[write.resource_id] = model.pop(write.resource_id, None) or deleted.get(write.resource_id)
        elif write.kind == "post.restore" and (before := deleted.get(write.resource_id)):
            model[write.resource_id] = before
        elif write.kind == "post.like" and write.resource_id in model:
            model[write.resource_id]["likes"].add(write.actor_id)
        elif write.kind == "post.unlike" and write.resource_id in model:
            model[write.resource_id]["likes"].discard(write.actor_id)
    at = {write.resource_id: (write.at_ms, write.resource_id) for write in accepted if write.kind == "post.create"}
    return dict(sorted(model.items(), key=lambda each: at[each[0]]))


class Threads:
    """Which comments stand where: below a post, or below another comment."""

    def __init__(self, applied: list[Write]) -> None:
        self._deleted = {write.resource_id for write in applied if write.kind == "comment.delete"}
        created = [write for write in applied if write.kind == "comment.create"]
        created.sort(key=lambda write: (write.at_ms, write.resource_id))
        targets = {write.resource_id: write.body.get("parent_id") for write in created}
        self._posts = {write.resource_id: str(write.body["post_id"]) for write in created}
        self._paths = {each: self._path(each, targets) for each in targets}

    def _path(self, comment_id: str, targets: Mapping[str, str | None]) -> list[str]:
        target = targets[comment_id]
        return [*self._path(target, targets), target][: settings().reply_levels_max - 1] if target else []

    def _is_shown(self, comment_id: str) -> bool:
        return comment_id not in self._deleted or bool(self.below(comment_id))

    def below(self, owner_id: str) -> list[str]:
        """The comments on this post, or the replies to this comment, the oldest first."""
        parents = {each: path[-1] if path else self._posts[each] for each, path in self._paths.items()}
        return [each for each, parent in parents.items() if parent == owner_id and self._is_shown(each)]

    def replies(self, post_id: str) -> dict[str, list[str]]:
        """The replies to each comment on this post that is shown."""
        shown = [each for each, its_post in self._posts.items() if its_post == post_id and self._is_shown(each)]
        return {each: self.below(each) for each in shown}

    def count(self, post_id: str) -> int:
        """How many comments the post has, without those that were deleted."""
        return sum(its_post == post_id and each not in self._deleted for each, its_post in self._posts.items())


def likes_of_comments(accepted: list[Write]) -> dict[str, set[str]]:
    """Who likes which comment when the writes are applied one after the other."""
    liked: dict[str, set[str]] = {}
    for write in accepted:
        if write.kind == "comment.like":
            liked.setdefault(write.resource_id, set()).add(write.actor_id)
        elif write.kind == "comment.unlike":
            liked.get(write.resource_id, set()).discard(write.actor_id)
    return liked
