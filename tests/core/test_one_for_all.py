"""Work of many threads that one of them does."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.platform.one_for_all import OneForAll
from tests.support.waiting import eventually


class Work:
    """Under way until it is let go."""

    def __init__(self, error: Exception | None = None) -> None:
        self.done, self.error = 0, error
        self.may_end = threading.Event()

    def __call__(self) -> bool:
        self.done += 1
        assert self.may_end.wait(30)
        if self.error:
            raise self.error
        return True


def test_who_waits_gets_what_came_of_it_and_the_next_one_does_it_again() -> None:
    shared, work = OneForAll(), Work()
    with ThreadPoolExecutor(5) as pool:
        asked = [pool.submit(shared.do, work, 0) for _ in range(5)]
        eventually(lambda: work.done == 1)
        work.may_end.set()
        assert [each.result(30) for each in asked] == [True] * 5
    assert (work.done, shared.count) == (1, 1)
    assert shared.do(work, since=0) and work.done == 1
    assert shared.do(work, since=1) and work.done == 2


def test_an_error_is_raised_where_it_happened_and_for_the_others_it_did_not_come_well() -> None:
    shared, work = OneForAll(), Work(KeyError("unavailable"))
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(shared.do, work, 0) for _ in range(3)]
        eventually(lambda: work.done == 1)
        work.may_end.set()
        assert sorted(str(each.exception(30) or each.result()) for each in asked) == ["'unavailable'", "False", "False"]
    with pytest.raises(KeyError):
        shared.do(work, since=1)


def test_who_need_not_wait_goes_on_while_another_does_it() -> None:
    shared, work = OneForAll(), Work()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(shared.do_if_nobody_does, work)
        eventually(lambda: work.done == 1)
        shared.do_if_nobody_does(work)
        assert not first.done() and work.done == 1
        work.may_end.set()
        first.result(30)
    assert shared.count == 1
