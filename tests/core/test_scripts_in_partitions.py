"""Scripts that are asked in many partitions at once."""

from collections.abc import Callable

import pytest
from redis.exceptions import ResponseError

from core.platform.settings import Settings
from core.servers.partitions import prefixes
from core.servers.redis import journal as store
from core.servers.scripts import Script, script, text_script


@pytest.fixture(autouse=True)
def apart(configure: Callable[..., Settings], system: Settings) -> None:
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, partitions=max(16, system.partitions))


def test_a_server_that_started_anew_is_told_a_script_once_and_not_for_each_partition(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store().script_flush()

    def one_by_one(*_: object) -> None:
        raise AssertionError("asked one partition after the other")

    monkeypatch.setattr(Script, "_with_text", one_by_one)
    for _ in range(2):
        assert set(backlog_of_each()) == set(prefixes())


def backlog_of_each() -> dict[str, list[int]]:
    return script(store(), "pending_in_queues").on_each(dict.fromkeys(prefixes(), ("posts",)))


def test_each_partition_is_asked_with_its_own_arguments_and_answers_for_itself() -> None:
    echo = text_script(store(), "if #ARGV > 0 then return { KEYS[1], unpack(ARGV) } end")
    calls = {prefix: list(range(n % 3)) for n, prefix in enumerate(prefixes())}
    expected = {
        prefix: [prefix.encode(), *(str(each).encode() for each in args)] if args else None
        for prefix, args in calls.items()
    }
    assert echo.on_each(calls) == expected
    assert echo.on_each({}) == {}


def test_what_one_partition_refuses_is_raised() -> None:
    *_, last = prefixes()
    store().set(f"{last}text", "no number")
    with pytest.raises(ResponseError, match="not an integer"):
        text_script(store(), "return redis.call('INCR', KEYS[1] .. 'text')").on_each(dict.fromkeys(prefixes(), ()))
