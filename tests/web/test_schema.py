"""Thousands of requests generated from the API's own description: it keeps what it promises, and never answers 5xx."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from core.platform.settings import Settings
from tests.support.long_form import tries
from tests.support.processes import BIN, Processes, environment
from tests.system.test_end_to_end import Caller

# These end the session that the requests are made with; test_auth.py has their answers.
ENDING = ("logout", "end_other_sessions", "end_session", "refresh")
# Left out, and why:
#   positive_data_acceptance: a good cursor, or a fresh idempotency key, cannot be told from its schema.
#   use_after_free: a DELETE that answers 202 has been accepted, not applied yet.
LEFT_OUT = "positive_data_acceptance,use_after_free"


@pytest.fixture
def processes(system: Settings, tmp_path: Path) -> Iterator[Processes]:
    started = Processes(environment(system) | {"LOG_LEVEL": "WARNING"}, tmp_path / "log")
    yield started
    started.stop()


def answered(url: str) -> dict[str, int]:
    """How many requests the API has answered, by status class."""
    counts: dict[str, int] = {}
    for status, count in re.findall(
        r'social_http_requests_total{.*status="(\d)\d\d"} ([\d.e+]+)', requests.get(f"{url}/metrics", timeout=5).text
    ):
        counts[status] = counts.get(status, 0) + int(float(count))
    return counts


def without_security(document: dict[str, Any], folder: Path) -> Path:
    """The description without the cookies: every request here has them; test_architecture.py has those without."""
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["security"] = []
    document["components"].pop("securitySchemes")
    path = folder / "openapi.json"
    path.write_text(json.dumps(document))
    return path


# Thousands of requests: two minutes on two idle cores, in the long form. The limits end what hangs, and judge no speed.
@pytest.mark.timeout(600)
def test_generated_requests_get_what_the_description_promises(processes: Processes) -> None:
    url = processes.start_api()
    processes.start_worker()
    ada = Caller(url)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in ada.http.cookies if "refresh" not in cookie.name)
    csrf = ada.http.cookies.get("csrf_access_token")
    described = without_security(requests.get(f"{url}/openapi.json", timeout=5).json(), processes.log.parent)
    command = [str(BIN / "st"), "run", str(described), "--url", url, "--checks", "all", "--exclude-checks", LEFT_OUT]
    command += ["--phases", "examples,coverage,fuzzing", "--max-examples", str(tries(50, short=15))]
    command += ["--seed", "7", "--no-color"]
    command += ["--generation-database", "none", "-H", f"Cookie: {cookies}", "-H", f"X-CSRF-TOKEN: {csrf}"]
    for name in ENDING:
        command += ["--exclude-operation-id", name]
    found = subprocess.run(command, capture_output=True, text=True, timeout=540, cwd=processes.log.parent)
    assert found.returncode == 0, found.stdout[found.stdout.find("FAILURES") :][:6000]
    counts = answered(url)
    assert sum(counts.values()) >= tries(5000, short=2000)
    assert counts.get("5", 0) == 0, processes.printed()[-4000:]
