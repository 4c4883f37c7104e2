"""Clean-up on a schedule: the jobs are in core/maintenance/cleanup.py, their times in celeryconfig.py."""

import structlog

from core.maintenance import cleanup
from tasks.app import app

_log = structlog.get_logger()


@app.task
def clean_up(job: str) -> int:
    """One bounded run of this job; returns how much it removed. What it did not reach, the next run takes up."""
    result = cleanup.run(cleanup.JOBS[job])
    if not result.finished:
        clean_up.delay(job)
    _log.info("cleaned_up", job=job, removed=result.count, finished=result.finished)
    return result.count


@app.task
def report() -> None:
    """Measure how far behind the purge is."""
    cleanup.report()
