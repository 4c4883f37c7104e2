"""Metrics of the whole system, as the API tells them: what is counted is what happened."""

import time
from collections.abc import Callable
from pathlib import Path

from core.maintenance import cleanup_log
from core.platform import metrics
from core.platform.settings import Settings, use
from core.servers import mqtt
from core.servers.mongo import collection
from core.servers.redis import journal as store
from core.servers.redis import key
from core.writes import canary
from tasks import cleanup, feeds
from tests.conftest import carry_out_pending
from tests.support.journal_writes import ADA, carry_out, delete, insert_user, new_post
from tests.support.scrapes import samples, value
from tests.support.servers import ServerAddresses
from tests.support.users import SignedIn

POST = {"title": "A title", "content": "Some content"}


def test_writes_are_counted_by_what_has_become_of_them(scrape: Callable[[], str]) -> None:
    insert_user(ADA)
    carry_out(new_post())
    carry_out(delete("post", "f" * 24))
    new_post()
    text = scrape()
    states = {
        state: value(text, "social_writes", state=state) for state in ("accepted", "applied", "rejected", "pending")
    }
    assert states == {"accepted": 3, "applied": 1, "rejected": 1, "pending": 1}
    assert value(text, "social_writes_imbalance") == 0
    assert value(text, "social_events_pending") == 1


def test_the_oldest_pending_write_is_the_oldest_and_not_the_next_one_due(scrape: Callable[[], str]) -> None:
    assert value(scrape(), "social_writes_oldest_pending_seconds", queue="posts") == 0
    old, _ = new_post(), new_post()
    store().hincrby(key("write", old.id), "at_ms", -90_000)
    store().zincrby(key("writes:pending:posts"), 60_000, old.id)
    assert 90 <= value(scrape(), "social_writes_oldest_pending_seconds", queue="posts") < 100


def test_hits_and_misses_are_counted_by_kind(scrape: Callable[[], str], sign_up: Callable[..., SignedIn]) -> None:
    ada = sign_up()
    href = ada.post("/posts", POST).get_json()["resource"]["href"].removeprefix("/api/v1")
    carry_out_pending()
    before = scrape()
    ada.get("/posts")
    feeds.fill_feed("feed:all")
    ada.get("/posts")
    ada.get(href)
    after = scrape()

    def counted(kind: str, result: str) -> float:
        labels = {"kind": kind, "result": result}
        return value(after, "social_cache_reads_total", **labels) - value(before, "social_cache_reads_total", **labels)

    assert (counted("feed", "miss"), counted("feed", "hit")) == (1, 1)
    assert (counted("post", "miss"), counted("post", "hit")) == (0, 2), "one came with its page, one by itself"
    fills = "social_cache_fills_total"
    assert value(after, fills, result="committed") - value(before, fills, result="committed") == 1


def test_requests_are_counted_by_route_and_not_by_address(
    scrape: Callable[[], str], sign_up: Callable[..., SignedIn]
) -> None:
    sign_up().get(f"/posts/{'e' * 24}")
    text = scrape()
    assert value(text, "social_http_requests_total", route="/api/v1/posts/<id:post_id>", status="404") >= 1
    assert value(text, "social_http_request_seconds_count", method="GET") >= 1
    assert "e" * 24 not in text


def test_clean_up_and_drift_are_shown_also_when_there_was_none(scrape: Callable[[], str]) -> None:
    text = scrape()
    assert ("social_drift_found_total", frozenset({("kind", "comment_count")})) in samples(text)
    cleanup_log.note_drift("comment_count", 2)
    cleanup.clean_up("sessions")
    cleanup.report()
    text = scrape()
    labels = {label for _, has in samples(text) for label, _ in has}
    assert not labels & {"job", "instance"}, "Prometheus sets these, and renames ours"
    assert value(text, "social_drift_found_total", kind="comment_count") == 2
    assert value(text, "social_cleanup_last_run_timestamp_seconds", cleanup="sessions") > 1e9
    assert ("social_cleanup_overdue_seconds", frozenset({("kind", "posts")})) in samples(text)


def test_what_cannot_be_read_is_said_and_the_rest_is_shown(scrape: Callable[[], str], servers: ServerAddresses) -> None:
    servers.kill("journal")
    try:
        text = scrape()
    finally:
        servers.start("journal")
    assert value(text, "social_scrape_ok", part="writes") == 0
    up = [value(text, "social_dependency_up", server=each) for each in ("journal", "mongo")]
    assert up == [0, 1]


def test_mqtt_is_not_connected_any_more_after_a_killed_process(servers: ServerAddresses, system: Settings) -> None:
    mqtt.disconnect()
    metrics.MQTT_CONNECTED.set(1)
    servers.kill("mosquitto")
    try:
        mqtt.connection()
        assert metrics.MQTT_CONNECTED._value.get() == 0
    finally:
        servers.start("mosquitto")
        mqtt.disconnect()


def test_a_server_that_hangs_does_not_hold_up_the_scrape(scrape: Callable[[], str], servers: ServerAddresses) -> None:
    scrape()
    servers.pause("journal")
    try:
        began = time.monotonic()
        text = scrape()
        # Prometheus gives up after ten seconds, and then has no figures at all.
        assert time.monotonic() - began < 10
    finally:
        servers.resume("journal")
    assert value(text, "social_dependency_up", server="journal") == 0
    # What MongoDB and the broker tell is there.
    assert value(text, "social_scrape_ok", part="disks") == value(text, "social_scrape_ok", part="queues") == 1
    assert value(text, "social_scrape_ok") == 3
    assert value(text, "social_http_requests_total", route="/metrics") >= 1


def test_o1_memory_disks_and_findings_are_figures(scrape: Callable[[], str], tmp_path: Path, system: Settings) -> None:
    use(system.model_copy(update={"disk_folders": f"logs={tmp_path}, gone=/nowhere/at/all"}))
    store().hset(key("installation"), "id", "another")
    collection("meta").update_one({"_id": "installation"}, {"$set": {"id": "one"}}, upsert=True)
    text = scrape()
    assert 0 < value(text, "social_journal_memory_used_ratio") < 1
    assert 0 < value(text, "social_disk_used_ratio", disk="mongo") <= 1
    assert 0 < value(text, "social_disk_used_ratio", disk="logs") <= 1
    assert 'disk="gone"' not in text
    assert value(text, "social_store_finding", finding="journal_foreign") == 1
    assert value(text, "social_store_finding") == 1


def test_o3_the_age_of_each_part_is_a_figure(scrape: Callable[[], str]) -> None:
    canary.note("events")
    store().hincrby(key("progress"), "events", -30_000)
    assert 30 <= value(scrape(), "social_part_age_seconds", part="events") < 60
