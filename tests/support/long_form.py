"""How much the slowest tests try: all of it with TEST_LONG=1 (`make test-long`), else a part that every run has time
for."""

import os
import sys

IS_LONG = os.environ.get("TEST_LONG") == "1"


def tries(whole: int, short: int) -> int:
    """How many examples a test tries now."""
    return whole if IS_LONG else short


def tell(figures: str) -> None:
    """Say what a test has measured: `make test-long` shows it, and so does a test that fails."""
    sys.stdout.write(f"{figures}\n")
