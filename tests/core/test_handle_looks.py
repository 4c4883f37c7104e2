"""Nobody has a handle that is taken for somebody else's (security F20), whatever happens at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from confusable_homoglyphs import confusables
from pydantic import TypeAdapter, ValidationError

from core.identity import handles
from core.maintenance import migrations
from core.maintenance.migrations import migrate
from core.platform.problems import Problem
from core.platform.settings import Settings
from core.schemas.handles import RESERVED, Handle, derived, fold, is_reserved, skeleton
from core.servers.mongo import collection
from tests.core.test_handles import register, rename
from tests.support.journal_writes import ADA, BOB, carry_out, insert_user, stored

PAIRS = [
    ("paypal", "paypa1"),
    ("rnichael", "michael"),
    ("0scar", "oscar"),
    ("MARIA", "rnaria"),
    ("1o1o", "l0l0"),
    ("mmm", "rnrnrn"),
]
pytestmark = pytest.mark.usefixtures("system")


def refusal(name: str, email: str, handle: str) -> str:
    with pytest.raises(Problem) as refused:
        register(name, email, handle)
    return refused.value.title


def look(handle: str) -> dict[str, Any]:
    return stored("handle_looks", skeleton(handle))


def test_security_f20_a_skeleton_has_all_that_the_tables_of_unicode_say_of_a_handle() -> None:
    for one, others in confusables.confusables_data.items():
        for other in (each["c"] for each in others):
            # `I` is in no handle: it is an `i` there, which looks like itself.
            if fold(f"{one}__") == f"{one}__" and fold(f"{other}__") == f"{other}__":
                assert skeleton(one) == skeleton(other)
    assert skeleton("0") == skeleton("o"), "it looks like a large one"


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_security_f20_of_two_handles_that_look_the_same_one_is_given(one: str, other: str) -> None:
    one, other = str(fold(one)), str(fold(other))
    register("Ada", "ada@example.org", one)
    assert refusal("Eve", "eve@example.org", other) == "Handle taken"
    bob = register("Bob", "bob@example.org")["_id"]
    refused = carry_out(rename(other, bob))
    assert refused.problem and refused.problem["title"] == "Handle taken"
    assert not handles.is_free(other, bob) and handles.owner_of(other) is None


def test_security_f20_of_many_who_take_look_alikes_at_once_one_has_one() -> None:
    wanted = ["oo00", "o0o0", "0000", "oooo", "00oo", "0oo0"]

    def attempt(n: int) -> bool:
        try:
            return bool(register("Ada", f"{n}@example.org", wanted[n]))
        except Problem as problem:
            refused.append(problem.title)
            return False

    refused = list[str]()
    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(6))) == 1
    assert refused == ["Handle taken"] * 5
    assert collection("handles").count_documents({}) == collection("handle_looks").count_documents({}) == 1


def test_security_f20_of_two_who_change_to_look_alikes_at_the_same_time_one_has_it() -> None:
    ids = [register("Ada", "ada@example.org")["_id"], register("Bob", "bob@example.org")["_id"]]
    writes = [rename("michael", ids[0]), rename("rnichael", ids[1])]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(carry_out, writes))
    assert sorted(carry_out(each).state for each in writes) == ["applied", "rejected"]
    assert len(look("michael")["holders"]) == 1


@pytest.mark.parametrize("handle", ["adrnin", "rnoderator", "m0d", "r00t", "he1p", "rne", "nul1"])
def test_security_f20_what_looks_like_a_reserved_word_is_reserved(handle: str) -> None:
    assert is_reserved(handle) and handle not in RESERVED
    assert handle not in derived(handle, ADA)


@pytest.mark.parametrize("handle", ["user_" + "10" * 12, "user_" + "lo" * 12, "user_" + "2" * 24])
def test_security_f20_nobody_chooses_what_looks_like_the_last_resort_of_somebody(handle: str) -> None:
    with pytest.raises(ValidationError, match="reserved"):
        TypeAdapter(Handle).validate_python(handle)
    assert derived("_", "10" * 12) == ["user_" + "10" * 12]


def test_one_changes_to_a_look_alike_of_ones_own_and_back_and_others_wait_for_both() -> None:
    ada, bob = register("Ada", "ada@example.org", "paypal")["_id"], register("Bob", "bob@example.org")["_id"]
    for handle in ("paypa1", "paypal", "curie"):
        assert carry_out(rename(handle, ada)).state == "applied"
        assert carry_out(rename("paypa1" if handle == "paypal" else "paypal", bob)).state == "rejected"
    assert look("paypal")["holders"][ada] is not None and look("curie")["holders"] == {ada: None}
    over = datetime.now(UTC) - timedelta(seconds=1)
    collection("handles").update_many({"user_id": ada, "until": {"$ne": None}}, {"$set": {"until": over}})
    collection("handle_looks").update_one({"_id": "paypal"}, {"$set": {f"holders.{ada}": over, "until": over}})
    assert carry_out(rename("paypa1", bob)).state == "applied"
    assert look("paypal")["holders"] == {bob: None} and look("paypal")["until"] is None


def test_a_handle_that_is_made_of_a_name_looks_like_nobody_elses() -> None:
    register("Oscar", "oscar@example.org")
    made = register("0scar", "0scar@example.org")
    assert made["handle"] == f"0scar_{made['_id'][-4:]}"


def before_looks() -> list[str]:
    """Users of a version that did not know what handles look like: two of them have look-alikes, one a former one."""
    kept = datetime.now(UTC) + timedelta(days=1)
    for user_id, handle, former in ((ADA, "paypal", "oscar"), (BOB, "paypa1", None)):
        insert_user(user_id)
        handled: dict[str, Any] = {"handle": handle} | ({"kept_handles": {former: kept}} if former else {})
        collection("users").update_one({"_id": user_id}, {"$set": handled})
        collection("handles").insert_one({"_id": handle, "user_id": user_id, "until": None})
    collection("handles").insert_one({"_id": "oscar", "user_id": ADA, "until": kept})
    return [ADA, BOB]


def test_handles_from_before_stay_and_their_looks_are_nobody_elses_until_the_last_has_gone(
    configure: Callable[..., Settings],
) -> None:
    before_looks()
    configure(purge_batch=1)
    migrate()
    assert look("paypal")["holders"] == {ADA: None, BOB: None} and ADA in look("oscar")["holders"]
    for handle in ("paypal", "paypa1", "0scar"):
        assert refusal("Eve", "eve@example.org", handle) == "Handle taken"
    assert carry_out(rename("curie", ADA)).state == "applied"
    assert look("paypal")["holders"][BOB] is None and look("paypal")["until"] is None
    assert carry_out(rename("paypal", BOB)).state == "rejected", "it is kept for Ada"
    assert stored("users", BOB)["handle"] == "paypa1"


def test_the_migration_goes_on_where_it_stopped_and_may_run_twice(configure: Callable[..., Settings]) -> None:
    before_looks()
    configure(purge_batch=1)
    step = next(each for each in migrations.MIGRATIONS if "looks like" in each.name).step
    cursor = step("")
    assert cursor == ADA and collection("handle_looks").count_documents({}) == 2
    # What was changed meanwhile is not undone.
    carry_out(rename("curie", ADA))
    former = look("paypal")["holders"][ADA]
    for _ in range(2):
        while cursor is not None:
            cursor = step(cursor)
        cursor = step("")
    assert look("paypal")["holders"] == {ADA: former, BOB: None} and former is not None
    assert look("curie")["holders"] == {ADA: None}
