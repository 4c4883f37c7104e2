"""Second factor and passkeys, on a site that offers them."""

from pathlib import Path

import pytest

from deploy.make_env import factor_key
from tests.journeys.test_journeys import TIMEOUT_S, walk, whole_system
from tests.support.servers import ServerAddresses

pytestmark = pytest.mark.timeout(TIMEOUT_S + 100)


def test_a_second_factor_and_a_passkey_are_turned_on_and_asked_for(
    servers: ServerAddresses, keys_dir: Path, tmp_path: Path
) -> None:
    changes = {"mail_folder": str(tmp_path / "mail"), "factor_key": factor_key(), "proof_ttl_s": 5}
    with whole_system(servers, keys_dir, tmp_path / "log", **changes) as site:
        # No browser has passkeys for an address in numbers.
        site.url = site.url.replace("127.0.0.1", "localhost")
        walk(site, "security")
