"""The words and phrases that the operator has listed (GATE_WORDS_FILE): one in each line, `#` begins a remark."""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import structlog

from core.platform.settings import settings

_log = structlog.get_logger()
WORD = re.compile(r"\w+")


def folded(text: str) -> str:
    """The words of this text, as they are compared: in lower case, without accents or what stands between them, each
    with a space before and after it."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return f" {' '.join(WORD.findall(plain.casefold()))} "


@lru_cache(maxsize=2)
def _listed(path: str, _changed_ns: int) -> tuple[frozenset[str], tuple[str, ...]]:
    lines = (line.partition("#")[0] for line in Path(path).read_text(encoding="utf-8").splitlines())
    entries = [entry for line in lines if (entry := folded(line).strip())]
    # Words are looked up all at once; phrases one by one.
    return frozenset(each for each in entries if " " not in each), tuple(each for each in entries if " " in each)


def has_listed_word(text: str) -> bool:
    """Whether this text has one of them. The file is read again when it has changed; while it cannot be read, no text
    has one, and the log says so."""
    path = settings().gate_words_file
    if not path:
        return False
    try:
        words, phrases = _listed(path, Path(path).stat().st_mtime_ns)
    except (OSError, UnicodeError) as error:
        _log.warning("gate_words_unreadable", path=path, error=type(error).__name__)
        return False
    said = folded(text)
    return not words.isdisjoint(said.split()) or any(f" {phrase} " in said for phrase in phrases)
