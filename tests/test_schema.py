"""Thousands of requests generated from the API's own description: it keeps what it promises, and never answers 5xx."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from core.settings import Settings
from tests.running import BIN, Processes, environment
from tests.test_end_to_end import Caller

# These end the session that the requests are made with; test_auth.py has their answers.
ENDING = ("logout", "end_other_sessions", "end_session", "refresh")
# Left out, and why:
#   ignored_auth: it drops the cookie but cannot know that the CSRF header belongs to it; test_architecture.py has it.
#   positive_data_acceptance: a good cursor, id or refresh token cannot be guessed from its schema.
LEFT_OUT = "ignored_auth,positive_data_acceptance"


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


def test_generated_requests_get_what_the_description_promises(processes: Processes) -> None:
    url = processes.start_api()
    processes.start_worker()
    ada = Caller(url)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in ada.http.cookies if "refresh" not in cookie.name)
    csrf = ada.http.cookies.get("csrf_access_token")
    command = [str(BIN / "st"), "run", f"{url}/openapi.json", "--checks", "all", "--exclude-checks", LEFT_OUT]
    command += ["--phases", "examples,coverage,fuzzing", "--max-examples", "40", "--seed", "7", "--no-color"]
    command += ["--generation-database", "none", "-H", f"Cookie: {cookies}", "-H", f"X-CSRF-TOKEN: {csrf}"]
    for name in ENDING:
        command += ["--exclude-operation-id", name]
    found = subprocess.run(command, capture_output=True, text=True, timeout=170, cwd=processes.log.parent)
    assert found.returncode == 0, found.stdout[-6000:]
    counts = answered(url)
    assert sum(counts.values()) >= 2000
    assert counts.get("5", 0) == 0, processes.printed()[-4000:]
