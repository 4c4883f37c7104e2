"""What several tests of the core change on their servers."""

from collections.abc import Callable, Iterator

import pytest

from core.platform.settings import Settings
from core.servers.mongo import db


@pytest.fixture
def transaction_lifetime(system: Settings) -> Iterator[Callable[[int], None]]:
    """`transaction_lifetime(1)`: so many seconds MongoDB lets a transaction be; as before when the test ends."""
    admin = db().client.admin

    def be(lifetime_s: int) -> None:
        admin.command("setParameter", transactionLifetimeLimitSeconds=lifetime_s)

    before = admin.command("getParameter", transactionLifetimeLimitSeconds=1)["transactionLifetimeLimitSeconds"]
    yield be
    be(int(before))
