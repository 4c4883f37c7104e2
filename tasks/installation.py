"""Whether journal and MongoDB belong together, looked at on a schedule."""

from core.writes import installation
from tasks.app import app


@app.task
def check_stores() -> int:
    """Hold both stores against each other and log what is not as it must be; returns how many findings there are."""
    found = installation.check()
    installation.log(found)
    return len(found)
