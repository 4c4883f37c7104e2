"""Where a worker counts: workers/main.py imports this before anything else.

prometheus_client opens its files as soon as there is something to count, so the folder must be there by then.
"""

import itertools
import json
import os
import struct
import sys
from pathlib import Path

from celery.utils.log import current_process_index
from prometheus_client import values
from prometheus_client.mmap_dict import MmapedDict

# The least that one figure takes in a file.
FIGURE_BYTES = 24
FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR")


def is_whole(file: Path) -> bool:
    """Whether prometheus_client can read this file of figures; a damaged one would end the process that opens it."""
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            used = int.from_bytes(opened.read(4), sys.byteorder, signed=True)
        if size < 8 or not 0 <= used <= size:
            return False
        figures = MmapedDict.read_all_values_from_file(file)  # type: ignore[no-untyped-call]
        keys = [json.loads(key) for key, *_ in itertools.islice(figures, size // FIGURE_BYTES + 1)]
        return len(keys) <= size // FIGURE_BYTES and all(len(key) == 4 for key in keys)
    except (OSError, RuntimeError, ValueError, TypeError, struct.error):
        return False


if FOLDER:
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    for _file in Path(FOLDER).glob("*.db"):
        if not is_whole(_file):
            _file.unlink(missing_ok=True)
    # A child goes on in the files of its predecessor in the pool; with files by process id, each would leave some.
    values.ValueClass = values.MultiProcessValue(lambda: current_process_index() or 0)  # type: ignore[misc, no-untyped-call]


def begin_anew() -> None:
    """Remove what the children of an earlier run have counted; a counter may begin anew.

    For a worker that begins, before it has children: `celery purge` imports this too, beside a worker that counts.
    """
    # Slot 0 is this process, which has opened its files already and counts nothing.
    for left_over in Path(FOLDER).glob("*_[1-9]*.db") if FOLDER else ():
        left_over.unlink()
