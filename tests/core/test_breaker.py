"""The breaker of a server: one caller at a time tries what did not answer, and an answer of any kind closes it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.platform.settings import Settings
from core.reads.leases import take_lease
from core.servers import mongo, redis
from core.servers.breaker import Breaker
from tests.support.waiting import eventually


def test_d8_one_caller_at_a_time_tries_a_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = [0.0]
    monkeypatch.setattr("core.servers.breaker.monotonic", lambda: now_s[0])
    breaker = Breaker("server", last_pause_s=4.0)
    assert breaker.allows() and breaker.allows()
    breaker.failed(TimeoutError())
    pauses = []
    for _ in range(5):
        assert not breaker.allows()
        before_s = now_s[0]
        while not breaker.allows():
            now_s[0] += 0.5
        pauses.append(now_s[0] - before_s)
        # The one that tries fails, late; it is the only one.
        assert not any(breaker.allows() for _ in range(100))
        breaker.failed(TimeoutError())
    assert pauses == [1.0, 2.0, 4.0, 4.0, 4.0]
    breaker.succeeded()
    assert all(breaker.allows() for _ in range(100))
    breaker.failed(TimeoutError())
    now_s[0] += 1.0
    assert breaker.allows()


def test_d8_of_many_threads_one_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    breaker = Breaker("server")
    breaker.failed(TimeoutError())
    monkeypatch.setattr(breaker, "_until_s", 0.0)
    start = threading.Barrier(16)

    def ask(_: int) -> bool:
        start.wait()
        return breaker.allows()

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(ask, range(16))) == 1


def is_over(breaker: Breaker) -> bool:
    """Whether the pause of this breaker is over, so that the next caller may try."""
    return not breaker.is_open


def test_a_cache_that_started_anew_is_asked_again_although_it_knows_no_script(system: Settings) -> None:
    """The first answer after an outage is then an error, `NOSCRIPT`. Were it none, no script would ever be loaded."""
    breaker, *_ = redis.breakers(redis.cache_store())
    take_lease()
    redis.cache_store().script_flush()
    breaker.failed(TimeoutError())
    assert breaker.is_open
    eventually(lambda: is_over(breaker))
    assert take_lease().stamps
    assert not breaker.is_open


def test_d8_a_refusal_of_mongodb_is_an_answer(system: Settings) -> None:
    mongo.db()["posts"].insert_one({"_id": "a"})
    with pytest.raises(Exception, match="duplicate key"):
        mongo.db()["posts"].insert_one({"_id": "a"})
    with pytest.raises(Exception, match="unknown top level operator"):
        mongo.collection("posts").find_one({"$nonsense": 1})
    assert not mongo.client_and_breaker()[1].is_open
