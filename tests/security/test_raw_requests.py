"""A17: raw bytes at the API, broken HTTP and garbage in good HTTP: no 5xx, no hang, and memory stays where it was."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from core.platform.settings import Settings
from tests.support.clients.mutations import Requests
from tests.support.clients.raw import answer_to, answered_below_500, send_each, statuses_of
from tests.support.long_form import IS_LONG, tell, tries
from tests.support.memory import Watched
from tests.support.processes import ROOT, Processes, answers, environment
from tests.support.waiting import eventually
from tests.support.who_may import BODIES
from tests.system.test_end_to_end import Caller
from tests.web.test_http_corners import NAMES

SEED = 17
POST = {"title": "To see that the worker works", "content": "c"}
COUNT = tries(50_000, short=400)
# Who sends these is not there any more for what comes after.
ENDING = {"logout", "refresh", "end_other_sessions", "end_session", "leave"}
# A worker grants this, and while it is late the answer is 503.
GRANTED = b"POST /api/v1/auth/mqtt-ticket"
# What gunicorn answers itself: a transfer coding, and a version of HTTP, that it does not know.
OF_HTTP = (501, 505)


def good_requests() -> list[tuple[str, str, Any]]:
    """Every operation with a good body, and ids that nobody has."""
    paths = json.loads((ROOT / "docs/openapi.json").read_text())["paths"]
    return [
        (method.upper(), path.replace("{", "").replace("}", "").replace("_id", "0" * 22), BODIES.get(name))
        for path, operations in paths.items()
        for method, operation in operations.items()
        if (name := operation["operationId"]) not in ENDING
    ]


@pytest.fixture
def processes(system: Settings, tmp_path: Path) -> Iterator[Processes]:
    started = Processes(environment(system) | {"LOG_LEVEL": "WARNING"}, tmp_path / "log")
    yield started
    started.stop()


def no_error(processes: Processes) -> bool:
    """Whether they have logged none."""
    printed = processes.printed()
    assert '"level":"error"' not in printed and "Traceback" not in printed, printed[-3000:]
    return True


@pytest.mark.timeout(3600 if IS_LONG else 300)
def test_security_a17_no_raw_bytes_make_the_api_fail_hang_or_grow(processes: Processes) -> None:
    url = processes.start_api()
    processes.start_worker()
    ada = Caller(url)
    cookie = "; ".join(f"{each.name}={each.value}" for each in ada.http.cookies)
    headers = {"Cookie": cookie, "X-CSRF-TOKEN": str(ada.http.cookies.get("csrf_access_token"))}
    inputs = iter(Requests(Random(SEED), good_requests(), headers, NAMES))
    eventually(lambda: ada.send("POST", "/posts", POST, Prefer="wait=5").status_code == 201)
    watched, outcomes = Watched(dict(zip(("api", "worker"), processes.started, strict=True))), Counter[str]()
    for _ in range(2):
        outcomes += asyncio.run(send_each(inputs, COUNT // 2, answered_below_500(url, *OF_HTTP, late=GRANTED)))
        assert answers(url) and ada.send("GET", "/posts").status_code == 200
        watched.look()
    tell(f"{outcomes.total()} raw inputs at the API, seed {SEED}; answers: {dict(outcomes)}")
    watched.check()
    assert outcomes.total() == COUNT and no_error(processes)


@pytest.mark.parametrize("path", ["/api/v1/auth/login", "/api/v1/nothing", "/healthz"])
def test_security_a17_chunks_that_are_none_are_refused(processes: Processes, path: str) -> None:
    url = processes.start_api()
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    for chunks in (b"no size\r\n", b"5\r\nno end", b"2\r\n{}5\r\n"):
        (status,) = statuses_of(asyncio.run(answer_to(url, head.encode() + chunks)))
        assert status in (400, 404, 405), (chunks, status)
    assert answers(url) and no_error(processes)
