"""Requests that Schemathesis makes from the API's own description, for somebody who comes in a role."""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.support.processes import BIN, ROOT
from tests.support.roles import World
from tests.support.users import SignedIn
from tests.support.who_may import REFUSED_LATER, is_refused

# These end the session that the requests are made with; tests/web/identity has their answers.
ENDING = ("logout", "end_other_sessions", "end_session", "refresh")
# Left out, and why:
#   positive_data_acceptance: a good cursor, or a fresh idempotency key, cannot be told from its schema.
#   use_after_free, ensure_resource_availability: what answers 202 has been accepted, not applied yet.
LEFT_OUT = "positive_data_acceptance,use_after_free,ensure_resource_availability"
# Learns what it may not do from this file (tests/support/schemathesis_hooks.py).
ROLE_FILE = "ROLE_FILE"
CONFIG = ROOT / "tests/support/schemathesis.toml"


def answered(url: str) -> dict[str, int]:
    """How many requests the API has answered, by status class."""
    counts: dict[str, int] = {}
    for status, count in re.findall(
        r'social_http_requests_total{.*status="(\d)\d\d"} ([\d.e+]+)', requests.get(f"{url}/metrics", timeout=5).text
    ):
        counts[status] = counts.get(status, 0) + int(float(count))
    return counts


def description_for_tests(url: str, path: Path) -> Path:
    """The description as a file: without the cookies, which every request brings, and with links from what is made, or
    will be, to all that takes its id."""
    document = requests.get(f"{url}/openapi.json", timeout=5).json()
    takers: dict[str, list[str]] = {}
    for path_of_api, operations in document["paths"].items():
        for operation in operations.values():
            operation["security"] = []
            for name in re.findall(r"{(\w+_id)}", path_of_api):
                takers.setdefault(name, []).append(operation["operationId"])
    document["components"].pop("securitySchemes")
    for operations in document["paths"].values():
        for operation in operations.values():
            _link(operation, takers)
    path.write_text(json.dumps(document))
    return path


def _link(operation: dict[str, Any], takers: dict[str, list[str]]) -> None:
    name, answers = operation["operationId"], operation["responses"]
    made = {"201": "id", "202": "resource/id"} if name.startswith("create_") else {}
    for status, where in made.items():
        _add_links(answers, status, f"{name.removeprefix('create_')}_id", where, takers)
    if "202" in answers and operation["parameters"]:
        _add_links(answers, "202", "write_id", "id", takers)


def _add_links(answers: dict[str, Any], status: str, taken: str, where: str, takers: dict[str, list[str]]) -> None:
    for each in takers.get(taken, ()) if status in answers else ():
        link = {"operationId": each, "parameters": {taken: f"$response.body#/{where}"}}
        answers[status].setdefault("links", {})[f"{each} by {taken}"] = link


def cookies_of(person: SignedIn) -> dict[str, str]:
    """The headers of somebody's requests: none of who is signed out."""
    found = {name: person.client.get_cookie(name) for name in ("access_token_cookie", "csrf_access_token")}
    values = {name: each.value for name, each in found.items() if each}
    if not values:
        return {}
    sent = "; ".join(f"{name}={value}" for name, value in values.items())
    return {"Cookie": sent, "X-CSRF-TOKEN": values["csrf_access_token"]}


@dataclass
class Generated:
    """How requests are generated: against which API, from which description, and in which runs: Schemathesis' phases,
    with how many examples of each operation; of `stateful`, how many scenarios."""

    url: str
    described: Path
    runs: tuple[tuple[str, int], ...]

    def ask_as(self, role: str, world: World) -> str:
        """Ask everything in this role; what was wrong with the answers, empty when nothing was."""
        about = self.described.with_name(f"{role.replace(' ', '-')}.json")
        about.write_text(json.dumps(_rules_of(role, world, self.described)))
        return "\n".join(
            filter(None, (self._run(phases, examples, world.people[role], about) for phases, examples in self.runs))
        )

    def _run(self, phases: str, examples: int, person: SignedIn, about: Path) -> str:
        command = [str(BIN / "st"), "--config-file", str(CONFIG), "run", str(self.described), "--url", self.url]
        command += ["--no-color", "--seed", "7"]
        command += ["--checks", "all", "--exclude-checks", LEFT_OUT, "--generation-database", "none"]
        command += ["--phases", phases, "--max-examples", str(examples)]
        command += [word for name in ENDING for word in ("--exclude-operation-id", name)]
        for name, value in cookies_of(person).items():
            command += ["-H", f"{name}: {value}"]
        env = os.environ | {"SCHEMATHESIS_HOOKS": "tests.support.schemathesis_hooks", ROLE_FILE: str(about)}
        env |= {"PYTHONPATH": str(ROOT)}
        found = subprocess.run(
            command, capture_output=True, text=True, timeout=1500, cwd=self.described.parent, env=env
        )
        return "" if found.returncode == 0 else found.stdout[found.stdout.find("FAILURES") :][:6000] + found.stderr


def _rules_of(role: str, world: World, described: Path) -> dict[str, Any]:
    """What the hooks have to know of somebody who comes in this role."""
    names = [
        each["operationId"] for some in json.loads(described.read_text())["paths"].values() for each in some.values()
    ]
    return {
        "ids": world.ids,
        "never": [name for name in names if is_refused(name, role, is_adas=False)],
        "not_of_adas": [name for name in names if is_refused(name, role, is_adas=True)],
        "refused_later": REFUSED_LATER if role == "member" else [],
    }
