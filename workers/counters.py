"""Where a worker counts: workers/main.py imports this before anything else.

prometheus_client opens its files as soon as there is something to count, so the folder must be there by then.
"""

import os
from pathlib import Path

from celery.utils.log import current_process_index
from prometheus_client import values

FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR")

if FOLDER:
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    # A child goes on in the files of its predecessor in the pool; with files by process id, each would leave some.
    values.ValueClass = values.MultiProcessValue(lambda: current_process_index() or 0)  # type: ignore[misc, no-untyped-call]


def begin_anew() -> None:
    """Remove what the children of an earlier run have counted; a counter may begin anew.

    For a worker that begins, before it has children: `celery purge` imports this too, beside a worker that counts.
    """
    # Place 0 is this process, which has opened its files already and counts nothing.
    for left_over in Path(FOLDER).glob("*_[1-9]*.db") if FOLDER else ():
        left_over.unlink()
