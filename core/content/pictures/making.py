"""Making a small picture of a file that somebody has sent, in a process that can do no harm (decoder.py)."""

import signal
import subprocess
import sys
from pathlib import Path

from core.content.pictures import decoder
from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.servers.pictures.store import PicturesUnavailableError

# By the clock: longer than the decoder may use a processor, and shorter than a batch may take (tasks/writes.py).
WITHIN_S = 5.0
FORMATS = "JPEG, PNG, WebP or GIF"
# How it ends when a decoder has a defect, or has used up its time: sending it again would change nothing.
CRASHES = (signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGFPE, signal.SIGILL, signal.SIGXCPU)


class MakingError(Exception):
    """The decoder was killed: it may be tried again, but not for ever."""


def made_of(sent: bytes) -> bytes:
    """The small picture of this file. Raises Problem 422 when it is none or too large, and when that is not known
    MakingError or PicturesUnavailableError."""
    command = [sys.executable, "-I", str(Path(decoder.__file__)), str(settings().picture_pixels_max)]
    try:
        done = subprocess.run(  # noqa: S603 - the program is ours, the file is its input
            command, input=sent, capture_output=True, env={}, cwd="/", timeout=WITHIN_S
        )
    except subprocess.TimeoutExpired:
        # It uses up its share of a processor first: this machine is busy.
        raise PicturesUnavailableError("the decoder got no time") from None
    if done.returncode == decoder.MADE:
        return done.stdout
    if done.returncode == decoder.TOO_LARGE:
        raise Problem(ProblemKind.PICTURE_TOO_LARGE, f"It has more than {settings().picture_pixels_max:,} pixels.")
    if done.returncode == decoder.NO_PICTURE or -done.returncode in CRASHES:
        raise Problem(ProblemKind.NOT_A_PICTURE, f"It is no {FORMATS}, or is damaged.")
    raise MakingError(f"the decoder ended with {done.returncode}")
