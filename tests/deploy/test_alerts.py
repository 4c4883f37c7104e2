"""Alerts and dashboard: each is about a metric that exists, tested, and explained to the operator."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from prometheus_client import generate_latest

from core.platform import metrics
from core.writes import canary
from realtime import metrics as live_metrics
from tasks import cleanup
from tests.support.scrapes import samples

DEPLOY = Path(__file__).parents[2] / "deploy"


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def expressions() -> list[str]:
    panels = json.loads((DEPLOY / "grafana/dashboards/social.json").read_text())["panels"]
    return [rule["expr"] for rule in rules()] + [each["expr"] for panel in panels for each in panel.get("targets", [])]


def test_every_alert_and_panel_is_about_a_metric_that_exists(scrape: Callable[[], str]) -> None:
    metrics.WRITE_SECONDS.labels("post.create").observe(1)
    metrics.FAILED_ATTEMPTS.labels("post.create", "false").inc()
    metrics.ANNOUNCEMENTS.labels("confirmed").inc()
    metrics.MQTT_CONNECTED.set(1)
    metrics.CACHE_READS.labels("post", "hit").inc()
    metrics.FILLS.labels("committed").inc()
    cleanup.clean_up("sessions")
    cleanup.report()
    canary.note("posts")
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
