"""Accounts that are deleted, when the time to think is over."""

from core.erasure import erasing
from tasks.app import app
from tasks.writes import submit

# Shorter than a task may run (celeryconfig.py).
LIMIT_S = 8.0


@app.task
def erase_accounts() -> int:
    """Go on with the accounts that are due; how many were finished. What it did not reach, the next run takes up."""
    return erasing.erase_due(LIMIT_S, submit)
