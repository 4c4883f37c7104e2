"""When there is a mail about what: at once, or with the next digest."""

from datetime import UTC, datetime, timedelta

from core.platform.settings import settings
from core.schemas.inbox import Schedule

MONDAY = 0


def due_ms(schedule: Schedule, at_ms: int) -> int | None:
    """When a mail about what came at this time is due; None: never. Digests come at MAIL_DIGEST_HOUR, weekly ones on
    Monday. Times are epoch milliseconds."""
    if schedule == "never":
        return None
    return at_ms if schedule == "at_once" else _next_digest_ms(at_ms, is_weekly=schedule == "weekly")


def _next_digest_ms(at_ms: int, *, is_weekly: bool) -> int:
    at = datetime.fromtimestamp(at_ms / 1000, UTC)
    digest = at.replace(hour=settings().mail_digest_hour, minute=0, second=0, microsecond=0)
    if digest <= at:
        digest += timedelta(days=1)
    if is_weekly:
        digest += timedelta(days=(MONDAY - digest.weekday()) % 7)
    return int(digest.timestamp() * 1000)
