"""Conversations and messages over HTTP: who sees what, in which order, and who may not."""

from collections.abc import Callable
from typing import Any

import pytest

from core.identity import accounts
from core.writes import events, journal
from tests.support.conversations_api import come_in, drained, heard, outcome, say, start
from tests.support.users import SignedIn


@pytest.fixture
def people(sign_up: Callable[..., SignedIn]) -> list[SignedIn]:
    """Ada, Bob and Eve."""
    return [sign_up(name) for name in ("Ada", "Bob", "Eve")]


def test_two_talk_and_see_what_is_unread(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where = start(ada, bob)
    say(ada, where, "Hello")
    say(bob, where, "Hi")
    say(bob, where, "How are you?")
    drained()
    assert heard(ada, where) == heard(bob, where) == ["Hello", "Hi", "How are you?"]
    shown = ada.get(where).get_json()
    assert (shown["last_seq"], shown["read_seq"], shown["unread_count"]) == (3, 1, 2)
    assert {each["name"] for each in shown["members"]} == {"Ada", "Bob"}
    assert ada.call("PUT", f"{where}/read", {"seq": 3}).status_code == 202
    drained()
    assert ada.get(where).get_json()["unread_count"] == 0
    newest = ada.get(f"{where}/messages?limit=1").get_json()
    assert newest["items"][0]["content"] == "How are you?" and newest["next_cursor"]


def test_security_f19_no_browser_stores_what_is_said_in_private(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where = start(ada, bob)
    message = say(ada, where, "Between us")["resource"]["id"]
    drained()
    for path in (where, f"{where}/messages", f"/messages/{message}", "/conversations", "/inbox", "/auth/me"):
        answer = ada.get(path)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store"), path


def test_read_marks_only_go_up(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where = start(ada, bob)
    for n in range(3):
        say(ada, where, str(n))
    drained()
    for seq, expected in ((2, 2), (1, 2), (99, 3)):
        bob.call("PUT", f"{where}/read", {"seq": seq})
        drained()
        assert bob.get(where).get_json()["read_seq"] == expected


def test_a_direct_conversation_is_the_same_whoever_starts_it(people: list[SignedIn]) -> None:
    ada, bob, eve = people
    where = start(ada, bob)
    say(ada, where, "Hello")
    drained()
    assert start(bob, ada) == where != start(ada, eve)
    assert heard(bob, where) == ["Hello"]


def test_whoever_is_no_member_finds_nothing(people: list[SignedIn]) -> None:
    ada, bob, eve = people
    where = start(ada, bob)
    message = f"/messages/{say(ada, where, 'Secret')['resource']['id']}"
    drained()
    requests: list[tuple[str, str, Any]] = [
        ("GET", where, None),
        ("GET", f"{where}/messages", None),
        ("POST", f"{where}/messages", {"content": "Let me in"}),
        ("PATCH", where, {"name": "Mine"}),
        ("POST", f"{where}/members", {"user_id": eve.id}),
        ("DELETE", f"{where}/members/{bob.id}", None),
        ("PUT", f"{where}/read", {"seq": 1}),
        ("GET", message, None),
        ("PATCH", message, {"content": "Mine"}),
        ("DELETE", message, None),
    ]
    for method, path, body in requests:
        answer = eve.call(method, path, body)
        assert answer.status_code == 404, (method, path)
        assert b"Secret" not in answer.data
    assert eve.get("/conversations").get_json()["items"] == []
    assert heard(bob, where) == ["Secret"]


def test_a_write_of_somebody_who_was_removed_meanwhile_is_refused_by_the_worker(people: list[SignedIn]) -> None:
    ada, bob, eve = people
    where = start(ada, bob, eve, name="Three")
    ada.delete(f"{where}/members/{eve.id}")
    late = say(eve, where, "I am still here")
    drained()
    refused = journal.get(late["id"])
    assert refused.state == "rejected" and refused.problem and refused.problem["status"] == 404
    assert heard(ada, where) == []
    assert eve.get(where).status_code == 404


def test_a_room_has_an_owner_and_can_be_left(people: list[SignedIn]) -> None:
    ada, bob, eve = people
    where = start(ada, bob, name="Tea")
    refused = bob.post(f"{where}/members", {"user_id": eve.id}).get_json()
    assert outcome(bob, refused)["problem"]["status"] == 403
    ada.post(f"{where}/members", {"user_id": eve.id})
    drained()
    come_in(eve, where)
    drained()
    assert eve.get(where).get_json()["name"] == "Tea"
    ada.delete(f"{where}/members/{ada.id}")
    drained()
    assert ada.get(where).status_code == 404
    shown = bob.get(where).get_json()
    assert (shown["owner_id"], [each["name"] for each in shown["members"]]) == (bob.id, ["Bob", "Eve"])


def test_the_two_of_a_direct_conversation_stay(people: list[SignedIn]) -> None:
    ada, bob, eve = people
    where = start(ada, bob)
    for refused in (ada.post(f"{where}/members", {"user_id": eve.id}), ada.delete(f"{where}/members/{ada.id}")):
        assert outcome(ada, refused.get_json())["problem"]["status"] == 403


def test_whoever_is_blocked_can_neither_start_nor_continue(people: list[SignedIn]) -> None:
    ada, bob, eve = people
    where = start(ada, bob)
    bob.call("PUT", f"/users/{ada.id}/block")
    eve.call("PUT", f"/users/{ada.id}/block")
    drained()
    assert [each["name"] for each in bob.get("/users/me/blocks").get_json()["items"]] == ["Ada"]
    refused = ada.post(f"{where}/messages", {"content": "Hello?"})
    assert (refused.status_code, refused.get_json()["title"]) == (403, "Blocked")
    new = ada.post("/conversations", {"kind": "direct", "member_ids": [eve.id], "name": None}).get_json()
    assert outcome(ada, new)["problem"]["status"] == 403
    room = ada.post("/conversations", {"kind": "room", "member_ids": [eve.id], "name": "Trap"}).get_json()
    assert outcome(ada, room)["problem"]["status"] == 403
    bob.delete(f"/users/{ada.id}/block")
    drained()
    assert outcome(ada, say(ada, where, "Thank you"))["state"] == "applied"
    assert heard(bob, where) == ["Thank you"]


def test_a_message_of_somebody_who_was_banned_meanwhile_is_refused(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where = start(ada, bob)
    late = say(ada, where, "One more thing")
    accounts.set_banned(ada.id, True)
    drained()
    assert journal.get(late["id"]).state == "rejected"
    assert heard(bob, where) == []


def test_a_message_is_edited_and_deleted_by_its_sender(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where = start(ada, bob)
    path = f"/messages/{say(ada, where, 'Helo')['resource']['id']}"
    assert ada.patch(path, {"content": "Hello"}).status_code == 202, "before it is applied"
    drained()
    assert bob.get(path).get_json()["content"] == "Hello" and bob.get(path).get_json()["is_edited"]
    assert bob.patch(path, {"content": "Mine"}).status_code == 403
    ada.delete(path)
    drained()
    assert bob.get(path).status_code == 404 and heard(bob, where) == []
    assert bob.get(where).get_json()["last_seq"] == 1


def test_conversations_are_listed_by_their_latest_message(people: list[SignedIn]) -> None:
    ada, bob, eve = people
    with_bob, with_eve, room = start(ada, bob), start(ada, eve), start(ada, bob, eve, name="All")
    say(bob, with_bob, "Newest")
    drained()
    page = ada.get("/conversations?limit=2").get_json()
    assert [f"/conversations/{each['id']}" for each in page["items"]] == [with_bob, room]
    rest = ada.get(f"/conversations?limit=2&cursor={page['next_cursor']}").get_json()
    assert [f"/conversations/{each['id']}" for each in rest["items"]] == [with_eve] and rest["next_cursor"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "direct", "member_ids": [], "name": None},
        {"kind": "direct", "member_ids": ["e" * 24, "f" * 24]},
        {"kind": "direct", "member_ids": ["e" * 24], "name": "No name"},
        {"kind": "room", "member_ids": []},
        {"kind": "group", "member_ids": [], "name": "x"},
        {"kind": "room", "member_ids": ["not an id"], "name": "x"},
        {"kind": "room", "member_ids": ["e" * 24] * 101, "name": "x"},
    ],
)
def test_a_conversation_that_makes_no_sense_is_refused(people: list[SignedIn], body: dict[str, Any]) -> None:
    assert people[0].post("/conversations", body).status_code == 422


def test_a_conversation_with_nobody_is_refused(people: list[SignedIn]) -> None:
    receipt = people[0].post("/conversations", {"kind": "direct", "member_ids": ["e" * 24]}).get_json()
    assert outcome(people[0], receipt)["problem"]["status"] == 404


def test_what_is_said_stays_out_of_events(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where = start(ada, bob)
    say(ada, where, "Top secret")
    drained()
    told = [each.public() for each in events.since(0)]
    assert "message.new" in [each["type"] for each in told]
    assert "secret" not in str(told)
    assert all(room.startswith("conversation:") for each in events.since(0) for room in each.rooms)
