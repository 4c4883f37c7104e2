"""docker-compose.yml as the tests read it."""

import re
from typing import Any

import yaml

from tests.support.processes import ROOT

Service = dict[str, Any]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, Service] = COMPOSE["services"]
ONE_SHOT = {name for name, service in SERVICES.items() if service["restart"] == "no"}
APPLICATIONS = {name for name, service in SERVICES.items() if service["image"] == "social"} - ONE_SHOT
# `${NAME}`, `${NAME:-default}`, `${NAME:?message}`, outside comments; a default may refer to another variable.
REFERENCE = re.compile(r"(?<!\$)\$\{(\w+)(?::([-?])((?:[^${}]|\$\{[^}]*\})*))?\}")


def environment_of(service: str) -> dict[str, str]:
    """What Compose gives to the processes of a service by name, with the references as they are written."""
    return dict(SERVICES[service].get("environment", {}))


def references() -> list[tuple[str, str, str]]:
    """(name, `-`, `?` or nothing, default or message) of each variable that is replaced when Compose reads the file."""
    found: list[tuple[str, str, str]] = REFERENCE.findall(TEXT)
    return [*found, *(inner for _, _, default in found for inner in REFERENCE.findall(default))]


def resolved(text: str) -> str:
    """The text as Compose would replace the variables in it, none of which is set but the secrets, each to `x`."""
    while (after := REFERENCE.sub(lambda found: found[3] if found[2] == "-" else "x", text)) != text:
        text = after
    return text
