"""A plain model in memory to hold the system against, and a walk through what it shows."""

from typing import Any

import orjson

from core.reads import feeds, indexes
from core.reads.cursors import read_cursor
from core.reads.feeds import Span
from core.writes.journal import Write


def walk(name: str, order: str, limit: int) -> list[dict[str, Any]]:
    """Every item of a feed, by its cursors."""
    shown: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = feeds.page(indexes.named(name), Span(order, limit, cursor))  # type: ignore[arg-type]
        shown += orjson.loads(page.items)
        if page.next_cursor is None:
            assert len({each["id"] for each in shown}) == len(shown), "promise 6: an item twice"
            return shown
        cursor = read_cursor(page.next_cursor)


def serially(accepted: list[Write]) -> dict[str, dict[str, Any]]:
    """What is to be seen when the writes are applied one after the other, in the order of their acceptance."""
    model: dict[str, dict[str, Any]] = {}
    for write in accepted:
        if write.kind == "post.create":
            model[write.resource_id] = {"title": write.body["title"], "content": write.body["content"], "comments": []}
        elif write.kind == "post.edit" and write.resource_id in model:
            model[write.resource_id].update(write.body["changes"])
        elif write.kind == "post.delete":
            model.pop(write.resource_id, None)
        elif write.kind == "comment.create" and write.body["post_id"] in model:
            model[write.body["post_id"]]["comments"].append(write.resource_id)
        elif write.kind == "comment.delete":
            for post in model.values():
                post["comments"] = [each for each in post["comments"] if each != write.resource_id]
    at = {write.resource_id: (write.at_ms, write.resource_id) for write in accepted if write.kind.endswith("create")}
    for post in model.values():
        post["comments"].sort(key=lambda each: at[each])
    return dict(sorted(model.items(), key=lambda each: at[each[0]]))
