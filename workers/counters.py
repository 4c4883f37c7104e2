"""The files with which a worker counts, fresh: workers/main.py imports this before anything else.

prometheus_client opens its files when it is imported, so the folder must be there, and empty, by then.
"""

import os
from pathlib import Path

if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    Path(folder).mkdir(parents=True, exist_ok=True)
    # What an earlier run has counted is not ours; a counter may begin anew.
    for left_over in Path(folder).glob("*.db"):
        left_over.unlink()
