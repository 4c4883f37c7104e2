"""What needs a proof that it is oneself: second factor and passkeys, taking one's data along, and leaving."""

import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from core.servers.mongo import collection
from deploy.make_env import factor_key
from tests.journeys.test_journeys import TIMEOUT_S, WholeSystem, walk, whole_system
from tests.support.processes import ROOT, environment
from tests.support.servers import ServerAddresses
from tests.support.waiting import eventually

pytestmark = pytest.mark.timeout(TIMEOUT_S + 100)


def erase_account(site: WholeSystem, asked: dict[str, Any]) -> None:
    """As beat and the workers would when the time to think is over: in a process of its own, which wakes the workers of
    this system."""
    collection("users").update_one({"_id": asked["user"]}, {"$set": {"leaving.due_ms": 0}})
    command = [sys.executable, "-c", "from tasks.erasures import erase_accounts; print(erase_accounts())"]

    def is_done() -> bool:
        done = subprocess.run(command, env=environment(site.settings), cwd=ROOT, capture_output=True, check=True)
        return done.stdout.strip().endswith(b"1")

    eventually(is_done, 90)


@pytest.mark.parametrize("journey", ["security", "leaving", "moderators-prove"])
def test_accounts_that_are_proven_and_left(
    servers: ServerAddresses, keys_dir: Path, tmp_path: Path, journey: str
) -> None:
    changes = {"mail_folder": str(tmp_path / "mail"), "factor_key": factor_key(), "proof_ttl_s": 5}
    changes["moderator_proof_s"] = 20
    with whole_system(servers, keys_dir, tmp_path / "log", **changes) as site:
        # No browser has passkeys for an address in numbers.
        site.url = site.url.replace("127.0.0.1", "localhost")
        site.more["erase account"] = partial(erase_account, site)
        walk(site, journey)
