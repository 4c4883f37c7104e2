"""The inbox over HTTP."""

from typing import Any

import pytest

from core.schemas.inbox import KINDS
from tests.support.users import BASE, SignedIn

WAIT = {"Prefer": "wait=60"}
pytestmark = pytest.mark.usefixtures("worker")


def path_of(answer: Any) -> str:
    assert answer.status_code == 201, answer.get_json()
    return str(answer.headers["Location"].removeprefix(BASE))


@pytest.fixture
def post(people: list[SignedIn]) -> str:
    """A post of the first one."""
    return path_of(people[0].post("/posts", {"title": "A title", "content": "c"}, **WAIT))


def unread(who: SignedIn) -> int:
    return int(who.get("/inbox/unread").get_json()["unread_count"])


def test_an_answer_and_a_like_are_in_the_inbox_until_they_are_read(people: list[SignedIn], post: str) -> None:
    ada, bob = people
    comment = path_of(bob.post(f"{post}/comments", {"content": "An answer"}, **WAIT))
    bob.call("PUT", f"{post}/like", **WAIT)
    like, reply = ada.get("/inbox").get_json()["items"]
    assert (like["kind"], like["excerpt"], like["comment_id"]) == ("like", "A title", None)
    assert (reply["kind"], reply["excerpt"], f"/comments/{reply['comment_id']}") == ("reply", "An answer", comment)
    assert [who["id"] for who in reply["actors"]] == [bob.id] and unread(ada) == 2 and unread(bob) == 0
    first = ada.get("/inbox?limit=1").get_json()
    rest = ada.get(f"/inbox?limit=1&cursor={first['next_cursor']}").get_json()
    assert [first["items"], rest["items"], rest["next_cursor"]] == [[like], [reply], None]
    read = ada.call("PUT", "/inbox/read", {"until_ms": 253_402_300_799_999}, **WAIT)
    assert read.status_code == 200 and unread(ada) == 0


def test_of_what_one_is_told_is_a_choice(people: list[SignedIn], post: str) -> None:
    ada, bob = people
    bob.call("PUT", f"{post}/like", **WAIT)
    assert ada.patch("/inbox/settings", {"like": False}, **WAIT).status_code == 200
    kinds = ada.get("/inbox/settings").get_json()["kinds"]
    assert kinds == dict.fromkeys(KINDS, True) | {"like": False}
    assert ada.get("/inbox").get_json()["items"] == [] and unread(ada) == 0


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/inbox/read", {}),
        ("PUT", "/inbox/read", {"until_ms": -1}),
        ("PUT", "/inbox/read", {"until_ms": "now"}),
        ("PATCH", "/inbox/settings", {}),
        ("PATCH", "/inbox/settings", {"mail": True}),
        ("PATCH", "/inbox/settings", {"like": 1}),
    ],
)
def test_what_says_nothing_is_refused(people: list[SignedIn], method: str, path: str, body: Any) -> None:
    answer = people[0].call(method, path, body)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")


def test_an_inbox_is_its_owners(people: list[SignedIn]) -> None:
    stranger = SignedIn(people[0].client.application.test_client(), {})
    for path in ("/inbox", "/inbox/unread", "/inbox/settings"):
        assert stranger.get(path).status_code == 401
    assert people[0].get("/inbox?cursor=x").status_code == 400
