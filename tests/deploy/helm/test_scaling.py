"""By what KEDA scales, and that `make check` finds what is wrong with the chart."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest

from core.writes import canary
from core.writes.kinds import WRITE_QUEUES
from deploy.helm import check, rendering, setting_schemas
from deploy.helm.rendering import LARGE, KubernetesObject
from realtime import metrics as live_metrics
from tests.support.deploy.chart import WHOLE, of_kind, pods
from tests.support.scrapes import samples


def named(thing: KubernetesObject) -> str:
    return str(thing["metadata"]["name"]).removeprefix(f"{rendering.RELEASE}-")


SCALED = {named(each): each["spec"] for each in of_kind("ScaledObject", WHOLE)}


def queries(spec: dict[str, Any]) -> list[tuple[str, dict[str, str]]]:
    """Metric and labels of each query of Prometheus."""
    found = []
    for trigger in spec["triggers"]:
        if trigger["type"] == "prometheus":
            parts = re.fullmatch(r"(?:max|sum)\((\w+)\{(.*)\}\)", trigger["metadata"]["query"])
            assert parts
            found.append((parts[1], dict(re.findall(r'(\w+)="([^"]*)"', parts[2]))))
    return found


def test_each_query_is_about_a_figure_of_this_installation_that_exists(scrape: Callable[[], str]) -> None:
    canary.note("posts")
    live_metrics.OPEN.labels("socket").set(0)
    scrape()
    there = samples(scrape() + generate_latest(live_metrics.REGISTRY).decode())
    asked = [each for spec in SCALED.values() for each in queries(spec)]
    assert len(asked) >= 8
    for metric, labels in asked:
        # The Prometheus operator adds it.
        assert labels.pop("namespace") == rendering.NAMESPACE
        assert any(metric == name and labels.items() <= set(has) for name, has in there), (metric, labels)


def test_a_worker_is_scaled_by_depth_and_oldest_age_of_its_own_queue() -> None:
    scaled = {name: [metric for metric, _ in queries(spec)] for name, spec in SCALED.items() if "worker" in name}
    assert scaled["worker-events"] == ["social_events_pending", "social_events_oldest_pending_seconds"]
    for queue in WRITE_QUEUES:
        asked = queries(SCALED[f"worker-{queue}"])
        assert [metric for metric, _ in asked] == ["social_writes_pending", "social_writes_oldest_pending_seconds"]
        assert all(labels["queue"] == queue for _, labels in asked)
    # How long the oldest message of these waits is no figure that there is.
    assert scaled["worker-cache"] == scaled["worker-maintenance"] == ["social_queue_backlog"]


def test_what_is_scaled_leaves_the_number_to_keda_and_exists() -> None:
    deployments = {named(each): each["spec"] for each in of_kind("Deployment", WHOLE)}
    assert "api-all" in SCALED and "realtime" in SCALED
    for name, spec in SCALED.items():
        assert spec["scaleTargetRef"] == {"name": f"social-{name}"}
        assert "replicas" not in deployments[name]
        assert 1 <= spec["minReplicaCount"] < spec["maxReplicaCount"]
    assert all("replicas" in spec for name, spec in deployments.items() if name not in SCALED)


def test_without_keda_nothing_is_scaled() -> None:
    assert not of_kind("ScaledObject", {})
    assert all(each["spec"]["replicas"] >= 1 for each in of_kind("Deployment", {}))


def test_a_misspelt_field_is_found_in_objects_of_kubernetes_and_of_operators() -> None:
    for kind, wrong, told in [
        ("Deployment", {"replica": 1}, "'replica'"),
        ("ScaledObject", {"maxReplicas": 1}, "'maxReplicas'"),
        ("ServiceMonitor", {"endpoint": []}, "'endpoint'"),
        ("HTTPRoute", {"hostname": "x"}, "'hostname'"),
    ]:
        thing = of_kind(kind, LARGE)[0]
        assert check.faults_of(thing) == []
        thing["spec"] |= wrong
        (fault,) = check.faults_of(thing)
        assert fault.startswith(f"{kind} {thing['metadata']['name']}: spec: ") and told in fault


def test_a_kind_without_a_schema_is_no_object_that_was_checked() -> None:
    thing = {"apiVersion": "example.org/v1", "kind": "Thing", "metadata": {"name": "x"}}
    assert check.faults_of(thing) == ["Thing x: there is no schema for example.org/v1 Thing"]


def test_each_switch_is_turned_once_in_the_values_that_are_checked() -> None:
    names = [name for name, _ in rendering.variants()]
    assert len(set(names)) == len(names)
    for path in rendering.switches():
        assert f"{'.'.join(path)} turned" in names
        assert pods(rendering.turned(LARGE | {"keda": {"enabled": False}}, ("flower", "enabled")))["flower"]
    assert ("keda", "enabled") in rendering.switches()


def test_helm_finds_nothing_to_complain_of() -> None:
    assert rendering.lint() == rendering.lint(LARGE) == []


def test_the_schema_of_values_has_the_settings_of_the_application(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert setting_schemas.main(["--check"]) == 0
    copied = tmp_path / "values.schema.json"
    shutil.copy(setting_schemas.SCHEMA, copied)
    copied.write_text(copied.read_text().replace('"BACKLOG_MAX"', '"BACKLOG"'))
    monkeypatch.setattr(setting_schemas, "SCHEMA", copied)
    assert setting_schemas.main(["--check"]) == 1
    assert setting_schemas.main([]) == 0 == setting_schemas.main(["--check"])
