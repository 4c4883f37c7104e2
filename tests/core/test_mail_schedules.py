"""When a mail is due."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.delivery.schedules import due_ms
from core.platform.clock import epoch_ms, rfc3339
from core.platform.settings import Settings
from core.schemas.inbox import Schedule


@pytest.fixture(autouse=True)
def _settings(configure: Callable[..., Settings]) -> None:
    configure(mail_digest_hour=7)


@pytest.mark.parametrize(
    ("schedule", "at", "due"),
    [
        # A Wednesday.
        ("at_once", "2026-11-25T10:00:00.123Z", "2026-11-25T10:00:00.123Z"),
        ("daily", "2026-11-25T06:59:59.999Z", "2026-11-25T07:00:00.000Z"),
        ("daily", "2026-11-25T07:00:00.000Z", "2026-11-26T07:00:00.000Z"),
        ("daily", "2026-12-31T23:00:00.000Z", "2027-01-01T07:00:00.000Z"),
        ("weekly", "2026-11-25T10:00:00.000Z", "2026-11-30T07:00:00.000Z"),
        ("weekly", "2026-11-30T06:00:00.000Z", "2026-11-30T07:00:00.000Z"),
        ("weekly", "2026-11-30T07:00:00.000Z", "2026-12-07T07:00:00.000Z"),
    ],
)
def test_a_digest_comes_at_its_hour(schedule: Schedule, at: str, due: str) -> None:
    found = due_ms(schedule, epoch_ms(at))
    assert found is not None and rfc3339(found) == due


def test_never_is_never() -> None:
    assert due_ms("never", 1) is None


@given(st.sampled_from(["daily", "weekly"]), st.integers(0, 4_102_444_800_000))
def test_the_next_digest_is_later_and_not_a_week_away(schedule: Schedule, at_ms: int) -> None:
    found = due_ms(schedule, at_ms)
    assert found is not None and 0 < found - at_ms <= (7 if schedule == "weekly" else 1) * 86_400_000
    assert datetime.fromtimestamp(found / 1000, UTC).hour == 7
