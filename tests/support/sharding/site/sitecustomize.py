"""Begins the watch in a process that a test has started: Python imports this before anything else."""

import os
import sys
from pathlib import Path

if "SHARD_WATCH" in os.environ:
    # Last: a copy of the project runs its own code.
    sys.path.append(str(Path(__file__).parents[4]))
    from tests.support.sharding import watch

    watch.begin()
