"""Rankings: the posts of the feed, or the comments of a thread, by what readers like instead of by time.

Scores change while somebody reads, so a ranking is made in editions: the ids in their order at one moment, which stay
as they are. A cursor names its edition, so that its pages skip and repeat nothing (docs/decisions/0034). The items
come from the cache, as everywhere, and are as they are now.
"""

import re
from dataclasses import dataclass
from typing import Any, get_args

from core.platform.metrics import cache_reads
from core.platform.problems import Problem, ProblemKind, unavailable
from core.reads import feeds, threads
from core.reads.cursors import packed, unpacked
from core.reads.indexes import Index
from core.reads.indexes import named as index_named
from core.reads.leases import random_token
from core.reads.ranked_documents import RANKED_MAX, By, Within, ranked_ids
from core.servers.piggybacks import Piggyback, ask_piggybacked
from core.servers.redis import UNAVAILABLE, cache_store
from core.servers.scripts import script

# After so long a reader has a new edition made, and is answered with the one that there is.
FRESH_MS = 30_000
# For how long after its last page an edition is kept for those who go on reading it.
EDITION_LIFE_S = 1800
# A worker that makes an edition and dies is waited for so long.
MAKING_S = 10
CURSOR = re.compile(r"([0-9a-f]{16})-(\d{1,4})")


@dataclass(frozen=True)
class Ranking:
    """One order of one index; `within` is how old its items may be."""

    index: Index
    by: By
    within: Within = "all"

    @property
    def name(self) -> str:
        """Its name in Redis, and in the messages that ask for an edition."""
        return f"ranking:{self.by}:{self.within}:{self.index.name}"


@dataclass(frozen=True)
class RankedPage:
    """One page: its items as a JSON array, and the cursor of the next page if there is one. `wants_edition` is the
    ranking of which a new edition should be made now, if one should."""

    items: bytes
    next_cursor: str | None
    wants_edition: str = ""


def named(name: str) -> Ranking:
    """The ranking of this name. Raises LookupError."""
    parts = name.split(":", 3)
    if len(parts) < 4 or parts[0] != "ranking" or parts[1] not in get_args(By) or parts[2] not in get_args(Within):
        raise LookupError(f"no ranking {name}")
    return Ranking(index_named(parts[3]), *parts[1:3])  # type: ignore[arg-type]


def page(ranking: Ranking, limit: int, cursor: str | None, piggyback: Piggyback) -> RankedPage:
    """One page of the present edition, or of the one that the cursor names.

    Raises Problem 400 for a bad cursor, 404 when the post or comment of this thread is gone, 410 when the edition of
    the cursor is not kept any more, and 503 when the cache is unavailable.
    """
    edition, offset = unpacked(cursor, CURSOR).groups() if cursor else ("", "0")
    try:
        answer = _ask(ranking, [edition, offset, limit], piggyback)
        feeds.check_owner(ranking.index)
        if not answer and not edition:
            make_edition(ranking)
            answer = _ask(ranking, ["", offset, limit], None)
    except UNAVAILABLE:
        raise unavailable("The cache") from None
    if not answer:
        raise Problem(ProblemKind.CURSOR_EXPIRED, "This ranking has been made anew since. Start again, without cursor.")
    made, length, is_stale, ids = answer
    cache_reads(f"{ranking.by}_{ranking.index.kind}", "hit").inc()
    after = int(offset) + len(ids)
    following = packed(f"{made.decode()}-{after}".encode()) if after < length else None
    return RankedPage(_items(ranking.index.noun, ids), following, ranking.name if is_stale else "")


def _ask(ranking: Ranking, wanted: list[Any], piggyback: Piggyback | None) -> Any:
    args = [ranking.name, *wanted, FRESH_MS, MAKING_S, EDITION_LIFE_S]
    if piggyback:
        return ask_piggybacked(cache_store(), "ranked_ids", args, piggyback, of=ranking.name)
    return script(cache_store(), "ranked_ids")(*args, of=ranking.name)


def _items(noun: str, ids: list[bytes]) -> bytes:
    names = [f"{noun}:{each.decode()}" for each in ids]
    return threads.page_json(*threads.get(names))


def make_edition(ranking: Ranking) -> int:
    """Read the order from MongoDB and make it the present edition; return how many items it has.

    Two at once make two editions, of which the last one stays the present. Raises redis' errors.
    """
    ids = ranked_ids(ranking.index, ranking.by, ranking.within, RANKED_MAX)
    script(cache_store(), "keep_edition")(ranking.name, random_token(), EDITION_LIFE_S, *ids, of=ranking.name)
    return len(ids)
