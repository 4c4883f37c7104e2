"""Exports of what people have here, made on the side."""

from core.exports import making
from tasks.app import app

# Shorter than a task may run (celeryconfig.py).
LIMIT_S = 8.0


@app.task
def make_exports() -> int:
    """Go on with the exports that are due; how many were finished. What it did not reach, the next run takes up."""
    return making.make_due(LIMIT_S)
