"""Metrics: what is counted is what happened, in the API and in workers; every alert is about something real."""

import json
import os
import re
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from flask.testing import FlaskClient
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from core.maintenance import cleanup_log
from core.platform import metrics
from core.platform.settings import Settings, use
from core.servers import mqtt
from core.servers.mongo import collection
from core.servers.redis import journal as store
from core.servers.redis import key
from core.writes import attempts, backlog, canary
from deploy.local.ports import free_port
from realtime import metrics as live_metrics
from tasks import cleanup, feeds
from tests.conftest import carry_out_pending
from tests.support.journal_writes import ADA, carry_out, delete, insert_user, new_post
from tests.support.processes import Processes, answers, environment
from tests.support.servers import ServerAddresses
from tests.support.users import SignedIn
from tests.support.waiting import eventually

DEPLOY = Path(__file__).parents[2] / "deploy"
POST = {"title": "A title", "content": "Some content"}
Sample = tuple[str, frozenset[tuple[str, str]]]


def samples(text: str) -> dict[Sample, float]:
    """Each sample of a scrape by its name and labels."""
    families = text_string_to_metric_families(text)
    return {(each.name, frozenset(each.labels.items())): each.value for family in families for each in family.samples}


def value(text: str, name: str, **labels: str) -> float:
    """The sum of the samples with this name and these labels."""
    wanted = set(labels.items())
    return sum(number for (found, has), number in samples(text).items() if found == name and wanted <= has)


@pytest.fixture
def scrape(client: FlaskClient) -> Callable[[], str]:
    return lambda: client.get("/metrics").text


@pytest.fixture
def processes(system: Settings, tmp_path: Path) -> Iterator[Processes]:
    started = Processes(environment(system), tmp_path / "log")
    yield started
    started.stop()


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
    assert value(scrape(), "social_writes_oldest_pending_seconds") == 0
    old, _ = new_post(), new_post()
    store().hincrby(key("write", old.id), "at_ms", -90_000)
    store().zincrby(key("writes:pending"), 60_000, old.id)
    assert 90 <= value(scrape(), "social_writes_oldest_pending_seconds") < 100


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
    # What MongoDB tells is there.
    assert value(text, "social_scrape_ok") == value(text, "social_scrape_ok", part="disks") == 1
    assert value(text, "social_http_requests_total", route="/metrics") >= 1


def children_of(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_the_invariant_holds_at_every_scrape_while_a_worker_is_killed(processes: Processes, tmp_path: Path) -> None:
    """And the worker's own figures outlive its children."""
    insert_user(ADA)
    port, folder = free_port(), tmp_path / "metrics"
    folder.mkdir()
    (folder / "counter_7.db").touch()  # of an earlier run
    api = processes.start_api()
    worker = processes.start_worker(METRICS_PORT=str(port), PROMETHEUS_MULTIPROC_DIR=str(folder))
    processes.start_beat()
    applied, killed, imbalances = 0, False, set()

    def scraped() -> bool:
        nonlocal applied, killed
        if backlog.totals()["accepted"] < 100:
            new_post()
        text = requests.get(f"{api}/metrics", timeout=5).text
        imbalances.add(value(text, "social_writes_imbalance"))
        applied = int(value(text, "social_writes", state="applied"))
        if applied > 20 and not killed:
            for child in children_of(worker.pid):
                os.kill(child, signal.SIGKILL)
            killed = True
        return killed and applied > 60

    eventually(scraped, 90)
    assert imbalances == {0}
    # The killed children's successors count in the same files: 0 is the worker's main process.
    assert {each.stem.rpartition("_")[2] for each in folder.iterdir()} <= {"0", "1", "2"}
    eventually(lambda: backlog.totals()["pending"] == 0)
    own = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=5).text
    total = backlog.totals()["applied"]
    # A batch that a child had applied and not counted when it was killed is lost to the histogram, not to the journal.
    assert total - attempts.SIZES[0] <= value(own, "social_write_seconds_count") <= total
    assert eventually(
        lambda: value(requests.get(f"http://127.0.0.1:{port}/metrics", timeout=5).text, "social_mqtt_connected"), 20
    )


