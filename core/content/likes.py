"""Likes of posts and comments: one per person and item, and a counter at the item (core/content/edges.py)."""

from collections.abc import Iterable
from typing import Literal

from pymongo.client_session import ClientSession

from core.content import edges
from core.content.edges import Change, Edge
from core.platform.problems import Problem
from core.schemas.stored import StoredLike
from core.servers.sharding.filters import of_root
from core.writes.journal import Write

LikedNoun = Literal["post", "comment"]
LIKE = Edge("likes", "user_id", "item_id", "like_count", "unlike")


def id_of(user_id: str, item_id: str) -> str:
    """The `_id` of a user's like of an item."""
    return edges.id_of(user_id, item_id)


def change(session: ClientSession, noun: LikedNoun, writes: list[Write]) -> list[Change | Problem]:
    """Carry out these likes and withdrawals, all of posts or all of comments, in their order; what each did, or Problem
    404 if the item was deleted before. Raises MissingError."""
    return edges.change(session, LIKE, noun, writes, {})


def liked_among(user_id: str, item_ids: Iterable[str]) -> list[str]:
    """Those of these posts and comments that this user likes, in the order in which they were asked for."""
    return edges.ends_among(LIKE, user_id, item_ids)


def who_likes(item_id: str, limit: int, before: tuple[int, str] | None = None) -> list[StoredLike]:
    """The latest likes of this item, or those that come after one with this time (ms) and user id."""
    after = (before[0], id_of(before[1], item_id)) if before else None
    return edges.page(LIKE, of_root("likes", "item_id", item_id), limit, after)
