"""Reports: of those of one person the one accepted last counts, whatever happens, and each case is counted exactly."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.content.moderation import reports
from core.platform.clock import now_ms
from core.platform.settings import Settings
from core.schemas.reasons import REASONS
from core.servers.mongo import collection
from tasks import cleanup
from tests.support.aged import HOUR_MS, left
from tests.support.journal_writes import (
    ADA,
    BOB,
    carry_out,
    delete,
    edit_comment,
    edit_post,
    insert_user,
    new_comment,
    new_post,
    report,
    stored,
)
from tests.support.orders import in_any_order

PEOPLE = [f"{n:024x}" for n in range(1, 4)]
few = examples(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True)
def people(system: Settings) -> None:
    for person in (ADA, BOB, *PEOPLE):
        insert_user(person)


@pytest.fixture(params=["post", "comment"])
def item(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The noun and the id of something that can be reported."""
    return made(request.param)


def made(noun: str) -> tuple[str, str]:
    """A post of Ada's, or a comment."""
    post_id = carry_out(new_post()).resource_id
    return noun, post_id if noun == "post" else carry_out(new_comment(post_id)).resource_id


def case_of(item_id: str) -> dict[str, Any]:
    """The case of this item, whose counts are those of a recount."""
    case = stored("cases", item_id)
    found = collection("reports").find({"item_id": item_id, "round": case["round"], "deleted": False})
    reasons = Counter(each["reason"] for each in found)
    assert (case["reasons"], case["report_count"]) == (dict(reasons), reasons.total())
    return case


STEPS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(REASONS[:2]), st.booleans()), min_size=1, max_size=7
)


@pytest.mark.parametrize("noun", ["post", "comment"])
def test_the_report_accepted_last_counts_in_any_order_and_twice(noun: str) -> None:
    @few
    @given(in_any_order(STEPS))
    def play(drawn: tuple[list[tuple[str, str, bool]], list[int]]) -> None:
        steps, numbers = drawn
        _, item_id = made(noun)
        writes = [report(noun, item_id, person, reason, is_over=is_over) for person, reason, is_over in steps]
        for n in numbers:
            assert carry_out(writes[n]).state == "applied"
        last = {person: (reason, is_over) for person, reason, is_over in steps}
        standing = {person: reason for person, (reason, is_over) in last.items() if not is_over}
        found = collection("reports").find({"item_id": item_id, "deleted": False})
        assert {each["user_id"]: each["reason"] for each in found} == standing
        if collection("cases").find_one({"_id": item_id}):
            assert case_of(item_id)["is_open"] == bool(standing)
        else:
            assert not standing

    play()


def test_nobody_reports_what_they_wrote(item: tuple[str, str]) -> None:
    refused = carry_out(report(*item, actor=ADA))
    assert refused.state == "rejected" and refused.problem and refused.problem["title"] == "Your own"
    assert collection("reports").count_documents({}) == collection("cases").count_documents({}) == 0


def test_a_report_of_what_is_deleted_is_refused_if_it_came_later_and_kept_otherwise(item: tuple[str, str]) -> None:
    before, gone, after = report(*item), delete(*item), report(*item, actor=PEOPLE[0])
    assert [carry_out(each).state for each in (gone, before, after)] == ["applied", "applied", "rejected"]
    assert not case_of(item[1])["is_open"] and [each["user_id"] for each in reports.latest(item[1], 0)] == [BOB]


def test_the_case_of_what_its_author_deletes_closes(item: tuple[str, str]) -> None:
    carry_out(report(*item))
    assert case_of(item[1])["is_open"]
    carry_out(delete(*item))
    case = case_of(item[1])
    assert not case["is_open"] and case["decided"]["act"] == "delete"


def test_with_a_post_the_cases_of_its_comments_close() -> None:
    post_id = carry_out(new_post()).resource_id
    comments = [carry_out(new_comment(post_id)).resource_id for _ in range(2)]
    for each in comments:
        carry_out(report("comment", each))
    carry_out(delete("post", post_id))
    assert [case_of(each)["is_open"] for each in comments] == [False, False]


def test_a_case_that_lost_all_its_reports_opens_anew_with_the_next(item: tuple[str, str]) -> None:
    for is_over in (False, True, False):
        carry_out(report(*item, is_over=is_over))
    case = case_of(item[1])
    assert (case["is_open"], case["round"], case["report_count"]) == (True, 2, 1)


def test_an_edit_leaves_an_open_case_as_it_is(item: tuple[str, str]) -> None:
    noun, item_id = item
    carry_out(report(*item))
    carry_out(edit_post(item_id, title="Another") if noun == "post" else edit_comment(item_id, "Another"))
    carry_out(report(*item, actor=PEOPLE[0]))
    assert (case_of(item_id)["round"], case_of(item_id)["report_count"]) == (1, 2)


def test_reports_go_with_what_they_are_of_and_withdrawn_ones_after_their_retention(
    item: tuple[str, str], system: Settings
) -> None:
    carry_out(report(*item))
    carry_out(report(*item, actor=PEOPLE[0]))
    carry_out(report(*item, actor=PEOPLE[0], is_over=True))
    over_ms = now_ms() - system.retention_deleted_s * 1000 - HOUR_MS
    collection("reports").update_one({"deleted": True}, {"$set": {"deleted_ms": over_ms}})
    assert cleanup.clean_up("deleted-reports") == 1
    assert left("reports") == {reports.id_of(BOB, item[1])}
    carry_out(delete(*item))
    collection(f"{item[0]}s").update_one({"_id": item[1]}, {"$set": {"deleted_ms": over_ms}})
    assert cleanup.clean_up(f"deleted-{item[0]}s") == 1
    assert left("reports") == left("cases") == set()
