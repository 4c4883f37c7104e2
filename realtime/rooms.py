"""Rooms that everybody may enter who may read."""

import asyncio
import re

from core.content import posts
from core.platform.problems import Problem, ProblemKind
from core.writes.events import FEED

POST_ROOM = re.compile(r"post:([0-9a-f]{24})")


async def check_public(room: object) -> str:
    """The room, when it is `feed` or `post:<id>` of a post that is there. Raises Problem 403 or 404."""
    if room == FEED:
        return FEED
    found = POST_ROOM.fullmatch(room) if isinstance(room, str) else None
    if found is None:
        raise Problem(ProblemKind.NOT_YOUR_ROOM, "You may enter `feed` and `post:<id>`.")
    await asyncio.to_thread(posts.get, found[1])
    return found[0]
