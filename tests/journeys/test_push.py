"""A push service beside the pages: what a journey subscribes to there, and what comes."""

from pathlib import Path
from typing import Any

import pytest

from tests.journeys.test_journeys import TIMEOUT_S, walk, whole_system
from tests.support.push_service import push_service
from tests.support.pushes import KEY, send_pushes
from tests.support.servers import ServerAddresses

pytestmark = pytest.mark.timeout(TIMEOUT_S + 100)


def test_a_push_comes_to_a_browser_and_is_shown(servers: ServerAddresses, keys_dir: Path, tmp_path: Path) -> None:
    with push_service() as service:
        browser = service.browser("chromium")

        def pushed(_: dict[str, Any]) -> dict[str, Any]:
            """All that has come, when what is due was sent."""
            send_pushes()
            return {"pushed": browser.pushed()}

        changes = {"push_key": KEY, "push_services": service.url}
        with whole_system(servers, keys_dir, tmp_path / "log", **changes) as site:
            site.more = {"pushed": pushed, "subscription": lambda _: {"subscription": browser.subscription()}}
            walk(site, "push")