def test_who_only_looks_at_a_worker_leaves_its_figures_alone(system: Settings, tmp_path: Path) -> None:
    counted = tmp_path / "counter_1.db"
    counted.write_bytes(struct.pack("ii", 8, 0))
    environ = environment(system) | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", "from workers import main"], env=environ, cwd=DEPLOY.parent, check=True)
    assert counted.exists()


def test_an_api_process_that_ends_leaves_its_count_and_no_files(processes: Processes, tmp_path: Path) -> None:
    processes.env |= {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "api"), "API_PROCESSES": "1"}
    url = processes.start_api()
    arbiter = processes.started[-1].pid

    def health_checks() -> float:
        text = requests.get(f"{url}/metrics", timeout=5).text
        return value(text, "social_http_requests_total", route="/healthz")

    for _ in range(3):
        requests.get(f"{url}/healthz", timeout=5)
    before, files = health_checks(), sorted((tmp_path / "api").iterdir())
    (first,) = children_of(arbiter)
    os.kill(first, signal.SIGKILL)
    eventually(lambda: children_of(arbiter) not in ([], [first]))
    eventually(lambda: answers(url))
    assert health_checks() > before >= 3
    assert sorted((tmp_path / "api").iterdir()) == files


# Alerts and dashboard.


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def expressions() -> list[str]:
    panels = json.loads((DEPLOY / "grafana/dashboards/social.json").read_text())["panels"]
    return [rule["expr"] for rule in rules()] + [each["expr"] for panel in panels for each in panel.get("targets", [])]


def test_o1_memory_disks_and_findings_are_figures(scrape: Callable[[], str], tmp_path: Path, system: Settings) -> None:
    use(system.model_copy(update={"disk_folders": f"logs={tmp_path}, gone=/nowhere/at/all"}))
    store().hset(key("installation"), "id", "another")
    collection("meta").update_one({"_id": "installation"}, {"$set": {"id": "one"}}, upsert=True)
    text = scrape()
    assert 0 < value(text, "social_journal_memory_used_ratio") < 1
    assert 0 < value(text, "social_disk_used_ratio", disk="mongo") <= 1
    assert 0 < value(text, "social_disk_used_ratio", disk="logs") <= 1
    assert "gone" not in text
    assert value(text, "social_store_finding", finding="journal_foreign") == 1
    assert value(text, "social_store_finding") == 1


def test_o3_the_age_of_each_part_is_a_figure(scrape: Callable[[], str]) -> None:
    canary.note("events")
    store().hincrby(key("progress"), "events", -30_000)
    assert 30 <= value(scrape(), "social_part_age_seconds", part="events") < 60


def test_every_alert_and_panel_is_about_a_metric_that_exists(scrape: Callable[[], str]) -> None:
    metrics.WRITE_SECONDS.labels("post.create").observe(1)
    metrics.FAILED_ATTEMPTS.labels("post.create", "false").inc()
    metrics.ANNOUNCEMENTS.labels("confirmed").inc()
    metrics.MQTT_CONNECTED.set(1)
    metrics.CACHE_READS.labels("post", "hit").inc()
    metrics.FILLS.labels("committed").inc()
    cleanup.clean_up("sessions")
    cleanup.report()
    canary.note("writes")
    live_metrics.OPEN.labels("socket").set(0)
    live_metrics.DROPPED.labels("slow").inc()
    live_metrics.REFUSED.labels("CSRF").inc()
    scrape()
    there = {name for name, _ in samples(scrape() + generate_latest(live_metrics.REGISTRY).decode())}
    named = {name for each in expressions() for name in re.findall(r"\bsocial_\w+", each)}
    assert len(named) > 15 and named <= there


def test_every_alert_is_provoked_and_kept_silent_by_a_test() -> None:
    tested = [each["name"] for each in yaml.safe_load((DEPLOY / "prometheus/alerts_test.yml").read_text())["tests"]]
    assert sorted(tested) == sorted(f"{rule['alert']} {kind}" for rule in rules() for kind in ("fires", "is silent"))


def test_every_alert_is_explained_to_the_operator() -> None:
    headings = re.findall(r"^### (\w+)$", (DEPLOY.parent / "docs/operations.md").read_text(), re.MULTILINE)
    for rule in rules():
        assert rule["annotations"]["runbook_url"] == f"docs/operations.md#{rule['alert'].lower()}"
    assert [rule["alert"] for rule in rules()] == headings
