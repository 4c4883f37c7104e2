"""Begins the watch in a process that a test has started: Python imports this before anything else."""

import os

if "SHARD_WATCH" in os.environ:
    from tests.support.sharding import watch

    watch.begin()
