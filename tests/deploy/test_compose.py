"""Compose, held against the settings, the Procfile and the repository, so that none of them drifts from the others."""

import re
import shlex

import pytest
from honcho.environ import parse_procfile

from core.platform.settings import Settings
from core.writes.kinds import NOUN_QUEUES
from deploy.local.env_example import OF_PROCESSES
from deploy.make_env import VARIABLES
from tests.support.deploy.compose import APPLICATIONS, COMPOSE, ONE_SHOT, SERVICES, environment_of, references, resolved
from tests.support.processes import ROOT

FIELDS = {name.upper(): field for name, field in Settings.model_fields.items()}
OURS = sorted(APPLICATIONS | {"database", "admin"})
# What else the containers of the application are told, and whom it is for.
NOT_SETTINGS = {
    "REMAP_SIGTERM": "Celery: a gentle end",
    "MONGO_MEMBER": "deploy/first_start.py",
    "MONGO_ROOT_PASSWORD": "deploy/first_start.py; empty elsewhere",
    "MONGO_PASSWORD": "deploy/first_start.py",
    "GRAFANA_PASSWORD": "nobody, so it is empty",
}
SECRETS = {name for name, variable in VARIABLES.items() if variable.is_secret}


@pytest.mark.parametrize("service", OURS)
def test_every_variable_of_a_container_is_known(service: str) -> None:
    assert set(environment_of(service)) <= set(FIELDS) | set(OF_PROCESSES) | set(NOT_SETTINGS)


@pytest.mark.parametrize("service", OURS)
def test_every_required_setting_is_given(service: str) -> None:
    assert {name for name, field in FIELDS.items() if field.is_required()} <= set(environment_of(service))


@pytest.mark.parametrize("service", OURS)
def test_the_settings_given_are_well_formed(service: str) -> None:
    given = {name.lower(): resolved(str(value)) for name, value in environment_of(service).items() if name in FIELDS}
    chosen = Settings(_env_file=None, **given)  # type: ignore[arg-type]
    assert "${" not in str(chosen) and chosen.mongo_url.startswith("mongodb://social:x")


def command_of(service: str) -> list[str]:
    command = SERVICES[service]["command"]
    return without_variables(shlex.split(command) if isinstance(command, str) else command)


def without_variables(words: list[str]) -> list[str]:
    """A command without what differs between a laptop and a container: the variables in front."""
    return words[next(n for n, word in enumerate(words) if word != "env" and "=" not in word) :]


def as_in_an_image(line: str) -> list[str]:
    """A command of the pages as it would be in their image: in its folder, on its port, asked by other containers."""
    line = line.replace(" frontend ", " ").replace("frontend/", "")
    return shlex.split(line.replace("127.0.0.1", "0.0.0.0").replace("$PAGES_PORT", "3000"))


def test_the_procfile_and_compose_run_the_same_processes() -> None:
    processes = parse_procfile((ROOT / "Procfile").read_text()).processes
    assert APPLICATIONS | {"frontend", "proxy"} <= set(processes) <= set(SERVICES)
    assert as_in_an_image(processes["frontend"]) == command_of("frontend")
    for service in APPLICATIONS:
        assert command_of(service) == without_variables(shlex.split(processes[service])), service


def test_compose_refers_to_what_make_env_writes() -> None:
    # The address of the broker is a setting that .env may have, and not written by itself.
    found = [each for each in references() if each[0] != "BROKER_URL"]
    # And these may be removed, for a site without pushes or second factors: they come with the whole file.
    assert {name for name, _, _ in found} == set(VARIABLES) - {"PUSH_KEY", "FACTOR_KEY"}
    for name, kind, default in found:
        variable = VARIABLES[name]
        # A password has no default; what has one is the same on both sides.
        assert kind == ("?" if variable.is_secret else "-"), name
        assert variable.is_secret or default == variable.first(), name


