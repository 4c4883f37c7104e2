"""What waits for a moderator, where its author and moderators ask for it as for any other post or comment."""

from collections.abc import Callable
from typing import TypeVar

from core.content.moderation import held_items
from core.platform.problems import Problem
from core.reads.items import Item
from web.http.guard import caller_id_or_none

T = TypeVar("T")


def or_held(noun: str, item_id: str, read: Callable[[str], T]) -> Item | T:
    """What `read` finds, or the same while it waits, if the caller may see that. Raises the Problem of `read`."""
    try:
        return read(item_id)
    except Problem:
        if found := seen_by_caller(noun, item_id):
            return found
        raise


def seen_by_caller(noun: str, item_id: str) -> Item | None:
    """The post or comment that waits, as the caller sees it; None when there is none, or not for them."""
    reader_id = caller_id_or_none()
    return held_items.find(noun, item_id, reader_id) if reader_id else None
