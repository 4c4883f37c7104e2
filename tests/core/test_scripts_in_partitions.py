"""Scripts that are asked in many partitions at once."""

from collections.abc import Callable

import pytest

from core.platform.settings import Settings
from core.reads.leases import take_lease
from core.servers.partitions import prefixes
from core.servers.redis import cache_store
from core.servers.scripts import Script


@pytest.fixture(autouse=True)
def apart(configure: Callable[..., Settings], system: Settings) -> None:
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, partitions=max(16, system.partitions))


def test_a_server_that_started_anew_is_told_a_script_once_and_not_for_each_partition(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cache_store().script_flush()

    def one_by_one(*_: object) -> None:
        raise AssertionError("asked one partition after the other")

    monkeypatch.setattr(Script, "_with_text", one_by_one)
    assert set(take_lease().stamps) == set(prefixes())
    assert set(take_lease().stamps) == set(prefixes())
