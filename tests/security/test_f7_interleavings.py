"""F7: whatever is invited, accepted, declined, taken back, left and blocked, in any order and twice, nobody is in a
room who has not agreed to be, and all that is stored of it says the same."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.content import blocks
from core.servers.mongo import collection
from core.writes import backlog, journal
from core.writes.journal import Write
from tests.support.conversations_api import ask_in, drained
from tests.support.journal_writes import carry_out, make_due
from tests.support.users import SignedIn

few = examples(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
Act = tuple[str, int, int]
# What, by whom, about whom. Person 0 begins as the owner of the room.
ACTS = st.tuples(
    st.sampled_from(("invite", "accept", "accept", "decline", "withdraw", "remove", "leave", "block", "unblock")),
    st.integers(0, 2),
    st.integers(0, 2),
)


def act(people: list[SignedIn], room: str, what: str, by: int, about: int) -> str:
    """Ask for this; the id of the write, empty when it is refused at once."""
    who, whom = people[by], people[about]
    own = f"/invitations/{room.rpartition('/')[2]}"
    asked: dict[str, tuple[str, str, Any]] = {
        "invite": ("POST", f"{room}/members", {"user_id": whom.id}),
        "accept": ("PUT", own, None),
        "decline": ("DELETE", own, None),
        "withdraw": ("DELETE", f"{room}/invitations/{whom.id}", None),
        "remove": ("DELETE", f"{room}/members/{whom.id}", None),
        "leave": ("DELETE", f"{room}/members/{who.id}", None),
        "block": ("PUT", f"/users/{whom.id}/block", None),
        "unblock": ("DELETE", f"/users/{whom.id}/block", None),
    }
    answer = who.call(*asked[what])
    assert answer.status_code in (202, 404, 409), (what, answer.get_json())
    return str(answer.get_json()["id"]) if answer.status_code == 202 else ""


def carry_out_some(chance: Random) -> None:
    """Carry out some of what waits, in any order and some of it twice."""
    waiting = backlog.listed("pending")
    order = chance.sample(waiting, len(waiting)) + chance.choices(waiting, k=chance.randint(0, 2)) if waiting else []
    for write in order[: chance.randint(0, len(order))]:
        make_due(write)
        carry_out(write)


def stored_room(room: str) -> dict[str, Any]:
    found = collection("conversations").find_one({"_id": room.rpartition("/")[2]})
    assert found
    return dict(found)


def check_that_all_say_the_same(people: list[SignedIn], room: dict[str, Any]) -> None:
    room_id, members, invited = room["_id"], set(room["members"]), set(room["invited"])
    assert not members & invited and len(members) == len(room["members"])
    assert room["owner_id"] in members if members else room["owner_id"] is None and not invited
    rows = list(collection("invitations").find({"conversation_id": room_id}))
    assert {each["user_id"] for each in rows if each["is_open"]} == invited
    assert all(each["inviter_id"] == room["owner_id"] for each in rows if each["is_open"])
    assert not [each for each in rows if each["is_open"] and each["inviter_id"] in each["declined"]]
    told = collection("notices").find({"kind": "invitation", "item_id": room_id})
    assert {each["user_id"] for each in told} == invited
    own = collection("memberships").find({"conversation_id": room_id})
    assert {each["user_id"] for each in own} == members
    ids = [each.id for each in people]
    for who in ids:
        if room["owner_id"] and who != room["owner_id"] and blocks.apart_among(who, [room["owner_id"]]):
            assert who not in invited
    for person in people:
        listed = [each["conversation_id"] for each in person.get("/invitations").get_json()["items"]]
        assert (room_id in listed) == (person.id in invited)
        assert person.get(f"/conversations/{room_id}").status_code == (200 if person.id in members else 404)


def test_security_f7_in_any_order_and_twice_nobody_is_in_a_room_who_has_not_agreed(
    sign_up: Callable[..., SignedIn],
) -> None:
    people = [sign_up(name) for name in ("Ada", "Bob", "Eve")]

    @few
    @given(acts=st.lists(ACTS, min_size=1, max_size=10), seed=st.integers(0, 2**32))
    def play(acts: list[Act], seed: int) -> None:
        chance = Random(seed)
        room = ask_in(people[0], name="Room")
        asked = [(each, act(people, room, *each), carry_out_some(chance))[:2] for each in acts if each[1] != each[2]]
        drained()
        ended = [journal.get(write_id) for _, write_id in asked if write_id]
        assert {each.state for each in ended} <= {"applied", "rejected"}
        before = stored_room(room)
        check_that_all_say_the_same(people, before)
        agreed = {people[by].id for (what, by, _), write_id in asked if what == "accept" and is_applied(write_id)}
        assert set(before["members"]) <= agreed | {people[0].id}
        for write in reversed(ended):
            make_due(write)
            carry_out(write)
        drained()
        assert stored_room(room) == before
        for who in people:
            for whom in people:
                who.delete(f"/users/{whom.id}/block")
        drained()

    play()


def is_applied(write_id: str) -> bool:
    return bool(write_id) and journal.get(write_id).state == "applied"


@pytest.mark.parametrize("first", ["block", "accept"])
def test_security_f7_a_block_and_an_acceptance_in_either_order_leave_two_who_are_apart(
    sign_up: Callable[..., SignedIn], first: str
) -> None:
    people = [sign_up(name) for name in ("Ada", "Bob")]
    room = ask_in(people[0], people[1], name="Room")
    acts: list[Act] = [("block", 0, 1), ("accept", 1, 0)]
    writes: list[Write] = [journal.get(act(people, room, *each)) for each in acts]
    for write in writes if first == "block" else reversed(writes):
        carry_out(write)
    drained()
    check_that_all_say_the_same(people, stored_room(room))
    assert stored_room(room)["members"] == [people[0].id]
