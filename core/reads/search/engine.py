"""What an engine of search has to give. `SEARCH_ENGINE` chooses one of those that there are (results.py)."""

from dataclasses import dataclass
from time import monotonic
from typing import Literal, Protocol

from core.platform.problems import Problem, ProblemKind
from core.reads.search.words import Query

Kind = Literal["posts", "comments", "people"]

# MongoDB takes no longer time.
TIME_MAX_MS = 2**31 - 1


@dataclass(frozen=True)
class Page:
    """Which part of the results is wanted: at most `limit` of those behind `after`, by `until_s` (monotonic)."""

    limit: int
    after: str
    until_s: float

    def is_over(self) -> bool:
        """Whether there is no time left."""
        return monotonic() >= self.until_s

    def left_ms(self) -> int:
        """The time that is left. Raises Problem 503 when there is none."""
        if (left_ms := int((self.until_s - monotonic()) * 1000)) < 1:
            raise too_slow()
        return min(left_ms, TIME_MAX_MS)


@dataclass(frozen=True)
class Found:
    """The ids of what was found, the best first, and the place behind the last of what was looked at: a text that only
    the engine can read, empty at the end. There may be more behind a page that is not full."""

    ids: list[str]
    after: str


class Engine(Protocol):
    """Finds ids. What they are the ids of is read elsewhere, so an engine may be late, and never shows anything old."""

    def find(self, kind: Kind, query: Query, page: Page) -> Found:
        """Those that have all words of the query, in an order of the engine's own that is the same for each page while
        nothing changes. Raises Problem 400 for a place that it did not give, 503 when the time was not enough."""
        ...


def too_slow() -> Problem:
    """503: it would take longer than it may."""
    return Problem(ProblemKind.SEARCH_TOO_SLOW, "Look for a word that is not so common, or try later.", retry_after_s=5)
