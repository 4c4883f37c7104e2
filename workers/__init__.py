"""How a worker process starts. Before anything else: prometheus_client opens its files when it is imported."""

import os
from pathlib import Path

if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    Path(folder).mkdir(parents=True, exist_ok=True)
    # What an earlier run has counted is not ours; a counter may begin anew.
    for left_over in Path(folder).glob("*.db"):
        left_over.unlink()
