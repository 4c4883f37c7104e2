"""Highlights: a text around the words that were looked for, in parts, each of which is a hit or not."""

from collections.abc import Callable
from typing import TypedDict

from core.reads.search.words import Query, fold, tokens_in

# Characters of a text that are shown, and of those before the first hit.
SHOWN, BEFORE = 240, 60
GAP = "…"


class Part(TypedDict):
    """A piece of a text."""

    text: str
    hit: bool


def highlight(query: Query, text: str, *, is_whole: bool = False, begins: bool = False) -> list[Part]:
    """The text around its first hit, or all of it; without a hit, its beginning. `begins`: a word of the text is also a
    hit when it only begins with one of those.

    Each word of the text is looked at once, and none behind what is shown.
    """
    is_hit = _begins(query) if begins else lambda token: fold(token) in query.words
    start, end = (0, len(text)) if is_whole else _window(text, is_hit)
    parts = [Part(text=GAP, hit=False)] if start else []
    at = start
    for match in tokens_in(text, start):
        if match.end() > end:
            break
        if is_hit(match[0]):
            parts += [Part(text=text[at : match.start()], hit=False), Part(text=match[0], hit=True)]
            at = match.end()
    parts.append(Part(text=text[at:end] + (GAP if end < len(text) else ""), hit=False))
    return [part for part in parts if part["text"]]


def _begins(query: Query) -> Callable[[str], bool]:
    return lambda token: fold(token).startswith(query.words)


def _window(text: str, is_hit: Callable[[str], bool]) -> tuple[int, int]:
    first = next((match for match in tokens_in(text) if is_hit(match[0])), None)
    if first is None:
        return 0, SHOWN
    start = max(0, first.start() - BEFORE)
    # Not in the middle of a word, unless that is longer than what stands before a hit.
    space = text.find(" ", start, first.start()) if start else -1
    start = space + 1 if space >= 0 else start
    return start, max(start + SHOWN, first.end())