def test_no_container_gets_a_secret_that_is_not_its_own() -> None:
    # They have .env as a file of settings; what the passwords of others are is no setting.
    for service in APPLICATIONS:
        own = {"flower": {"FLOWER_BASIC_AUTH"}}.get(service, set()) | {"MQTT_PASSWORD"}
        given = environment_of(service)
        hidden = {"MONGO_ROOT_PASSWORD", "GRAFANA_PASSWORD", "FLOWER_BASIC_AUTH"} - own
        assert {name for name in SECRETS & set(given) if given[name]} <= own, service
        assert all(given[name] == "" for name in hidden), service


def test_the_private_keys_are_where_they_are_used() -> None:
    holders = {
        name for name, service in SERVICES.items() if any("keys:" in each for each in service.get("volumes", []))
    }
    assert holders == {"init", "api", "admin"}


def test_security_a28_nothing_is_published_on_all_interfaces() -> None:
    published = {name: port for name, service in SERVICES.items() for port in service.get("ports", [])}
    assert set(published) == {"proxy", "mosquitto", "flower", "grafana"}
    for name, port in published.items():
        operators = name in ("flower", "grafana")
        assert port.startswith("127.0.0.1:" if operators else "${BIND_ADDRESS:-127.0.0.1}:"), port


def test_the_data_servers_have_no_way_out() -> None:
    assert COMPOSE["networks"]["data"] == {"internal": True}
    outside = {name for name, service in SERVICES.items() if "edge" in service.get("networks", [])}
    assert outside == {"proxy", "frontend", "api", "realtime", "mosquitto", "flower", "grafana", "worker-mail"}
    assert all("data" in SERVICES[name]["networks"] for name in set(SERVICES) - {"proxy", "frontend", "init"})
    assert SERVICES["init"]["network_mode"] == "none"


@pytest.mark.parametrize("name", sorted(set(SERVICES) - ONE_SHOT))
def test_every_lasting_service_is_watched_and_started_again(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["healthcheck"]["test"]


def test_workers_and_beat_are_healthy_when_they_get_something_done() -> None:
    for name in APPLICATIONS - {"api", "realtime", "flower"}:
        part = ",".join(NOUN_QUEUES) if name == "worker-writes" else name.removeprefix("worker-")
        assert SERVICES[name]["healthcheck"]["test"] == ["CMD", "python", "-m", "workers.health", part]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_security_a37_every_container_is_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"] and service["pids_limit"] and service["logging"]["options"]["max-size"]
    assert service.get("user") != "root" or name == "init"
    # These images name a user of their own.
    own = ("social", "social-frontend", "grafana/grafana", "prom/prometheus")
    assert service.get("user") or service["image"].split(":")[0] in own


@pytest.mark.parametrize(("file", "user"), [("Dockerfile", "social"), ("frontend/Dockerfile", "node")])
def test_security_a37_no_image_runs_as_root(file: str, user: str) -> None:
    lines = (ROOT / file).read_text().splitlines()
    assert [line for line in lines if line.startswith("USER ")] == [f"USER {user}"]


def test_every_dependency_is_waited_for() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            lasting = other not in ONE_SHOT
            wanted = {"service_healthy"} | ({"service_started"} if name == "database" else set())
            assert how["condition"] in (wanted if lasting else {"service_completed_successfully"}), (name, other)


def test_every_file_that_is_mounted_is_in_the_repository() -> None:
    mounts = [volume.split(":") for service in SERVICES.values() for volume in service.get("volumes", [])]
    own = [each for each in mounts if each[0].startswith(".")]
    assert len(own) >= 7
    for source, *_, mode in own:
        assert (ROOT / source).exists() and mode == "ro", source


def test_every_volume_is_declared_and_used() -> None:
    mounts = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    named = {source for source in mounts if re.fullmatch(r"[\w-]+", source)}
    assert named | {"certificates"} == set(COMPOSE["volumes"])
