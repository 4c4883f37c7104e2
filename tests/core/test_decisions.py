"""Decisions: no report is lost and nothing is decided twice, in whichever order reports, edits and decisions come."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.content.moderation import open_cases
from core.identity import accounts
from core.platform.settings import Settings
from core.servers.mongo import collection
from core.writes.journal import Write
from tests.core.test_reports import case_of, made
from tests.support.journal_writes import (
    ADA,
    BOB,
    accept,
    carry_out,
    carry_out_together,
    delete,
    edit_comment,
    edit_post,
    insert_user,
    report,
    states,
    stored,
)
from tests.support.orders import in_any_order

EVE, DAN, ZOE = ("e" * 24, "d" * 24, "c" * 24)
few = examples(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True)
def people(system: Settings) -> None:
    """Ada writes, Bob and Dan report, Eve and Zoe are moderators."""
    for person in (ADA, BOB, DAN, EVE, ZOE):
        insert_user(person)
    for person in (EVE, ZOE):
        accounts.set_role(person, accounts.MODERATOR, has=True)


@pytest.fixture(params=["post", "comment"])
def item(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The noun and the id of something that can be reported."""
    return made(request.param)


def decide(item: tuple[str, str], act: str, actor: str = EVE, round_: int | None = 1, **more: Any) -> Write:
    """An accepted decision."""
    body = {"round": round_, "note": "A note", **more} | ({"reason": "hate"} if act == "remove" else {})
    return accept(f"{item[0]}.{act}", actor, body, resource_id=item[1])


def edit(item: tuple[str, str], content: str = "Edited") -> Write:
    """An accepted edit of its author."""
    noun, item_id = item
    return edit_post(item_id, content=content) if noun == "post" else edit_comment(item_id, content)


def acts(act: str) -> list[dict[str, Any]]:
    return [dict(each) for each in collection("audit").find({"act": {"$regex": act}})]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("report"), st.sampled_from([BOB, DAN]), st.booleans()),
        st.tuples(st.just("dismiss"), st.sampled_from([EVE, ZOE]), st.sampled_from([1, 2, None])),
        st.tuples(st.just("edit"), st.just(ADA), st.none()),
    ),
    min_size=2,
    max_size=8,
)


@pytest.mark.parametrize("noun", ["post", "comment"])
def test_no_report_is_lost_and_no_round_is_decided_twice_in_any_order(noun: str) -> None:
    @few
    @given(in_any_order(STEPS))
    def play(drawn: tuple[list[tuple[str, str, Any]], list[int]]) -> None:
        steps, numbers = drawn
        item = made(noun)
        writes = [accepted(item, *step) for step in steps]
        for n in numbers:
            assert carry_out(writes[n]).state in ("applied", "rejected")
        check(item, [each for each, step in zip(writes, steps, strict=True) if step[0] == "dismiss"])

    play()


def accepted(item: tuple[str, str], what: str, who: str, how: Any) -> Write:
    if what == "report":
        return report(*item, actor=who, is_over=how)
    return edit(item) if what == "edit" else decide(item, "dismiss", who, how)


def check(item: tuple[str, str], dismissals: list[Write]) -> None:
    """Each dismissal that was applied closed a round of its own, and every standing report is open or decided."""
    noun, item_id = item
    closed = list(collection("audit").find({"act": f"{noun}.dismiss", "subject": item_id}))
    rounds = [each["before"]["round"] for each in closed]
    assert len(set(rounds)) == len(rounds) == states(dismissals).count("applied")
    if not (case := collection("cases").find_one({"_id": item_id})):
        assert not collection("reports").count_documents({"item_id": item_id, "deleted": False})
        return
    case_of(item_id)
    standing = list(collection("reports").find({"item_id": item_id, "deleted": False}))
    if not case["is_open"]:
        assert {each["round"] for each in standing} <= set(rounds)
    elif case["round"] not in {each["round"] for each in standing}:
        raise AssertionError("it is open, and nobody reports it")


