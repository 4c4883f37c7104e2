"""Every setting is described and used, and nothing is read from the environment that is not described."""

import re
from pathlib import Path

import pytest

from core.platform.delivery_settings import DeliverySettings
from core.platform.settings import Settings
from deploy.local.env_example import example
from tests.support.deploy.compose import TEXT
from tests.support.processes import ROOT

FOLDERS = ("core", "tasks", "web", "realtime", "workers", "deploy")
FILES = [ROOT / "celeryconfig.py", *(path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")))]
SOURCES = {path: path.read_text() for path in FILES}
DESCRIBED = set(re.findall(r"^([A-Z_]+)=", example(), re.MULTILINE))
# Read from the environment, but nothing that an operator sets.
NOT_FOR_OPERATORS = {
    "ENV_FILE": "where the settings themselves are",
    "PATH": "the machine's",
    "DEBUG_PORT": "a developer's, of `make api DEBUG=1`",
    "MOSQUITTO_DATA": "Compose tells deploy/first_start.py",
    "CERTIFICATES_DIR": "Compose tells deploy/first_start.py",
    "MONGO_KEY_DIR": "Compose tells deploy/first_start.py",
    "MONGO_MEMBER": "Compose tells deploy/first_start.py",
}


def test_the_example_is_current() -> None:
    assert (ROOT / ".env.example").read_text() == example()


def test_the_example_has_every_setting() -> None:
    assert {name.upper() for name in Settings.model_fields} <= DESCRIBED


def uses(name: str) -> list[Path]:
    """The files that read this setting."""
    patterns = [rf"(settings\(\)|chosen)\.{name}\b", rf'takes_bytes_of="{name}"']
    if name.startswith("rate_"):
        patterns.append(r'getattr\(settings\(\), f"rate_')
    return [path for path, text in SOURCES.items() if any(re.search(each, text) for each in patterns)]


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_used(name: str) -> None:
    assert uses(name), f"nobody reads {name.upper()}"


def test_every_setting_that_is_read_exists() -> None:
    read = {name for text in SOURCES.values() for name in re.findall(r"\bsettings\(\)\.([a-z_]+)", text)}
    derived = {name for name, value in vars(DeliverySettings).items() if isinstance(value, property)}
    assert read - {"model_dump", "model_copy"} <= set(Settings.model_fields) | derived


def test_every_variable_that_is_read_is_described() -> None:
    read = {
        name for text in SOURCES.values() for name in re.findall(r'environ(?:\.get\(|\[)\s*["\']([A-Z_]+)["\']', text)
    }
    assert read <= DESCRIBED | set(NOT_FOR_OPERATORS)


def test_every_other_variable_of_the_example_is_read_by_a_process_or_by_compose() -> None:
    others = DESCRIBED - {name.upper() for name in Settings.model_fields}
    everything = "\n".join(SOURCES.values()) + (ROOT / "Procfile").read_text()
    of_the_proxy = "\n".join(path.read_text() for path in (ROOT / "deploy/nginx/local").glob("*.conf"))
    for name in others:
        in_code = re.search(rf'environ(?:\.get\(|\[)\s*["\']{name}["\']', everything)
        assert in_code or f"${{{name}:" in TEXT or f"${{{name}}}" in of_the_proxy, name
