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
from tests.support.deploy.compose import SERVICES, environment_of
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


def test_prometheus_finds_by_name_every_container_of_compose_that_tells_figures() -> None:
    jobs = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text())["scrape_configs"]
    found = {each["job_name"]: each["dns_sd_configs"][0] for each in jobs}
    ports = {"social-api": "API_PORT", "social-realtime": "REALTIME_PORT", "social-worker": "METRICS_PORT"}
    ports |= {"flower": "FLOWER_PORT"}
    assert set(found) == set(ports)
    for job, variable in ports.items():
        telling = {name for name in SERVICES if variable in environment_of(name)}
        (name,) = found[job]["names"]
        assert {service for service in SERVICES if name in names_of(service)} == telling, job
        assert {int(environment_of(service)[variable]) for service in telling} == {found[job]["port"]}


def names_of(service: str) -> set[str]:
    """The names by which containers of the network `data` find a service."""
    networks = SERVICES[service].get("networks", [])
    if "data" not in networks:
        return set()
    return {service} | set(networks["data"]["aliases"] if isinstance(networks, dict) else ())
