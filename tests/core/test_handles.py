"""Handles: each is one person's, whatever happens at the same time; a former one is kept, and then free."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.content import users
from core.identity import accounts, handles, registrations
from core.maintenance import migrations
from core.maintenance.migrations import migrate
from core.platform.problems import Problem
from core.platform.settings import Settings
from core.reads import cache
from core.schemas.handles import RESERVED, derived, fold, skeleton
from core.schemas.stored import StoredUser
from core.servers.mongo import collection
from core.writes import attempts
from core.writes.journal import Write
from tasks import writes as write_tasks
from tests.support.journal_writes import ADA, BOB, accept, carry_out, carry_out_together, insert_user, stored

PASSWORD = "correct horse battery staple"
pytestmark = pytest.mark.usefixtures("system")


def register(name: str, email: str, handle: str | None = None) -> StoredUser:
    return registrations.register(name, email, PASSWORD, handle)


def rename(handle: str, actor: str = ADA) -> Write:
    return accept("user.rename", actor, {"changes": {"handle": handle}}, resource_id=actor)


def whose() -> dict[str, str]:
    """The present handles, and who has them according to the users."""
    noted = {each["_id"]: each["user_id"] for each in collection("handles").find({"until": None})}
    assert noted == {each["handle"]: each["_id"] for each in collection("users").find() if "handle" in each}
    return noted


def let_run_out(handle: str) -> None:
    """Let the time be over for which this former handle is kept, before MongoDB removes it."""
    over = datetime.now(UTC) - timedelta(seconds=1)
    collection("handles").update_one({"_id": handle}, {"$set": {"until": over}})
    for look in collection("handle_looks").find({"_id": skeleton(handle)}):
        ended = {user_id: until and over for user_id, until in look["holders"].items()}
        collection("handle_looks").update_one({"_id": look["_id"]}, {"$set": {"holders": ended}})
    collection("users").update_many({f"kept_handles.{handle}": {"$exists": True}}, {"$set": {"kept_handles": {}}})


@pytest.mark.parametrize("name", ["Ada Lovelace", "Élan", "Ада", "李", "admin", "A", "me", "_", "x" * 80, "Jo"])
def test_a_handle_can_be_made_of_every_name(name: str) -> None:
    made = derived(name, ADA)
    assert made[-1] == f"user_{ADA}" and all(fold(each) == each and each not in RESERVED for each in made)


def test_of_two_with_one_name_each_has_another_handle() -> None:
    people = [register("Ada Lovelace", f"{n}@example.org") for n in range(4)]
    assert people[0]["handle"] == "ada_lovelace" and len(whose()) == 4


def test_of_many_who_choose_one_handle_at_once_one_has_it_and_the_others_have_nothing() -> None:
    def attempt(n: int) -> bool:
        try:
            return bool(register("Ada", f"{n}@example.org", "ada"))
        except Problem as problem:
            refused.append((problem.status, problem.title))
            return False

    refused: list[tuple[int, str]] = []
    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(6))) == 1
    assert refused == [(409, "Handle taken")] * 5
    assert list(whose()) == ["ada"]
    assert collection("addresses").count_documents({}) == collection("users").count_documents({}) == 1


def test_a_taken_handle_tells_nothing_about_the_address() -> None:
    register("Ada", "ada@example.org", "ada")
    told = set()
    for email in ("ada@example.org", "new@example.org"):
        with pytest.raises(Problem) as refused:
            register("Eve", email, "ada")
        told.add(str(refused.value.as_dict()))
    assert len(told) == 1


@pytest.mark.parametrize("is_batch", [True, False], ids=["in one batch", "in two at once"])
def test_of_two_who_change_to_one_handle_at_the_same_time_one_has_it(is_batch: bool) -> None:
    ids = [register("Ada", "ada@example.org")["_id"], register("Bob", "bob@example.org")["_id"]]
    writes = [rename("curie", each) for each in ids]
    if is_batch:
        write_tasks.carry_out(attempts.begin(each.id for each in writes))
    else:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(carry_out, writes))
    ended = [carry_out(each) for each in writes]
    assert sorted(each.state for each in ended) == ["applied", "rejected"]
    refused = next(each for each in ended if each.state == "rejected")
    assert refused.problem and refused.problem["errors"][0]["pointer"] == "/handle"
    assert set(whose()) == {"curie", "bob" if refused.actor_id == ids[1] else "ada"}


def test_a_change_takes_effect_once_and_of_two_the_one_accepted_last_counts() -> None:
    ada = register("Ada", "ada@example.org")["_id"]
    first, second = rename("grace", ada), rename("curie", ada)
    assert [carry_out(each).state for each in (second, first, second)] == ["applied"] * 3
    assert whose() == {"curie": ada} and set(stored("users", ada)["kept_handles"]) == {"ada"}
    assert stored("users", ada)["rev"] == 2


def test_a_former_handle_leads_to_its_owner_and_is_nobody_elses_until_its_time_is_over(system: Settings) -> None:
    ada, bob = register("Ada", "ada@example.org")["_id"], register("Bob", "bob@example.org")["_id"]
    carry_out(rename("curie", ada))
    assert handles.owner_of("ADA") == handles.owner_of("curie") == ada
    until = stored("handles", "ada")["until"].replace(tzinfo=UTC) - datetime.now(UTC)
    assert 0 < system.handle_kept_s - until.total_seconds() < 60
    assert carry_out(rename("ada", bob)).state == "rejected"
    let_run_out("ada")
    assert handles.owner_of("ada") is None
    assert carry_out(rename("ada", bob)).state == "applied"
    assert whose() == {"curie": ada, "ada": bob}


def test_its_owner_takes_a_former_handle_back() -> None:
    ada = register("Ada", "ada@example.org")["_id"]
    for handle in ("curie", "ada"):
        assert carry_out(rename(handle, ada)).state == "applied"
    assert whose() == {"ada": ada} and set(stored("users", ada)["kept_handles"]) == {"curie"}


def test_nobody_keeps_more_than_a_few_handles_from_others() -> None:
    ada = register("Ada", "ada@example.org")["_id"]
    ended = [carry_out(rename(f"handle_{n}", ada)) for n in range(handles.KEPT_MAX + 1)]
    assert [each.state for each in ended] == ["applied"] * handles.KEPT_MAX + ["rejected"]
    assert ended[-1].problem and ended[-1].problem["title"] == "Too many handles"
    assert carry_out(rename("ada", ada)).state == "applied"
    assert collection("handles").count_documents({}) == handles.KEPT_MAX + 1


def test_a_change_that_is_refused_refuses_the_name_beside_it() -> None:
    ada = register("Ada", "ada@example.org")["_id"]
    register("Bob", "bob@example.org")
    write = accept("user.rename", ada, {"changes": {"handle": "bob", "name": "Bob"}}, resource_id=ada)
    assert carry_out(write).state == "rejected" and stored("users", ada)["name"] == "Ada"


def test_a_change_beside_others_in_a_batch_refuses_only_itself() -> None:
    ada, bob = register("Ada", "ada@example.org")["_id"], register("Bob", "bob@example.org")["_id"]
    name = accept("user.edit", bob, {"changes": {"name": "Robert"}}, resource_id=bob)
    assert carry_out_together([rename("bob", ada), name]) == {"rejected": 1, "applied": 1}


def test_completion_knows_present_handles_alone() -> None:
    people = [register("Ada", f"{n}@example.org", handle)["_id"] for n, handle in enumerate(("ada", "adam", "bob"))]
    carry_out(rename("curie", people[0]))
    assert handles.beginning_with("ad", 8) == [people[1]]
    assert handles.beginning_with("a", 8) == [people[1]] and handles.beginning_with("zz", 8) == []


def before_handles(count: int) -> list[str]:
    """So many users of a version that knew no handles."""
    return [insert_user(f"{n:024x}", ("Ада", "Ada")[n % 2]) for n in range(1, count + 1)]


def test_everybody_who_is_there_gets_a_handle_online(configure: Callable[..., Settings]) -> None:
    ids = before_handles(7)
    assert cache.get([f"user:{ids[0]}"])[f"user:{ids[0]}"].json().count(b'"handle":null') == 1
    configure(purge_batch=2)
    migrate()
    assert set(whose().values()) == set(ids) and whose()["ada"] == ids[0]
    assert b'"handle":"ada"' in users.get(ids[0]).json()


def test_the_migration_goes_on_where_it_stopped_and_may_run_twice(configure: Callable[..., Settings]) -> None:
    ids = before_handles(5)
    configure(purge_batch=2)
    step = next(each for each in migrations.MIGRATIONS if "handles" in each.name).step
    cursor = step("")
    first = whose()
    assert len(first) == 2 and cursor
    while cursor is not None:
        cursor = step(cursor)
    while (cursor := step(cursor or "")) is not None:
        pass
    assert set(whose().values()) == set(ids) and first.items() <= whose().items()


def test_who_is_registered_by_the_version_before_gets_a_handle_when_they_sign_in() -> None:
    insert_user(BOB, "Bob")
    session: Any = "0" * 24
    assert accounts.admit(BOB, session).get("handle") == "bob" and whose() == {"bob": BOB}
