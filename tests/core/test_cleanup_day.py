"""A simulated day of the clean-up: exactly the stale things are gone after it, however many beats there are."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from celery.schedules import crontab

from core.maintenance import cleanup_log
from core.platform.clock import now_ms
from core.platform.settings import Settings
from core.servers.cache_partitions import key as cache_key
from core.servers.mongo import db
from core.servers.redis import cache_store
from core.servers.redis import journal as store
from tasks import cleanup as tasks
from tasks.app import app as celery
from tests.support.aged import HOUR_MS, a_comment, a_post, a_receipt, a_session, left
from tests.support.journal_writes import ADA, insert_user
from tests.support.keys import keys_like

DAY_MS = 24 * HOUR_MS


@pytest.fixture(autouse=True)
def ada(system: Settings) -> None:
    insert_user(ADA)


def everything(system: Settings, before_ms: int) -> dict[str, Any]:
    """One of each kind of thing, of which each boundary was passed `before_ms` ago (or will be, when negative)."""
    retention_ms = system.retention_deleted_s * 1000
    post = a_post()
    made = {
        "posts": {a_post(retention_ms + before_ms)},
        "comments": {a_comment(post, retention_ms + before_ms)},
        "session": {a_session(system.refresh_ttl_s * 1000 + before_ms)},
        "write": {a_receipt(system.receipt_ttl_s * 1000 + before_ms)},
    }
    return made | {"live": {post}}


def what_is_left() -> dict[str, set[str]]:
    return {name: left(name) for name in ("posts", "comments")} | {
        kind: {name.decode().rpartition(":")[2] for name in keys_like(store(), f"{kind}:*")}
        for kind in ("session", "write")
    }


def due_in(hour: int) -> list[tuple[str, ...]]:
    """The clean-up's entries of the beat schedule that are due in this hour of the day, with their arguments."""
    entries = [each for each in celery.conf.beat_schedule.values() if each["task"].startswith("tasks.cleanup.")]
    schedules = [(each["schedule"], each.get("args", ())) for each in entries]
    return [args for at, args in schedules if isinstance(at, crontab) and hour in at.hour]


def three_beats(hour: int) -> None:
    """What three beats would start in this hour, at the same time."""
    calls = [args for args in due_in(hour) for _ in range(3)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda args: tasks.clean_up(*args) if args else tasks.report(), calls))


@pytest.mark.parametrize("beats", [1, 3])
def test_after_a_simulated_day_exactly_the_stale_things_are_gone(
    system: Settings, monkeypatch: pytest.MonkeyPatch, beats: int
) -> None:
    monkeypatch.setattr("core.maintenance.drift.SETTLE_S", 0)
    # Long past; passed during the day, before and after the nightly run; an hour after the day; far in the future.
    stale = [everything(system, ms) for ms in (30 * DAY_MS, HOUR_MS)]
    hourly = everything(system, -20 * HOUR_MS)
    fresh = [everything(system, ms) for ms in (-25 * HOUR_MS, -60 * DAY_MS)]
    # The purge is nightly, at four: what passes its boundary later in the day is next night's.
    db()["comments"].insert_one({"_id": "d" * 24, "p": 0xDD, "post_id": "e" * 24, "deleted": False})
    cache_store().set(cache_key("post:endless"), "x")
    start_ms = now_ms()
    for hour in range(24):
        for module in ("retention", "journal_expiry"):
            monkeypatch.setattr(f"core.maintenance.{module}.now_ms", lambda hour=hour: start_ms + (hour + 1) * HOUR_MS)
        if beats == 3:
            three_beats(hour)
        else:
            for args in due_in(hour):
                tasks.clean_up(*args) if args else tasks.report()
    remaining = what_is_left()
    for each in stale:
        for kind in ("posts", "comments", "session", "write"):
            assert not each[kind] & remaining[kind], f"stale {kind} are left"
    for each in fresh:
        for kind in ("posts", "comments", "session", "write"):
            assert each[kind] <= remaining[kind], f"fresh {kind} are gone"
        assert each["live"] <= remaining["posts"]
    assert hourly["posts"] <= remaining["posts"] and hourly["comments"] <= remaining["comments"]
    assert not hourly["session"] & remaining["session"] and not hourly["write"] & remaining["write"]
    assert "d" * 24 not in remaining["comments"] and not cache_store().exists(cache_key("post:endless"))
    assert cleanup_log.figures().drift == {}, "the clean-up itself made nothing differ"
