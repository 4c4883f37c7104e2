"""The chart, held against docker-compose.yml: the same processes, health checks, settings and bounds."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core.platform.settings import Settings
from core.writes.kinds import QUEUES
from deploy.local.env_example import OF_PROCESSES
from tests.support.deploy.chart import WHOLE, Pod, of_kind, pods
from tests.support.deploy.compose import SERVICES, environment_of
from tests.support.processes import ROOT

PODS = pods(WHOLE)
# A pod of the chart, and the service of Compose that it is.
SAME = {
    "api-all": "api",
    "api-comments": "api",
    "realtime": "realtime",
    "frontend": "frontend",
    "beat": "beat",
    "flower": "flower",
    "mosquitto": "mosquitto",
}
WORKERS = sorted(name for name in PODS if name.startswith("worker-"))
OF_APPLICATION = sorted(name for name, pod in PODS.items() if pod.component not in ("frontend", "mosquitto"))
FIELDS = {name.upper(): field for name, field in Settings.model_fields.items()}
# What has another value where there is more than one machine, or is written by another name.
ADDRESSES = {"API_URL", "JWKS_URL", "REALTIME_URL", "SITE_URL", "MQTT_HOST", "MQTT_PUBLIC_HOST", "MQTT_PUBLIC_PORT"}
ADDRESSES |= {"MQTT_WS_URL"}
SECRET = {"BROKER_URL", "CACHE_URL", "FLOWER_BASIC_AUTH", "JOURNAL_URL", "MONGO_URL", "MQTT_PASSWORD"}
# Of Compose alone: .env has everybody's passwords there. And the default is what it says.
ELSEWHERE = {"MONGO_ROOT_PASSWORD", "GRAFANA_PASSWORD", "MONGO_DB"}


def words(command: str | list[str]) -> list[str]:
    return shlex.split(command) if isinstance(command, str) else list(command)


def compose_worker(queue: str) -> dict[str, Any]:
    """The service of Compose that carries out this queue."""
    found = [each for name, each in SERVICES.items() if name.startswith("worker-") and queue in queues_of(each)]
    assert len(found) == 1, queue
    return found[0]


def queues_of(service: dict[str, Any]) -> list[str]:
    command = words(service["command"])
    return command[command.index("-Q") + 1].split(",")


def without_queue(command: str | list[str]) -> str:
    """The command of a worker without what differs between queues."""
    return re.sub(r"-Q \S+ -c \d+ -n \S+@", "", shlex.join(words(command)))


@pytest.mark.parametrize(("pod", "service"), SAME.items())
def test_each_process_is_started_as_in_compose(pod: str, service: str) -> None:
    assert PODS[pod].container["command"] == words(SERVICES[service]["command"])


def test_there_is_a_worker_for_each_queue_that_is_started_as_in_compose() -> None:
    assert sorted(f"worker-{queue}" for queue in QUEUES) == WORKERS
    for queue in QUEUES:
        command = PODS[f"worker-{queue}"].container["command"]
        assert without_queue(command) == without_queue(compose_worker(queue)["command"])
        assert command[command.index("-Q") + 1] == queue
        assert command[command.index("-n") + 1] == f"{queue}@%h"


def test_every_lasting_process_of_compose_is_in_the_chart() -> None:
    # The data servers are the operators', as are Prometheus and Grafana; the Ingress is the proxy.
    others = {
        "mongod",
        "journal",
        "broker",
        "rabbitmq",
        "cache",
        "prometheus",
        "grafana",
        "proxy",
        "init",
        "admin",
        "database",
    }
    workers = {name for name in SERVICES if name.startswith("worker-")}
    assert set(SERVICES) - others - workers == set(SAME.values())


@pytest.mark.parametrize("name", ["beat", *WORKERS])
def test_the_probes_of_workers_and_beat_ask_whether_they_get_something_done(name: str) -> None:
    container = PODS[name].container
    part = name.removeprefix("worker-")
    for probe in ("readinessProbe", "livenessProbe"):
        assert container[probe]["exec"]["command"] == ["python", "-m", "workers.health", part]
    compose = SERVICES["beat"] if part == "beat" else compose_worker(part)
    test = compose["healthcheck"]["test"]
    assert test[1:4] == ["python", "-m", "workers.health"] and part in test[4].split(",")
    assert f"{container['readinessProbe']['timeoutSeconds']}s" == compose["healthcheck"]["timeout"]
    # Ready is what Compose calls healthy; to be killed takes longer than a server may be unavailable.
    assert container["livenessProbe"]["periodSeconds"] * container["livenessProbe"]["failureThreshold"] >= 300


@pytest.mark.parametrize("name", ["api-all", "api-comments", "realtime", "frontend", "flower"])
def test_the_probes_of_servers_ask_what_compose_asks(name: str) -> None:
    pod = PODS[name]
    asked = pod.container["readinessProbe"]["httpGet"]
    port = pod.ports[asked["port"]]
    assert f"http://127.0.0.1:{port}{asked['path']}'" in " ".join(SERVICES[SAME[name]]["healthcheck"]["test"])
    assert pod.ports[pod.container["livenessProbe"]["httpGet"]["port"]] == port


def test_mosquitto_is_asked_as_in_compose() -> None:
    asked = PODS["mosquitto"].container["readinessProbe"]["exec"]["command"][-1]
    assert asked.replace("$MQTT_USERNAME", "backend").replace('"backend"', "backend") == (
        SERVICES["mosquitto"]["healthcheck"]["test"][1].replace("$$", "$")
    )


def test_mosquitto_gets_the_configuration_and_the_access_rules_of_compose(tmp_path: Path) -> None:
    (first,) = PODS["mosquitto"].spec["initContainers"]
    for folder in ("data", "config"):
        (tmp_path / folder).mkdir()
    *shell, script = [word.replace("/mosquitto/data", f"{tmp_path}/data") for word in first["command"]]
    script = script.replace("/mosquitto/config", f"{tmp_path}/config")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    told = {"PATH": path, "MQTT_USERNAME": "backend", "MQTT_PASSWORD": "x", "MOSQUITTO_DATA": f"{tmp_path}/data"}
    subprocess.run([*shell, script], cwd=ROOT, env=told, check=True)
    mounted = {target: source for source, target, *_ in (each.split(":") for each in SERVICES["mosquitto"]["volumes"])}
    for target in ("config/mosquitto.conf", "data/conf.d/listener.conf"):
        assert (tmp_path / target).read_text() == (ROOT / mounted[f"/mosquitto/{target}"]).read_text()
    access = json.loads((tmp_path / "data/dynamic-security.json").read_text())
    assert [client["username"] for client in access["clients"]] == ["backend"]


def given(name: str) -> dict[str, str]:
    service = SAME.get(name) or next(
        each for each in SERVICES if name.startswith("worker-") and SERVICES[each] == compose_worker(name[7:])
    )
    return environment_of(service)


@pytest.mark.parametrize("name", [*SAME, *WORKERS])
def test_the_settings_of_each_process_are_those_of_compose(name: str) -> None:
    chart, compose = PODS[name].environment, given(name)
    assert set(compose) - ELSEWHERE - ({"FLOWER_BASIC_AUTH"} if name != "flower" else set()) <= set(chart)
    for variable in set(compose) & set(chart) - ADDRESSES - SECRET:
        assert str(compose[variable]) == chart[variable], variable


@pytest.mark.parametrize("name", OF_APPLICATION)
def test_every_variable_is_known_and_every_required_one_is_given(name: str) -> None:
    chart = PODS[name].environment
    passwords = {"BROKER_SECRET", "CACHE_SECRET", "JOURNAL_SECRET", "MONGO_SECRET"}
    assert set(chart) <= set(FIELDS) | set(OF_PROCESSES) | {"REMAP_SIGTERM"} | passwords
    assert {variable for variable, field in FIELDS.items() if field.is_required()} <= set(chart)


@pytest.mark.parametrize("name", OF_APPLICATION)
def test_the_settings_are_well_formed(name: str) -> None:
    urls = dict.fromkeys(SECRET, "redis://:x@somewhere:6379/0") | {"PICTURES_URL": "s3+https://key:x@somewhere/bucket"}
    chosen = {each: urls.get(each, value) for each, value in PODS[name].environment.items()}
    loaded = Settings(_env_file=None, **{each.lower(): value for each, value in chosen.items() if each in FIELDS})  # type: ignore[arg-type]
    assert loaded.partitions == 256 and loaded.trusted_proxies == 1


def test_a_large_number_and_a_fraction_reach_the_process_as_they_are_written() -> None:
    settings = {"RETENTION_DELETED_S": 2592000, "WAIT_MAX_S": 2.5, "PUBLIC_READS": True}
    chart = pods({"settings": settings})["beat"].environment
    assert [chart[name] for name in settings] == ["2592000", "2.5", "true"]


def test_memory_is_bounded_as_in_compose() -> None:
    for name, pod in PODS.items():
        service = SERVICES[SAME.get(name, "beat")] if not name.startswith("worker-") else compose_worker(name[7:])
        limit = pod.container["resources"]["limits"]["memory"]
        assert limit == service["mem_limit"].replace("m", "Mi").replace("g", "Gi"), name
        assert pod.container["resources"]["requests"]["memory"]


def seconds(pod: Pod) -> int:
    return int(pod.spec["terminationGracePeriodSeconds"])


def test_whoever_ends_has_the_time_of_compose() -> None:
    for name, pod in PODS.items():
        service = SERVICES[SAME.get(name, "beat")]
        drains = pod.container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
        assert f"{seconds(pod) - drains}s" == service["stop_grace_period"], name
        assert bool(drains) == (pod.component in ("api", "realtime", "frontend"))


def test_one_beat_alone_says_when() -> None:
    (beat,) = (each for each in of_kind("Deployment") if each["metadata"]["name"].endswith("beat"))
    assert beat["spec"]["replicas"] == 1 and beat["spec"]["strategy"] == {"type": "Recreate"}


def test_the_migration_runs_before_anything_is_replaced() -> None:
    (job,) = of_kind("Job")
    assert job["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
    assert PODS["migration"].container["command"] == ["flask", "admin", "db", "migrate"]
    # Nothing that it needs is made by the chart: it runs before all of that.
    assert not PODS["migration"].container.get("envFrom") and "serviceAccountName" not in PODS["migration"].spec
