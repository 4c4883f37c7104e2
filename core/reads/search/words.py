"""Words: of what somebody looks for, and of the texts that are looked through. Both are taken apart in the same way.

A word is a run of letters, digits, marks and underscores; case and accents do not count. MongoDB's text index (version
3, language `none`) parts texts in the same way, but for signs such as emoji, which belong to the word beside them.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from core.platform.problems import Problem, ProblemKind

LETTERS_MIN = 2
WORDS_MAX = 10


@dataclass(frozen=True)
class Query:
    """What somebody looks for: the text with single spaces, its words as they are written, each once, and folded."""

    text: str
    tokens: tuple[str, ...]
    words: tuple[str, ...]


@lru_cache(maxsize=1)
def _word() -> re.Pattern[str]:
    # `\w` has no marks: without them, a vowel of Hindi would end the word. All that follow each other are one range.
    marks = [n for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n))[0] == "M"]
    firsts = [n for n, before in zip(marks, [-1, *marks], strict=False) if n != before + 1]
    lasts = [n for n, after in zip(marks, [*marks[1:], -1], strict=True) if n != after - 1]
    ranges = "".join(f"{chr(first)}-{chr(last)}" for first, last in zip(firsts, lasts, strict=True))
    return re.compile(rf"[\w{ranges}]+")


@lru_cache(maxsize=20_000)
def fold(token: str) -> str:
    """The word without case, accents, and underscores around it."""
    if token.isascii():
        return token.lower().strip("_")
    plain = unicodedata.normalize("NFKD", token.casefold())
    return "".join(each for each in plain if unicodedata.category(each) != "Mn").casefold().strip("_")


def tokens_in(text: str, start: int = 0) -> Iterator[re.Match[str]]:
    """The words of this text from there on, with their positions."""
    return _word().finditer(text, start)


def has_all(words: tuple[str, ...], text: str) -> bool:
    """Whether the text has each of these folded words."""
    missing = set(words)
    for found in tokens_in(text):
        missing.discard(fold(found[0]))
        if not missing:
            return True
    return False


def read_query(text: str) -> Query:
    """What this text looks for: words, and nothing that commands. Raises Problem 422 without a word of two letters, and
    for more than WORDS_MAX words."""
    found: dict[str, str] = {}
    for match in tokens_in(text):
        if word := fold(match[0]):
            found.setdefault(word, match[0])
    if not any(len(word) >= LETTERS_MIN for word in found):
        raise _refused(f"Look for a word of at least {LETTERS_MIN} letters.")
    if len(found) > WORDS_MAX:
        raise _refused(f"Look for at most {WORDS_MAX} words.")
    return Query(" ".join(text.split()), tuple(found.values()), tuple(found))


def _refused(why: str) -> Problem:
    errors = [{"pointer": "/query/q", "message": why}]
    return Problem(ProblemKind.INVALID_REQUEST, "Not acceptable: /query/q.", errors=errors)
