"""Mails in a queue of their own: a mail server that is slow keeps nothing else waiting."""

from core.delivery import mails
from tasks.app import app

# Shorter than a task may run (celeryconfig.py), with the time-out of the server.
LIMIT_S = 8.0


@app.task
def send_mails() -> dict[str, int]:
    """Send the mails that are due; how many ended how. What it did not reach, the next run takes up."""
    return dict(mails.send_due(LIMIT_S))
