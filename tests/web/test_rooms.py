"""The name of a room over HTTP: its owner changes it, every member reads it, and nobody else may."""

from collections.abc import Callable
from typing import Any

import pytest

from core.writes import events, journal
from tests.support.conversations_api import come_in, drained, outcome, say, start
from tests.support.journal_writes import stored
from tests.support.users import SignedIn

LONGEST = "n" * 80


@pytest.fixture
def people(sign_up: Callable[..., SignedIn]) -> list[SignedIn]:
    """Ada, Bob and Eve."""
    return [sign_up(name) for name in ("Ada", "Bob", "Eve")]


def rename(who: SignedIn, where: str, name: str = "Coffee") -> dict[str, Any]:
    """The receipt of an accepted rename."""
    answer = who.patch(where, {"name": name})
    assert answer.status_code == 202, answer.get_json()
    return dict(answer.get_json())


def name_of(where: str) -> str | None:
    """What the conversation is called in MongoDB."""
    name: str | None = stored("conversations", where.rpartition("/")[2])["name"]
    return name


def test_every_member_reads_the_new_name(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where = start(ada, bob, name="Tea")
    before = bob.get(where).get_json()
    assert rename(ada, where)["kind"] == "conversation.rename"
    drained()
    assert bob.get(where).get_json() == before | {"name": "Coffee", "rev": 2}
    (listed,) = bob.get("/conversations").get_json()["items"]
    assert listed["name"] == "Coffee"


@pytest.mark.usefixtures("worker")
def test_who_waits_for_it_is_answered_with_the_room(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where = start(ada, bob, name="Tea")
    answer = ada.patch(where, {"name": LONGEST}, Prefer="wait=60")
    assert (answer.status_code, answer.get_json()["name"]) == (200, LONGEST)
    refused = bob.patch(where, {"name": "Mine"}, Prefer="wait=60")
    assert (refused.status_code, refused.get_json()["title"]) == (403, "Not yours")
    assert "Only the owner" in refused.get_json()["detail"]


def test_the_last_name_stays_also_after_a_room_that_is_not_stored_yet(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    made = ada.post("/conversations", {"kind": "room", "member_ids": [bob.id], "name": "Tea"}).get_json()
    where = f"/conversations/{made['resource']['id']}"
    for name in ("Coffee", "Water"):
        rename(ada, where, name)
    drained()
    come_in(bob, where)
    drained()
    shown = bob.get(where).get_json()
    assert (shown["name"], shown["rev"]) == ("Water", 3)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": None},
        {"name": ""},
        {"name": " \u2003\u200b"},
        {"name": LONGEST + "n"},
        {"name": "Two\nlines"},
        {"name": "Tea\u202eaet"},
        {"name": "\u2066Tea\u2069"},
        {"name": "Tea", "owner_id": "e" * 24},
    ],
)
def test_what_no_room_may_be_called_when_it_is_made_it_cannot_be_renamed_to(
    people: list[SignedIn], body: dict[str, Any]
) -> None:
    ada, bob, _ = people
    where = start(ada, bob, name="Tea")
    assert ada.post("/conversations", {"kind": "room", "member_ids": [], **body}).status_code == 422
    assert ada.patch(where, body).status_code == 422
    drained()
    assert name_of(where) == "Tea"


def test_only_its_owner_renames_a_room_and_nobody_a_direct_conversation(people: list[SignedIn]) -> None:
    ada, bob, eve = people
    room, direct = start(ada, bob, name="Tea"), start(ada, bob)
    for who, where, why in ((bob, room, "Only the owner"), (ada, direct, "no name"), (bob, direct, "no name")):
        problem = outcome(who, rename(who, where))["problem"]
        assert (problem["status"], problem["title"]) == (403, "Not yours") and why in problem["detail"]
    assert [eve.patch(where, {"name": "Mine"}).status_code for where in (room, direct)] == [404, 404]
    assert (name_of(room), name_of(direct)) == ("Tea", None)


def test_a_rename_of_who_left_or_is_no_owner_any_more_when_it_takes_effect_is_refused(people: list[SignedIn]) -> None:
    ada, bob, eve = people
    where = start(ada, bob, eve, name="Tea")
    ada.delete(f"{where}/members/{ada.id}")
    late = rename(ada, where, "Mine")
    # It is Bob's by then: this one is not too early.
    heir, other = rename(bob, where, "Bob's"), rename(eve, where, "Eve's")
    drained()
    problems = [journal.get(each["id"]).problem for each in (late, other)]
    assert [problem and problem["status"] for problem in problems] == [404, 403]
    assert (journal.get(heir["id"]).state, name_of(where)) == ("applied", "Bob's")


def test_the_name_stays_out_of_events_and_holds_up_no_message(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where = start(ada, bob, name="Tea")
    newest = events.bounds()[1]
    rename(ada, where, "A secret")
    say(bob, where, "Heard at once")
    # A change of members would hold the message back until it has taken effect.
    assert [each.kind for each in events.since(newest)] == ["message.new"]
    drained()
    renamed = events.since(newest)[-1]
    assert renamed.kind == "conversation.renamed"
    assert renamed.rooms == {f"conversation:{where.rpartition('/')[2]}"}
    assert renamed.body["actor_id"] == ada.id and "secret" not in str(renamed.public())
