"""Processes whose clock is wrong, for tests and benches: libfaketime out of Debian's packages."""

from pathlib import Path

from deploy.local.install.debian import unpack

FOLDER = Path(__file__).resolve().parent.parent.parent / ".local/faketime"


class NoWrongClockError(RuntimeError):
    """libfaketime cannot be had on this machine."""


def wrong_by(seconds: int) -> dict[str, str]:
    """The environment of a process whose wall clock is wrong by so many seconds. Raises NoWrongClockError."""
    if not FOLDER.exists() and not unpack("libfaketime", FOLDER):
        raise NoWrongClockError("libfaketime is not among the packages of this machine.")
    library = next(FOLDER.rglob("libfaketime.so.1"))
    return {"LD_PRELOAD": str(library), "FAKETIME": f"{seconds:+d}s", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
