"""Beat's schedule: in memory, so that no damaged file can keep beat from starting. celeryconfig.py names it.

When beat starts, a job of the clean-up counts from its last run, which the journal knows: what fell due while beat was
away is made up for at once, and not a day later.
"""

from datetime import UTC, datetime
from typing import Any

import structlog
from celery import beat

from core.maintenance import cleanup_log
from core.servers.redis import UNAVAILABLE

_log = structlog.get_logger()


class Scheduler(beat.Scheduler):  # type: ignore[misc]
    """Celery's scheduler without its file."""

    def apply_async(self, entry: Any, producer: Any = None, advance: bool = True, **options: Any) -> Any:
        """As the base class; when RabbitMQ has closed the channel, the next one has a new one."""
        try:
            return super().apply_async(entry, producer, advance, **options)
        except beat.SchedulingError:
            if producer:
                producer.revive(self.connection)
            raise

    def setup_schedule(self) -> None:
        """Take the schedule from the settings, and the last runs from the journal; without it, all count from now."""
        super().setup_schedule()
        try:
            last_run_ms = cleanup_log.figures().last_run_ms
        except UNAVAILABLE as error:
            _log.warning("last_runs_unknown", error=type(error).__name__)
            return
        for entry in self.data.values():
            if entry.args and entry.task == "tasks.cleanup.clean_up" and (at_ms := last_run_ms.get(entry.args[0])):
                entry.last_run_at = datetime.fromtimestamp(at_ms / 1000, UTC)