def test_of_two_moderators_at_once_the_second_is_refused(item: tuple[str, str]) -> None:
    carry_out(report(*item))
    first, second = decide(item, "dismiss"), decide(item, "remove", ZOE)
    carry_out_together([first, second])
    refused = carry_out(second)
    assert carry_out(first).state == "applied" and refused.state == "rejected"
    assert refused.problem and (refused.problem["status"], refused.problem["title"]) == (409, "Already decided")
    assert not stored(f"{item[0]}s", item[1])["deleted"] and len(acts("dismiss")) == 1 and acts("remove") == []


def test_of_two_removals_one_is_applied_and_told_once(item: tuple[str, str]) -> None:
    carry_out(report(*item))
    first, second = decide(item, "remove"), decide(item, "remove", ZOE)
    assert [carry_out(each).state for each in (first, second, first)] == ["applied", "rejected", "applied"]
    assert len(acts("remove")) == 1 and (acts("remove")[0]["why"], acts("remove")[0]["after"]) == (
        "A note",
        {"reason": "hate"},
    )
    told = list(collection("notices").find({"user_id": ADA, "kind": "moderation"}))
    assert [each["reason"] for each in told] == ["hate"]


def test_a_report_from_before_a_decision_that_comes_after_it_is_kept_and_asks_nobody_again(
    item: tuple[str, str],
) -> None:
    carry_out(report(*item))
    late, decision = report(*item, actor=DAN), decide(item, "dismiss")
    assert [carry_out(each).state for each in (decision, late, late)] == ["applied"] * 3
    case = case_of(item[1])
    assert (case["is_open"], case["report_count"], case["round"]) == (False, 2, 1)


def test_what_was_decided_opens_again_only_after_an_edit(item: tuple[str, str]) -> None:
    carry_out(report(*item))
    carry_out(decide(item, "dismiss"))
    carry_out(report(*item, actor=DAN))
    assert not case_of(item[1])["is_open"]
    carry_out(edit(item))
    assert not case_of(item[1])["is_open"]
    carry_out(report(*item, actor=DAN, reason="hate"))
    case = case_of(item[1])
    assert (case["is_open"], case["round"], case["reasons"]) == (True, 2, {"hate": 1})
    refused = carry_out(decide(item, "dismiss", round_=1))
    assert refused.problem and refused.problem["status"] == 409
    assert carry_out(decide(item, "dismiss", ZOE, 2)).state == "applied"


def test_who_decided_about_other_words_is_refused(item: tuple[str, str]) -> None:
    carry_out(report(*item))
    carry_out(edit(item))
    refused = carry_out(decide(item, "dismiss", if_rev=1))
    assert refused.problem and refused.problem["status"] == 412 and case_of(item[1])["is_open"]


@pytest.mark.parametrize("act", ["dismiss", "remove"])
def test_only_moderators_decide_and_not_about_what_they_wrote(item: tuple[str, str], act: str) -> None:
    carry_out(report(*item))
    accounts.set_role(ADA, accounts.MODERATOR, has=True)
    titles = [carry_out(decide(item, act, actor)).problem for actor in (BOB, ADA)]
    assert [each and each["title"] for each in titles] == ["Not a moderator", "Your own"]
    assert case_of(item[1])["is_open"]


def test_a_moderator_removes_what_nobody_reported(item: tuple[str, str]) -> None:
    assert carry_out(decide(item, "remove", round_=None)).state == "applied"
    assert collection("cases").count_documents({}) == 0 and len(acts("remove")) == 1
    again = carry_out(decide(item, "remove", ZOE, None))
    assert again.problem and again.problem["status"] == 404


def test_a_delete_of_a_moderator_without_a_reason_closes_the_case_as_well(item: tuple[str, str]) -> None:
    carry_out(report(*item))
    carry_out(delete(*item, actor=EVE))
    assert case_of(item[1])["decided"]["act"] == "remove" and open_cases.count() == 0
