"""Cursors: opaque marks of a position in a feed. A page after a cursor is the same whatever was written meanwhile."""

import base64
import re

from core.platform.problems import Problem, ProblemKind

CURSOR = re.compile(r"(\d{1,15})-([0-9a-f]{24})")


def write_cursor(created_ms: int, item_id: str) -> str:
    """The opaque cursor that stands after this item."""
    return packed(f"{created_ms}-{item_id}".encode())


def read_cursor(cursor: str) -> tuple[int, str]:
    """Creation time (ms) and id of the item that the cursor stands after. Raises Problem 400."""
    match = unpacked(cursor, CURSOR)
    return int(match[1]), match[2]


def packed(plain: bytes) -> str:
    """These bytes as an opaque cursor."""
    return base64.urlsafe_b64encode(plain).decode().rstrip("=")


def unpacked(cursor: str, form: re.Pattern[str]) -> re.Match[str]:
    """The ASCII text that was packed into this cursor, which has this form. Raises Problem 400."""
    try:
        plain = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except ValueError:
        plain = ""
    if not (match := form.fullmatch(plain)):
        raise bad_cursor()
    return match


def bad_cursor() -> Problem:
    """400: no page gave this cursor, or one of another list did."""
    return Problem(ProblemKind.BAD_CURSOR, "Use the cursor exactly as a page gave it, or none to start at the top.")
