"""A1 and A2: who may call which route with what belongs to Ada. Each operation of the API is in exactly one table here,
so a new one does not get past it undecided. Nothing is carried out, so no call changes what the next one finds."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from core.identity import accounts, sessions
from core.platform.settings import Settings
from tests.support.conversations_api import drained, outcome, say, start
from tests.support.journal_writes import accept
from tests.support.pictures import png
from tests.support.users import BASE, SignedIn, sign_up_through
from tests.support.who_may import (
    ANSWERS,
    BODIES,
    DONE,
    ENDING,
    NOBODY,
    OPEN,
    OWN,
    READ,
    REFUSED_LATER,
    SIGNED_IN,
    TEXT,
    TO_MEMBERS,
    WITH_WHAT_IS_ADAS,
)
from web.http.guard import Guard
from web.http.openapi import contracts


@dataclass
class World:
    """What is Ada's, by the names in the paths of the API, and who comes."""

    ids: dict[str, str]
    people: dict[str, SignedIn]


@pytest.fixture
def world(app: Flask, sign_up: Callable[..., SignedIn]) -> World:
    people = {role: sign_up(role.capitalize()) for role in (*SIGNED_IN, "banned", "third", "fourth")}
    ada, bob = people["owner"], people["member"]
    for role in (*SIGNED_IN, "banned"):
        if role != "unconfirmed":
            accounts.set_confirmed(people[role].id)
    post = ada.post("/posts", TEXT | {"title": "A title"}).get_json()["resource"]["id"]
    drained()
    comment = ada.post(f"/posts/{post}/comments", TEXT).get_json()
    room = start(ada, bob, people["third"], name="A room")
    message = say(ada, room, "Between us")
    drained()
    hold_edits(ada, post, comment["resource"]["id"])
    accounts.set_role(people["moderator"].id, accounts.MODERATOR, has=True)
    accounts.set_banned(people["banned"].id, True)
    people["signed out"] = SignedIn(app.test_client(), {})
    ids = {"post_id": post, "comment_id": comment["resource"]["id"], "conversation_id": room.rpartition("/")[2]}
    ids |= {"message_id": message["resource"]["id"], "write_id": comment["id"], "user_id": people["third"].id}
    ids |= {"ended_id": sessions.start(ada.id, "", "").session_id, "handle": ada.user["handle"]}
    return World(ids | {"digest": "0" * 64, "passkey_id": "abc", "name": "swagger-ui.css"}, people)


def hold_edits(ada: SignedIn, post_id: str, comment_id: str) -> None:
    """An edit of each waits for a moderator."""
    for noun, item_id in (("post", post_id), ("comment", comment_id)):
        judgement = {"scores": {"words": 3}, "held": True}
        accept(f"{noun}.edit", ada.id, {"changes": TEXT, "gate": judgement}, resource_id=item_id)
    drained()


def ask(world: World, role: str, path: str, method: str, name: str) -> int:
    """The status of this request by who has this role."""
    ids, person = world.ids, world.people[role]
    for each, value in ids.items():
        path = path.replace(f"{{{each}}}", value)
    query = {
        "search_for": "?q=title",
        "complete_handle": "?handle_prefix=a",
        "show_unsubscribe": "?token=x",
        "unsubscribe": "?token=x",
        **dict.fromkeys(("list_liked", "list_followed"), f"?ids={ids['user_id']}"),
        "list_writes": f"?ids={ids['write_id']}",
    }
    bodies = BODIES | {
        "create_conversation": {"kind": "room", "name": "Another", "member_ids": [ids["user_id"]]},
        "invite_member": {"user_id": world.people["fourth"].id},
    }
    path = path.removeprefix(BASE) + query.get(name, "")
    if name == "set_picture":
        csrf = person.client.get_cookie("csrf_access_token")
        headers = {"X-CSRF-TOKEN": csrf.value} if csrf else {}
        return person.client.put(
            BASE + path, data=png(), headers=headers, content_type="application/octet-stream"
        ).status_code
    return person.call(method, path, bodies.get(name)).status_code


