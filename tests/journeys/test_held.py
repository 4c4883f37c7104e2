"""The journey of newcomers whose first posts wait for a moderator, on a system of its own: it is a setting."""

from pathlib import Path

import pytest

from tests.journeys.test_journeys import TIMEOUT_S, walk, whole_system
from tests.support.servers import ServerAddresses

pytestmark = pytest.mark.timeout(TIMEOUT_S + 100)


def test_what_is_held_is_seen_by_its_author_alone_until_it_is_approved(
    servers: ServerAddresses, keys_dir: Path, tmp_path: Path
) -> None:
    with whole_system(servers, keys_dir, tmp_path / "log", hold="first") as system:
        walk(system, "held")
