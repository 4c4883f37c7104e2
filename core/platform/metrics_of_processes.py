"""The figures of all processes that count in PROMETHEUS_MULTIPROC_DIR, together."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector


class ProcessCollector(MultiProcessCollector):
    """As the base class, which fails on a file that a process has opened and not written to yet."""

    def collect(self) -> Iterable[Any]:
        """The figures in all files that have some."""
        files = [str(file) for file in Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).glob("*.db") if _has_figures(file)]
        merged: Iterable[Any] = self.merge(files, accumulate=True)  # type: ignore[no-untyped-call]
        return merged


def _has_figures(file: Path) -> bool:
    try:
        return file.stat().st_size > 0
    except FileNotFoundError:
        return False


def registry() -> CollectorRegistry:
    """A registry with these figures. Raises ValueError when PROMETHEUS_MULTIPROC_DIR is not set or no folder."""
    made = CollectorRegistry()
    ProcessCollector(made)  # type: ignore[no-untyped-call]
    return made
