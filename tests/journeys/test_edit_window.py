"""The journey of somebody whose edit window ends, on a system of its own: it is a setting."""

from pathlib import Path

import pytest

from tests.journeys.test_journeys import TIMEOUT_S, walk, whole_system
from tests.support.servers import ServerAddresses

# Long enough to open a page before it is over, on a busy machine too.
WINDOW_S = 30
pytestmark = pytest.mark.timeout(TIMEOUT_S + 100)


def test_edit_is_offered_until_the_window_is_over(servers: ServerAddresses, keys_dir: Path, tmp_path: Path) -> None:
    with whole_system(servers, keys_dir, tmp_path / "log", edit_window_s=WINDOW_S) as system:
        walk(system, "edit-window")
