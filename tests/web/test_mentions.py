"""Mentions over HTTP: shown as links, listed, told of once and to the right ones, and bounded."""

from typing import Any

import pytest

from core.writes import events
from tests.support.asyncapi import validation_errors
from tests.support.users import BASE, SignedIn

WAIT = {"Prefer": "wait=60"}
pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture(params=["post", "comment"])
def noun(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def write(who: SignedIn, noun: str, content: str, **more: str) -> Any:
    """A new post, or a comment on one, with this content."""
    if noun == "post":
        return who.post("/posts", {"title": "A title", "content": content}, **WAIT, **more)
    post = who.post("/posts", {"title": "A title", "content": "Nothing"}, **WAIT).get_json()["id"]
    return who.post(f"/posts/{post}/comments", {"content": content}, **WAIT, **more)


def told() -> list[dict[str, Any]]:
    """The events of mentions, as clients get them."""
    found = [each.public() for each in events.since(0) if each.kind == "mention.created"]
    assert [error for each in found for error in validation_errors("live", "event", each)] == []
    return found


def test_a_mention_is_a_link_a_list_and_an_event(people: list[SignedIn], noun: str) -> None:
    ada, bob = people
    made = write(ada, noun, "Hello @BOB, @nobody and @ada").get_json()
    assert made["mentions"] == [bob.id, ada.id]
    assert made["content_html"].count("<a ") == 2 and f'<a href="/users/{bob.id}"' in made["content_html"]
    (event,) = told()
    expected = {"actor_id": ada.id, "user_id": bob.id, f"{noun}_id": made["id"], "rooms": [f"user:{bob.id}"]}
    assert expected.items() <= event.items()
    assert event["post_id"] == (made["id"] if noun == "post" else made["post_id"])


def test_a_repeated_request_and_an_edit_tell_nobody_twice(people: list[SignedIn], noun: str) -> None:
    ada, bob = people
    made = write(ada, noun, "@bob").get_json()
    path = f"/{noun}s/{made['id']}"
    for _ in range(2):
        edited = ada.patch(path, {"content": "Once more @bob"}, Idempotency_Key="once", **WAIT).get_json()
        assert edited["mentions"] == [bob.id] and edited["rev"] == 2
    assert len(told()) == 1
    assert ada.patch(path, {"content": "nobody"}, **WAIT).get_json()["mentions"] == []


def test_who_blocks_the_author_is_not_told(people: list[SignedIn], noun: str) -> None:
    ada, bob = people
    bob.call("PUT", f"/users/{ada.id}/block", **WAIT)
    assert write(ada, noun, "@bob").get_json()["mentions"] == [] and told() == []


def test_a_mention_in_code_is_none(people: list[SignedIn], noun: str) -> None:
    made = write(people[0], noun, "`@bob`\n\n```\n@bob\n```").get_json()
    assert made["mentions"] == [] and "<a " not in made["content_html"] and told() == []


def test_a_thousand_mentions_are_refused_before_they_are_accepted(people: list[SignedIn], noun: str) -> None:
    ada = people[0]
    content = " ".join(f"@u{n:04d}" for n in range(1000 if noun == "post" else 250))
    refused = write(ada, noun, content)
    problem = refused.get_json()
    assert (refused.status_code, problem["title"]) == (422, "Too many mentions")
    assert "at most 20 different people" in problem["detail"] and problem["errors"][0]["pointer"] == "/content"
    item = write(ada, noun, "plain").headers["Location"].removeprefix(BASE)
    assert ada.patch(item, {"content": content}).status_code == 422
    assert write(ada, noun, "@bob " * 250).status_code == 201


def test_deleted_text_mentions_nobody(people: list[SignedIn]) -> None:
    ada, bob = people
    comment = write(ada, "comment", "@bob").get_json()
    reply = {"content": "A reply", "parent_id": comment["id"]}
    assert bob.post(f"/posts/{comment['post_id']}/comments", reply, **WAIT).status_code == 201
    assert ada.delete(f"/comments/{comment['id']}", **WAIT).status_code == 204
    left = bob.get(f"/comments/{comment['id']}").get_json()
    assert left["is_deleted"] and left["mentions"] == []
