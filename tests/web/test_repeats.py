"""A repeated request has the answer of the first one, whatever has happened to the world in between.

The receipt's id, the status and the members of the body are compared: each kind of write is sent twice with one key,
with other writes, chosen by hypothesis, in between.
"""

import itertools
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pydantic import TypeAdapter
from werkzeug.test import TestResponse

from core.platform.problems import Problem
from core.platform.settings import Settings
from core.reads import cache
from core.schemas.bodies import BODIES
from core.servers.mongo import collection
from core.servers.redis import cache_store
from core.writes import backlog, journal
from core.writes.context import Context
from core.writes.idempotency import Claim
from core.writes.kinds import CANARIES, WriteKind
from realtime import chat_commands
from tasks.effects.kinds import KINDS
from tests.support.every_write import REQUESTS, WAIT, World, pushes  # noqa: F401 - a fixture
from tests.support.users import SignedIn, come_back_from_a_ban
from tests.support.waiting import eventually
from web.http import changes

pytestmark = pytest.mark.usefixtures("worker")


OTHERS: dict[str, Callable[[World], object]] = {
    **{name: lambda w, send=send: send(w, WAIT) for name, send in REQUESTS.items()},  # type: ignore[misc]
    "Bob blocks Ada": lambda w: w.bob.call("PUT", f"/users/{w.ada.id}/block", **WAIT),
    "Ada is banned and comes back": lambda w: come_back_from_a_ban(w.ada),
}
_keys = itertools.count()
few = examples(max_examples=6, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.fixture
def people(sign_up: Callable[..., SignedIn]) -> list[SignedIn]:
    return [sign_up(name) for name in ("Ada", "Bob", "Eve", "Dan", "Mo")]


def face_of(answer: TestResponse) -> tuple[Any, ...]:
    """What must be the same: status, the write's id, the thing's id, and which members the body has."""
    body = answer.get_json(silent=True) or {}
    write = answer.headers.get("Link") or answer.headers.get("Location")
    return answer.status_code, write, body.get("id"), sorted(body), answer.headers.get("Preference-Applied")


@pytest.mark.parametrize("kind", REQUESTS)
def test_d2_a_repeated_request_has_the_same_answer_whatever_happened_in_between(
    kind: str, people: list[SignedIn]
) -> None:
    @few
    @example(others=["comment.delete", "post.delete", "message.delete"], waits=True)
    @example(others=["conversation.remove", "Bob blocks Ada"], waits=True)
    @example(others=["post.edit", "comment.edit", "message.edit", "Ada is banned and comes back"], waits=False)
    @given(others=st.lists(st.sampled_from(sorted(OTHERS)), max_size=3), waits=st.booleans())
    def play(others: list[str], waits: bool) -> None:
        world = World(*people)
        more = {"Idempotency-Key": f"key-{next(_keys)}"} | (WAIT if waits else {})
        first = REQUESTS[kind](world, more)
        assert first.status_code in (200, 201, 202, 204), first.get_json()
        eventually(lambda: backlog.totals()["pending"] == 0)
        # As the client would have read it, had the answer not been lost.
        settled = face_of(REQUESTS[kind](world, more))
        assert settled[0] == first.status_code
        for name in others:
            OTHERS[name](world)
        eventually(lambda: backlog.totals()["pending"] == 0)
        assert face_of(REQUESTS[kind](world, more)) == settled
        accepted = backlog.totals()["accepted"]
        assert face_of(REQUESTS[kind](world, more)) == settled
        assert backlog.totals()["accepted"] == accepted
        world.bob.delete(f"/users/{world.ada.id}/block", **WAIT)
        world.ada.delete(f"/users/{world.bob.id}/block", **WAIT)

    play()


def test_d2_every_kind_of_write_that_has_a_route_is_repeated_here(app: Flask) -> None:
    sources = "".join(path.read_text() for path in Path("web").rglob("*.py"))
    spelt = set(re.findall(r'"((?:post|comment|user|conversation|message)\.(?:[a-z]+))"', sources))
    assert {"post.create", "message.edit"} <= spelt
    assert spelt & set(KINDS) - {"message.create"} <= set(REQUESTS)
    asked_for = {kind for kind in KINDS if not WriteKind(kind).is_consequence}
    assert asked_for - set(CANARIES) == set(REQUESTS)


def test_each_kind_of_write_has_the_body_that_is_declared(
    people: list[SignedIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies: dict[str, dict[str, Any]] = {}
    real = journal._store

    def store(claimed: Claim, asked: dict[str, Any], body: dict[str, Any], context: Context) -> journal.Write:
        bodies[asked["kind"]] = body
        return real(claimed, asked, body, context)

    monkeypatch.setattr(journal, "_store", store)
    for request in REQUESTS.values():
        assert request(World(*people), {}).status_code == 202
        assert people[0].delete(f"/users/{people[1].id}/block", **WAIT).status_code == 200
    # What follows from an account's end has no body: tests/web/test_leaving.py.
    assert set(bodies) == set(BODIES) - {"canary", "user.erase", "message.erase"}
    for kind, body in bodies.items():
        TypeAdapter(BODIES[kind]).validate_python(body, strict=True)
        assert set(body) <= set(BODIES[kind].__annotations__), kind


@pytest.mark.parametrize("verb", ["send", "edit", "delete", "read"])
def test_d2_a_request_over_a_socket_is_repeated_by_its_client_id(verb: str, people: list[SignedIn]) -> None:
    world = World(*people)
    room_id, message_id = world.room.rpartition("/")[2], world.message.rpartition("/")[2]
    asked: dict[str, dict[str, Any]] = {
        "send": {"conversation_id": room_id, "content": "Another"},
        "edit": {"message_id": message_id, "content": "Edited"},
        "delete": {"message_id": message_id},
        "read": {"conversation_id": room_id, "seq": 1},
    }
    action = getattr(chat_commands, verb)

    def send() -> dict[str, Any]:
        return dict(action(world.ada.id, "request", asked[verb] | {"client_id": "one"})["receipt"])

    first = send()
    eventually(lambda: backlog.totals()["pending"] == 0)
    world.ada.delete(world.message, **WAIT)
    world.ada.delete(f"{world.room}/members/{world.ada.id}", **WAIT)
    again = send()
    assert [again[name] for name in ("id", "resource", "kind")] == [first[name] for name in ("id", "resource", "kind")]
    with suppress(Problem):
        action(world.ada.id, "request", asked[verb] | {"client_id": "two"})
        raise AssertionError("another request is not a repeated one")


def test_d2_another_request_with_the_same_key_is_refused_also_when_the_thing_is_gone(people: list[SignedIn]) -> None:
    world = World(*people)
    assert world.ada.delete(world.post, Idempotency_Key="one", **WAIT).status_code == 204
    refused = world.ada.patch(world.post, {"title": "t"}, Idempotency_Key="one")
    assert (refused.status_code, refused.get_json()["title"]) == (422, "Idempotency conflict")


def test_d2_a_request_that_is_repeated_while_the_first_one_takes_effect_is_recognised(
    people: list[SignedIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, real, arrivals = World(*people), changes.check_may_change, itertools.count()

    def overtaken(*asked: Any) -> Any:
        # Of two equal requests the second has looked for the key before the first was accepted.
        if next(arrivals) == 0:
            assert world.ada.delete(world.post, Idempotency_Key="one", **WAIT).status_code == 204
        return real(*asked)

    monkeypatch.setattr(changes, "check_may_change", overtaken)
    assert world.ada.delete(world.post, Idempotency_Key="one", **WAIT).status_code == 204


def test_d2_what_was_purged_is_answered_with_its_receipt(people: list[SignedIn], system: Settings) -> None:
    world = World(*people)
    key = {"Idempotency-Key": "one"} | WAIT
    made = world.ada.post("/posts", {"title": "t", "content": "c"}, **key)
    collection("posts").delete_one({"_id": made.get_json()["id"]})
    cache_store().flushdb()
    assert cache.get([f"post:{made.get_json()['id']}"]) == {}
    again = world.ada.post("/posts", {"title": "t", "content": "c"}, **key)
    assert (again.status_code, again.get_json()["resource"]["id"]) == (202, made.get_json()["id"])
