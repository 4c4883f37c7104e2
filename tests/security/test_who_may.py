"""A1 and A2: who may call which route with what belongs to Ada. Each operation of the API is in exactly one table here,
so a new one does not get past it undecided. Nothing is carried out, so no call changes what the next one finds."""

from collections.abc import Callable

import pytest
from flask import Flask

from core.identity import sessions
from core.platform.settings import Settings
from tests.support.conversations_api import outcome
from tests.support.pictures import png
from tests.support.roles import World, world_with
from tests.support.users import BASE, SignedIn, sign_up_through
from tests.support.who_may import (
    BODIES,
    DONE,
    ENDING,
    NOBODY,
    OPEN,
    OWN,
    READ,
    REFUSED_LATER,
    SIGNED_IN,
    WITH_WHAT_IS_ADAS,
    expected,
)
from web.http.guard import Guard
from web.http.openapi import contracts


@pytest.fixture
def world(app: Flask, sign_up: Callable[..., SignedIn]) -> World:
    return world_with(app, sign_up)


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
