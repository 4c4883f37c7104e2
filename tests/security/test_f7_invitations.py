"""F7: nobody is in a room before they have agreed to be, and a block ends it."""

from collections.abc import Callable
from typing import Any

import pytest

from core.content.chat import invitations
from core.identity import accounts
from core.platform.settings import settings, use
from core.servers.mongo import collection
from core.writes import events, journal, ledger
from core.writes.journal import Write
from tasks.effects import kinds
from tests.support.conversations_api import ask_in, come_in, drained, outcome, say, start
from tests.support.journal_writes import carry_out, make_due
from tests.support.users import SignedIn


@pytest.fixture
def people(sign_up: Callable[..., SignedIn]) -> list[SignedIn]:
    """Ada, Bob and Eve."""
    return [sign_up(name) for name in ("Ada", "Bob", "Eve")]


def invited_to(who: SignedIn) -> list[str]:
    """The paths of the rooms that this person is invited to."""
    return [f"/conversations/{each['conversation_id']}" for each in who.get("/invitations").get_json()["items"]]


def rooms_of(who: SignedIn) -> list[str]:
    return [f"/conversations/{each['id']}" for each in who.get("/conversations").get_json()["items"]]


def names_in(who: SignedIn, where: str, field: str = "members") -> list[str]:
    return [each["name"] for each in who.get(where).get_json()[field]]


def invite(owner: SignedIn, where: str, whom: SignedIn) -> dict[str, Any]:
    """The receipt of an invitation, once it has ended."""
    return outcome(owner, owner.post(f"{where}/members", {"user_id": whom.id}).get_json())


def decline(who: SignedIn, where: str) -> None:
    assert outcome(who, who.delete(f"/invitations/{where.rpartition('/')[2]}").get_json())["state"] == "applied"


def block(who: SignedIn, whom: SignedIn) -> None:
    assert who.call("PUT", f"/users/{whom.id}/block").status_code == 202
    drained()


def told(user_id: str) -> list[str]:
    """What the events about invitations say that this person alone receives."""
    return [each.kind for each in events.since(0) if each.rooms == {f"user:{user_id}"} and "invitation" in each.kind]


def notices_of(who: SignedIn) -> list[tuple[str, str]]:
    return [(each["kind"], each["excerpt"]) for each in who.get("/inbox").get_json()["items"]]


def test_security_f7_whoever_is_put_into_a_room_is_asked_and_sees_nothing_of_it(people: list[SignedIn]) -> None:
    ada, bob, eve = people
    where = ask_in(ada, bob, eve, name="Tea")
    come_in(eve, where)
    message = f"/messages/{say(ada, where, 'Secret')['resource']['id']}"
    drained()
    (asked,) = bob.get("/invitations").get_json()["items"]
    about = {"conversation_id": where.rpartition("/")[2], "name": "Tea", "member_count": 2}
    assert asked == about | {"inviter": asked["inviter"], "at": asked["at"]} and asked["inviter"]["name"] == "Ada"
    (notice,) = bob.get("/inbox").get_json()["items"]
    assert (notice["kind"], notice["excerpt"], notice["other_count"]) == ("invitation", "Tea", 0)
    assert [each["id"] for each in notice["actors"]] == [ada.id]
    assert rooms_of(bob) == []
    ways = (("GET", where, None), ("GET", f"{where}/messages", None), ("GET", message, None))
    acts = (("POST", f"{where}/messages", {"content": "Hi"}), ("PUT", f"{where}/read", {"seq": 1}))
    assert [bob.call(*each).status_code for each in (*ways, *acts)] == [404] * 5
    assert names_in(ada, where) == ["Ada", "Eve"] and names_in(eve, where, "invited") == ["Bob"]
    assert told(bob.id) == ["invitation.received"]
    assert all(bob.id not in each.public()["rooms"] for each in events.since(0) if each.kind == "message.new")


