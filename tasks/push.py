"""Pushes, in the queue of mails: they wait for the same reason, a server elsewhere, and are soon over."""

from core.delivery import pushes
from tasks.app import app

# Shorter than a task may run (celeryconfig.py), with the time-out of a service.
LIMIT_S = 8.0


@app.task
def send_pushes() -> dict[str, int]:
    """Send the pushes that are due; how many ended how. What it did not reach, the next run takes up."""
    return dict(pushes.send_due(LIMIT_S))
