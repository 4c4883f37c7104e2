"""Positions: how far a client has heard, as a text that only this module reads (docs/decisions/0018).

A position has for each log the number of its newest event: `00-b8_1f-2c`, log and number in hex digits. There is one
log.
"""

import re
from collections.abc import Mapping

TEXT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{1,14}(_[0-9a-f]{2}-[0-9a-f]{1,14}){0,255}")
DIGITS = re.compile(r"[0-9]{1,16}")
# What JSON carries without loss.
NUMBER_MAX = 2**53
THE_LOG = 0
Position = dict[int, int]


def write(position: Mapping[int, int]) -> str:
    """The text of a position, which has the number of the newest event of each log."""
    return "_".join(f"{log:02x}-{number:x}" for log, number in sorted(position.items()))


def of(number: int) -> str:
    """The text of the position after this event of the log."""
    return write({THE_LOG: number})


def read(given: object) -> Position | None:
    """The position of a text, or of an integer, which clients of the version before send; None when it is neither."""
    if isinstance(given, int) and not isinstance(given, bool):
        found = {THE_LOG: given}
    elif not isinstance(given, str):
        return None
    elif DIGITS.fullmatch(given):
        found = {THE_LOG: int(given)}
    elif TEXT.fullmatch(given):
        found = {int(log, 16): int(number, 16) for log, number in (part.split("-") for part in given.split("_"))}
    else:
        return None
    return found if all(0 <= number < NUMBER_MAX for number in found.values()) else None