def test_security_f7_who_accepts_is_a_member_and_reads_what_was_said(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where = ask_in(ada, bob, name="Tea")
    say(ada, where, "Welcome")
    newest = events.bounds()[1]
    assert outcome(bob, come_in(bob, where))["state"] == "applied"
    assert bob.get(f"{where}/messages").get_json()["items"][0]["content"] == "Welcome"
    assert (names_in(bob, where), names_in(bob, where, "invited"), invited_to(bob)) == (["Ada", "Bob"], [], [])
    assert notices_of(bob) == []
    assert [each.kind for each in events.since(newest)] == ["conversation.joined", "invitation.ended"]
    # From another device, that does not know it yet.
    assert outcome(bob, come_in(bob, where))["state"] == "applied"
    assert names_in(ada, where) == ["Ada", "Bob"]


def test_security_f7_who_declines_is_not_asked_again_by_the_same_person(people: list[SignedIn]) -> None:
    ada, bob, eve = people
    where = ask_in(ada, bob, eve, name="Tea")
    come_in(eve, where)
    decline(bob, where)
    assert (invited_to(bob), notices_of(bob), names_in(ada, where, "invited")) == ([], [], [])
    refused = invite(ada, where, bob)["problem"]
    assert (refused["status"], refused["title"]) == (409, "Declined")
    assert bob.call("PUT", f"/invitations/{where.rpartition('/')[2]}").status_code == 404
    other = ask_in(ada, bob, name="Coffee")
    assert invited_to(bob) == [other]
    # Another owner of the room may ask.
    ada.delete(f"{where}/members/{ada.id}")
    assert invite(eve, where, bob)["state"] == "applied" and invited_to(bob) == [where, other]


def test_security_f7_only_the_owner_invites_and_takes_back(people: list[SignedIn]) -> None:
    ada, bob, eve = people
    where = start(ada, bob, name="Tea")
    assert invite(bob, where, eve)["problem"]["status"] == 403
    assert invite(ada, where, eve)["state"] == "applied"
    taken = f"{where}/invitations/{eve.id}"
    assert eve.delete(taken).status_code == 404
    assert outcome(bob, bob.delete(taken).get_json())["problem"]["status"] == 403
    assert outcome(ada, ada.delete(taken).get_json())["state"] == "applied"
    assert (invited_to(eve), notices_of(eve), told(eve.id)) == ([], [], ["invitation.received", "invitation.ended"])
    assert outcome(ada, ada.delete(taken).get_json())["problem"]["status"] == 404
    assert come_in_refused(eve, where) and invite(ada, where, eve)["state"] == "applied"


def come_in_refused(who: SignedIn, where: str) -> bool:
    return who.call("PUT", f"/invitations/{where.rpartition('/')[2]}").status_code == 404


def test_security_f7_invitations_end_with_the_stay_of_who_made_them(people: list[SignedIn]) -> None:
    ada, bob, eve = people
    where = ask_in(ada, bob, eve, name="Tea")
    come_in(eve, where)
    drained()
    ada.delete(f"{where}/members/{ada.id}")
    drained()
    assert (invited_to(bob), names_in(eve, where, "invited")) == ([], [])
    assert told(bob.id) == ["invitation.received", "invitation.ended"] and come_in_refused(bob, where)


def test_security_f7_open_invitations_have_a_cap_for_who_asks_and_for_who_is_asked(people: list[SignedIn]) -> None:
    ada, bob, eve = people
    use(settings().model_copy(update={"invitations_sent_max": 2, "invitations_received_max": 3}))
    rooms = [ask_in(ada, bob, name=f"Room {n}") for n in range(2)]
    refused = ada.post("/conversations", {"kind": "room", "name": "Room 3", "member_ids": [bob.id]})
    assert (refused.status_code, refused.get_json()["title"]) == (409, "Too many invitations")
    assert ada.post(f"{rooms[0]}/members", {"user_id": eve.id}).status_code == 409
    # What was accepted before is refused by the worker.
    body = {"kind": "room", "name": "Room 3", "members": [bob.id]}
    ended = carry_out(journal.accept("conversation.create", ada.id, body))
    assert ended.state == "rejected" and ended.problem and ended.problem["status"] == 409
    come_in(bob, rooms[0])
    drained()
    for n in range(2):
        ask_in(eve, bob, name=f"Eve's {n}")
    refused = ada.post("/conversations", {"kind": "room", "name": "One more", "member_ids": [bob.id]})
    assert (refused.status_code, "too many" in refused.get_json()["detail"]) == (409, True)


@pytest.mark.parametrize("way", ["they block", "one blocks"])
def test_security_f7_a_block_keeps_invitations_from_both(people: list[SignedIn], way: str) -> None:
    ada, bob, _ = people
    room = start(ada, name="Tea")
    block(*((bob, ada) if way == "they block" else (ada, bob)))
    assert invite(ada, room, bob)["problem"]["title"] == "Blocked"
    made = ada.post("/conversations", {"kind": "room", "name": "Trap", "member_ids": [bob.id]}).get_json()
    assert outcome(ada, made)["problem"]["title"] == "Blocked"
    assert invited_to(bob) == []


def test_security_f7_whoever_is_banned_meanwhile_invites_nobody(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    made = ada.post("/conversations", {"kind": "room", "name": "Trap", "member_ids": [bob.id]}).get_json()
    accounts.set_banned(ada.id, True)
    drained()
    assert journal.get(made["id"]).state == "rejected" and invited_to(bob) == []


def test_security_f7_a_block_leaves_the_rooms_of_the_two_and_no_others(people: list[SignedIn]) -> None:
    ada, bob, eve = people
    hers, his, of_eve = (start(each, *people, name=f"{n}") for n, each in enumerate((ada, bob, eve)))
    asked = [ask_in(ada, bob, name="A"), ask_in(bob, ada, name="B")]
    newest = events.bounds()[1]
    block(ada, bob)
    assert names_in(ada, hers) == ["Ada", "Eve"] and names_in(bob, his) == ["Bob", "Eve"]
    assert len(names_in(eve, of_eve)) == 3
    assert (invited_to(ada), invited_to(bob)) == ([], [])
    left = {
        each.body["conversation_id"]: each.body for each in events.since(newest) if each.kind == "conversation.left"
    }
    gone = {where.rpartition("/")[2]: who.id for where, who in ((hers, bob), (his, ada))}
    # As when she removes him from hers, and leaves his: of the block nobody is told.
    assert {room: each["user_id"] for room, each in left.items()} == gone
    assert {each["actor_id"] for each in left.values()} == {ada.id}
    ada.delete(f"/users/{bob.id}/block")
    drained()
    assert names_in(ada, hers) == ["Ada", "Eve"] and come_in_refused(bob, asked[0]) and come_in_refused(ada, asked[1])
    assert outcome(bob, say(bob, of_eve, "Still here"))["state"] == "applied"


def test_security_f7_what_a_block_ends_survives_who_dies_after_its_commit_and_ends_once(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where, asked = start(ada, bob, name="Tea"), ask_in(bob, ada, name="Coffee")
    receipt = ada.call("PUT", f"/users/{bob.id}/block").get_json()
    newest = events.bounds()[1]
    # Committed, and then nothing more is heard of the worker.
    ledger.once([journal.get(receipt["id"])], kinds.carry_out)
    assert names_in(bob, where) == ["Ada", "Bob"]
    again = journal.get(receipt["id"])
    for _ in range(2):
        make_due(again)
        carry_out(again)
    drained()
    assert names_in(ada, where) == ["Ada"] and invited_to(ada) == [] and come_in_refused(ada, asked)
    kinds_of = [each.kind for each in events.since(newest)]
    assert (kinds_of.count("conversation.left"), kinds_of.count("conversation.uninvited")) == (1, 1)


def test_security_f7_a_block_that_comes_between_the_question_and_the_commit_parts_the_two_all_the_same(
    people: list[SignedIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, bob, _ = people
    where = ask_in(ada, bob, name="Tea")
    accepted = journal.get(come_in(bob, where)["id"])
    asked, seen = invitations.check_not_apart, list[Write]()

    def overtaken(*about: Any) -> None:
        asked(*about)
        if not seen:
            seen.append(journal.get(ada.call("PUT", f"/users/{bob.id}/block").get_json()["id"]))
            assert carry_out(seen[0]).state == "applied"

    monkeypatch.setattr(invitations, "check_not_apart", overtaken)
    assert carry_out(accepted).state == "applied"
    drained()
    assert seen and names_in(ada, where) == ["Ada"] and rooms_of(bob) == []


def test_security_f7_those_who_were_members_before_there_were_invitations_stay(people: list[SignedIn]) -> None:
    ada, bob, eve = people
    where = start(ada, bob, name="Tea")
    room_id = where.rpartition("/")[2]
    collection("conversations").update_one({"_id": room_id}, {"$unset": {"invited": "", "writers": ""}})
    assert outcome(bob, say(bob, where, "Hi"))["state"] == "applied"
    assert invite(ada, where, eve)["state"] == "applied"
    assert (names_in(ada, where), names_in(bob, where, "invited")) == (["Ada", "Bob"], ["Eve"])
