"""Fifty people like and unlike one post at random, and the worker is killed again and again: the counter is exact."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.content import likes
from core.platform.settings import Settings
from core.writes import backlog
from tasks.writes import submit
from tests.support.journal_writes import ADA, carry_out, insert_user, new_post, stored
from tests.support.processes import Processes, environment, kill
from tests.support.waiting import eventually

PEOPLE = [f"{n:024x}" for n in range(1, 51)]
EACH, KILLS = 40, 3


@pytest.fixture
def processes(system: Settings, tmp_path: Path) -> Iterator[Processes]:
    started = Processes(environment(system), tmp_path / "log")
    yield started
    started.stop()


def press(post_id: str) -> Callable[[str], str]:
    """`press(post_id)(person)`: like and unlike it at random, one after the other; what this person did last."""

    def play(person: str) -> str:
        kinds = random.Random(person).choices(["post.like", "post.unlike"], k=EACH)
        for kind in kinds:
            submit(kind, person, {}, resource_id=post_id)
        return kinds[-1]

    return play


def test_security_a22_likes_of_fifty_people_are_exact_while_the_worker_dies(processes: Processes) -> None:
    for person in (ADA, *PEOPLE):
        insert_user(person)
    post_id = carry_out(new_post()).resource_id
    worker = processes.start_worker()
    processes.start_beat()
    with ThreadPoolExecutor(8) as pool:
        pressing = pool.map(press(post_id), PEOPLE)
        for number in range(1, KILLS + 1):
            applied = 1 + number * len(PEOPLE) * EACH // (2 * (KILLS + 1))
            eventually(lambda applied=applied: backlog.totals()["applied"] >= applied)  # type: ignore[misc]
            kill(worker)
            worker = processes.start_worker()
        last = dict(zip(PEOPLE, pressing, strict=True))
    eventually(lambda: backlog.totals()["pending"] == 0, 120)
    totals = backlog.totals()
    # Canaries count as well.
    assert totals["applied"] >= 1 + len(PEOPLE) * EACH and totals["rejected"] == totals["dead"] == 0
    liked = {each["user_id"] for each in likes.who_likes(post_id, 100)}
    assert liked == {person for person, kind in last.items() if kind == "post.like"}
    assert stored("posts", post_id)["like_count"] == len(liked) > 0
