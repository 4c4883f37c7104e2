"""The edit window: for how long after it was written a post or a comment may be edited (`EDIT_WINDOW_S`; 0: always)."""

from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings

# Messages may be edited at any time.
NOUNS = ("post", "comment")
UNITS_S = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}


def end_ms(created_ms: int) -> int | None:
    """Until when what was created then may be edited, that millisecond included; None: always."""
    window_s = settings().edit_window_s
    return created_ms + window_s * 1000 if window_s else None


def check(noun: str, created_ms: int, at_ms: int) -> None:
    """Raises Problem 403 when `at_ms` is too late to edit this."""
    end = end_ms(created_ms) if noun in NOUNS else None
    if end is not None and at_ms > end:
        length = in_words(settings().edit_window_s)
        raise Problem(ProblemKind.TOO_LATE, f"A {noun} can be edited for {length} after it was written.")


def in_words(length_s: int) -> str:
    """`15 minutes` for 900: in the largest unit that needs no fraction."""
    unit, size_s = next((unit, size_s) for unit, size_s in UNITS_S.items() if length_s % size_s == 0)
    count = length_s // size_s
    return f"{count} {unit}{'' if count == 1 else 's'}"
