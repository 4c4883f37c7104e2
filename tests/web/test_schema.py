"""Thousands of requests generated from the API's own description, in each role: the API keeps what it promises, lets
nobody do what is not theirs, and never answers 5xx."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from core.platform.settings import Settings
from core.servers.redis import journal as store
from core.writes import journal
from core.writes.journal import Write
from tests.support.generated import Generated, answered, description_for_tests
from tests.support.long_form import IS_LONG, tell, tries
from tests.support.processes import Processes, environment
from tests.support.roles import world_with
from tests.support.users import SignedIn
from tests.support.who_may import NOBODY, SIGNED_IN

# Whoever only reads first; then those who change what is Ada's; and at last whoever decides about it.
ROLES = (*NOBODY, "suspended", "unconfirmed", "stranger", "member", "owner", "moderator")
AT_LEAST = tries(10_000, short=2_000)


@pytest.fixture
def processes(system: Settings, tmp_path: Path) -> Iterator[Processes]:
    started = Processes(environment(system) | {"LOG_LEVEL": "WARNING"}, tmp_path / "log")
    yield started
    started.stop()


def written_by(user_id: str) -> list[Write]:
    """Every write of this user that the journal knows."""
    ids = {name.decode().rpartition(":")[2] for name in store().scan_iter(match="*write:*", count=10_000)}
    return [each for each in journal.find_many(sorted(ids)) if each.actor_id == user_id]


def test_every_role_is_tried() -> None:
    assert set(ROLES) == {*SIGNED_IN, *NOBODY, "suspended"}


# Thousands of requests. The limits end what hangs, and judge no speed.
@pytest.mark.timeout(3600 if IS_LONG else 900)
def test_generated_requests_get_what_the_description_promises_in_each_role(
    app: Flask, sign_up: Callable[..., SignedIn], processes: Processes
) -> None:
    # Before there is a worker: what they need, the test itself carries out. The moderator finds all as it was.
    worlds = [world_with(app, sign_up) for _ in range(2)]
    url = processes.start_api()
    processes.start_worker()
    described = description_for_tests(url, processes.log.parent / "openapi.json")
    each_alone = "examples,coverage,fuzzing" if IS_LONG else "examples,fuzzing"
    runs = ((each_alone, tries(20, short=3)), ("stateful", tries(60, short=4)))
    generated = Generated(url, described, runs)
    wrong, asked, before = {}, {}, sum(answered(url).values())
    for role in ROLES:
        world = worlds[role == "moderator"]
        wrong[role] = generated.ask_as(role, world)
        now = sum(answered(url).values())
        asked[role], before = now - before, now
        if role == "suspended":
            assert not [each.kind for each in written_by(world.people[role].id) if not each.kind.is_quiet]
    tell(f"requests in each role: {asked}")
    assert not any(wrong.values()), "\n".join(f"{role}: {text}" for role, text in wrong.items() if text)
    assert sum(asked.values()) >= AT_LEAST and min(asked.values()) >= AT_LEAST // (2 * len(ROLES)), asked
    assert answered(url).get("5", 0) == 0, processes.printed()[-4000:]