def expected(name: str, role: str) -> range | tuple[int, ...]:
    """The statuses that this role may be answered by this operation."""
    if name in OPEN:
        return range(200, 500)
    if role in NOBODY:
        # Who comes with a session that has ended is told so, and may come without.
        return DONE if name in READ and role == "signed out" else (401,)
    may, otherwise = WITH_WHAT_IS_ADAS.get(name, (set(SIGNED_IN), 404))
    if role in may:
        return (ANSWERS[name],) if name in ANSWERS else DONE
    return (TO_MEMBERS.get(name, otherwise),) if role == "member" else (otherwise,)


def test_every_operation_is_in_one_table(app: Flask) -> None:
    tables = (OPEN, READ, OWN, ENDING, set(WITH_WHAT_IS_ADAS))
    names = sorted(name for _, _, name, _ in contracts(app))
    assert sorted(each for table in tables for each in table) == names
    guards = {name: contract.guard for _, contract, name, _ in contracts(app)}
    assert {name for name in names if guards[name] is Guard.READER} == READ
    assert {name for name in names if guards[name] in (Guard.OPEN, Guard.LEAVING)} == OPEN


@pytest.mark.parametrize("role", [*SIGNED_IN, *NOBODY])
def test_security_a1_and_a2_each_role_may_do_what_the_table_says_and_nothing_else(
    app: Flask, world: World, role: str
) -> None:
    wrong = {}
    for path, contract, name, _ in contracts(app):
        if name in ENDING | {"logout", "register", "login", "add_push", "end_session"}:
            continue
        status = ask(world, role, path, contract.method, name)
        if status not in expected(name, role):
            wrong[name] = status
    assert wrong == {}


def test_security_a1_what_only_the_owner_of_a_room_may_is_refused_to_members(world: World) -> None:
    bob, room = world.people["member"], f"/conversations/{world.ids['conversation_id']}"
    receipts = [
        bob.patch(room, {"name": "Another"}),
        bob.post(f"{room}/members", {"user_id": world.people["fourth"].id}),
        bob.delete(f"{room}/invitations/{world.people['unconfirmed'].id}"),
        bob.delete(f"{room}/members/{world.ids['user_id']}"),
    ]
    assert len(receipts) == len(REFUSED_LATER)
    for each in receipts:
        assert outcome(bob, each.get_json())["problem"]["status"] == 403
    found = bob.get(room).get_json()
    assert found["name"] == "A room" and len(found["members"]) == 3


@pytest.mark.parametrize("role", [*SIGNED_IN[1:], *NOBODY])
def test_security_a1_nobody_ends_the_session_of_another(app: Flask, world: World, role: str) -> None:
    ended_id = world.ids["ended_id"]
    answer = world.people[role].delete(f"/auth/sessions/{ended_id}")
    assert answer.status_code == (401 if role in NOBODY else 404)
    assert sessions.user_of(ended_id) == world.people["owner"].id


@pytest.mark.parametrize("role", SIGNED_IN[1:])
def test_security_a4_receipts_of_others_are_in_no_list(world: World, role: str) -> None:
    assert world.people[role].get(f"/writes?ids={world.ids['write_id']}").get_json()["items"] == []


def test_without_public_reads_only_who_is_signed_in_reads(
    app: Flask, world: World, configure: Callable[..., Settings], system: Settings
) -> None:
    configure(public_reads=False, key_prefix=system.key_prefix, mongo_db=system.mongo_db)
    for path, contract, name, _ in contracts(app):
        if name in READ:
            assert ask(world, "signed out", path, contract.method, name) == 401, name
            assert ask(world, "stranger", path, contract.method, name) in DONE, name


def test_somebody_who_signs_up_is_unconfirmed(app: Flask) -> None:
    assert not sign_up_through(app.test_client()).get("/auth/me").get_json()["is_confirmed"]
