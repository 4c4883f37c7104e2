"""A17: raw bytes at the page, behind its proxy: no 5xx, no hang, and memory stays where it was."""

import asyncio
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from core.platform.settings import Settings
from deploy.local.install import frontend
from tests.support.clients.mutations import Requests
from tests.support.clients.raw import answered_below_500, send_each
from tests.support.long_form import IS_LONG, tell, tries
from tests.support.memory import Watched
from tests.support.processes import Processes, answers, environment
from tests.support.waiting import eventually
from tests.support.who_may import BODIES
from tests.system.test_end_to_end import Caller
from tests.web.test_http_corners import NAMES, PATHS

SEED = 17
# The proxy drops whoever says that there is no more; a page takes its time when many are asked for.
MADE_S = 2.0
COUNT = tries(20_000, short=200)
# Node fills the heap that it may have before it collects much of it.
ROUNDS = tries(4, short=2)
OF_PAGES = ("/", "/register", "/forgot", "/search?q=x", "/inbox", "/chat", "/users/x", "/by-handle/x", "/moderation")
OF_NEXT = ("RSC", "Next-Action", "Next-Router-Prefetch", "Next-Router-State-Tree", "Next-Url", "x-nextjs-data")
ASKED: list[tuple[str, str, Any]] = [
    *(("GET", path, None) for path in (*PATHS, *OF_PAGES, f"/posts/{'0' * 24}", "/offline", "/sitemap.xml")),
    *(("POST", path, {"a": 1}) for path in ("/", "/settings", "/posts/x")),
    *(("POST", f"/api/v1/{path}", BODIES["create_post"]) for path in ("posts", "auth/login", "conversations")),
]


@pytest.mark.timeout(3600 if IS_LONG else 300)
def test_security_a17_no_raw_bytes_make_the_page_fail_hang_or_grow(system: Settings, tmp_path: Path) -> None:
    frontend.ensure()
    processes = Processes(environment(system) | {"LOG_LEVEL": "WARNING"}, tmp_path / "log")
    try:
        processes.start_worker()
        api, (live,) = processes.start_site(1)
        url = processes.start_frontend(api, live)
        ada = Caller(api)
        headers = {"Cookie": "; ".join(f"{each.name}={each.value}" for each in ada.http.cookies)}
        inputs = iter(Requests(Random(SEED), ASKED, headers, (*NAMES, *OF_NEXT)))
        eventually(lambda: ada.send("POST", "/posts", BODIES["create_post"], Prefer="wait=5").status_code == 201)
        watched = Watched(dict(zip(("worker", "api", "realtime", "pages", "proxy"), processes.started, strict=True)))
        outcomes = Counter[str]()
        for _ in range(ROUNDS):
            outcomes += asyncio.run(send_each(inputs, COUNT // ROUNDS, answered_below_500(url, silent_s=MADE_S)))
            assert answers(url, "/robots.txt") and answers(url, "/healthz")
            watched.look()
        tell(f"{COUNT} raw inputs at the page, seed {SEED}; answers: {dict(outcomes)}")
        watched.check()
        printed = processes.printed()
        assert '"level":"error"' not in printed and "Traceback" not in printed, printed[-3000:]
    finally:
        processes.stop()
