"""What is held, over HTTP: its author and moderators see it, others do not, and a moderator decides."""

from collections.abc import Callable
from typing import Any

import pytest

from core.identity import accounts
from core.platform.settings import Settings
from tests.support.conversations_api import drained, outcome
from tests.support.users import SignedIn

POST = {"title": "A title", "content": "Some content"}


@pytest.fixture
def mo(people: list[SignedIn], sign_up: Callable[..., SignedIn]) -> SignedIn:
    moderator = sign_up("Mo")
    accounts.set_role(moderator.id, accounts.MODERATOR, has=True)
    return moderator


@pytest.fixture(autouse=True)
def held(configure: Callable[..., Settings], system: Settings) -> None:
    configure(hold="first", key_prefix=system.key_prefix, mongo_db=system.mongo_db)


def posted(who: SignedIn, **more: Any) -> str:
    """The id of a post that waits."""
    receipt = outcome(who, who.post("/posts", POST | more).get_json())
    assert (receipt["state"], receipt["held"]) == ("applied", ["first"])
    return str(receipt["resource"]["id"])


def test_only_its_author_and_moderators_see_a_held_post(people: list[SignedIn], mo: SignedIn) -> None:
    ada, bob = people
    post = posted(ada)
    for reader in (ada, mo):
        shown = reader.get(f"/posts/{post}").get_json()
        assert (shown["title"], shown["held"], shown["author"]["id"]) == ("A title", ["first"], ada.id)
    assert bob.get(f"/posts/{post}").status_code == 404
    assert bob.client.application.test_client().get(f"/api/v1/posts/{post}").status_code == 404
    for path in (f"/posts/{post}/comments", f"/posts/{post}/history", f"/posts/{post}/likes"):
        assert bob.get(path).status_code == 404
    for path in ("/posts", "/posts?order=top", "/feed/home", f"/users/{ada.id}/posts", "/search?q=title"):
        assert ada.get(path).get_json()["items"] == [], path


def test_its_author_and_moderators_have_lists_of_what_waits(people: list[SignedIn], mo: SignedIn) -> None:
    ada, bob = people
    posts = [posted(ada, title=f"Title {n}") for n in range(3)]
    first = mo.get("/moderation/held?limit=2").get_json()
    rest = mo.get(f"/moderation/held?limit=2&cursor={first['next_cursor']}").get_json()
    assert [each["id"] for each in first["items"] + rest["items"]] == posts
    assert rest["next_cursor"] is None
    assert [each["title"] for each in ada.get("/moderation/held/own").get_json()["items"]] == [
        "Title 0",
        "Title 1",
        "Title 2",
    ]
    assert bob.get("/moderation/held/own").get_json()["items"] == []
    assert bob.get("/moderation/held").status_code == 403


def test_what_a_moderator_approves_everybody_sees(people: list[SignedIn], mo: SignedIn) -> None:
    ada, bob = people
    post = posted(ada)
    assert bob.post(f"/moderation/held/posts/{post}/approve", {"rev": 1}).status_code == 403
    assert mo.post(f"/moderation/held/posts/{post}/approve", {"rev": 2}).status_code == 412
    assert mo.post(f"/moderation/held/comments/{post}/approve", {"rev": 1}).status_code == 404
    answer = mo.post(f"/moderation/held/posts/{post}/approve", {"rev": 1})
    assert outcome(mo, answer.get_json())["state"] == "applied"
    shown = bob.get(f"/posts/{post}").get_json()
    assert shown["title"] == "A title" and "held" not in shown
    assert [each["id"] for each in bob.get("/posts").get_json()["items"]] == [post]
    assert mo.get("/moderation/held").get_json()["items"] == []


def test_what_a_moderator_rejects_nobody_sees_and_its_author_is_told_why(people: list[SignedIn], mo: SignedIn) -> None:
    ada, _ = people
    post = posted(ada)
    assert mo.post(f"/moderation/held/posts/{post}/reject", {"rev": 1, "reason": "It sells"}).status_code == 202
    drained()
    assert ada.get(f"/posts/{post}").status_code == 404
    notice = ada.get("/inbox").get_json()["items"][0]
    assert (notice["kind"], notice["excerpt"], notice["reason"]) == ("moderation", "A title", "It sells")
    rejected = mo.get("/moderation/held?state=rejected").get_json()["items"]
    assert [each["id"] for each in rejected] == [post]
    assert mo.post(f"/moderation/held/posts/{post}/reject", {"rev": 1, "reason": "Again"}).status_code == 404
    answer = mo.post(f"/moderation/held/posts/{post}/approve", {"rev": 1})
    assert outcome(mo, answer.get_json())["state"] == "applied"


def test_its_author_edits_and_deletes_it_by_its_address(people: list[SignedIn], mo: SignedIn) -> None:
    ada, bob = people
    post = posted(ada)
    assert bob.patch(f"/posts/{post}", {"title": "Mine"}).status_code == 404
    assert bob.delete(f"/posts/{post}").status_code == 404
    assert outcome(ada, ada.patch(f"/posts/{post}", {"title": "Better"}).get_json())["held"] == ["first"]
    shown = ada.get(f"/posts/{post}").get_json()
    assert (shown["title"], shown["rev"]) == ("Better", 2)
    assert ada.patch(f"/posts/{post}", {"title": "Older"}, If_Match='"1"').status_code == 412
    assert outcome(ada, ada.delete(f"/posts/{post}").get_json())["state"] == "applied"
    assert ada.get(f"/posts/{post}").status_code == 404


def test_a_held_comment_is_seen_by_its_author_where_it_would_stand(
    people: list[SignedIn], mo: SignedIn, configure: Callable[..., Settings], system: Settings
) -> None:
    ada, bob = people
    post = outcome(mo, mo.post("/posts", POST).get_json())["resource"]["id"]
    comment = outcome(mo, mo.post(f"/posts/{post}/comments", {"content": "First"}).get_json())["resource"]["id"]
    answer = bob.post(f"/posts/{post}/comments", {"content": "Second", "parent_id": comment})
    receipt = outcome(bob, answer.get_json())
    assert receipt["held"] == ["first"]
    path = f"/comments/{receipt['resource']['id']}"
    shown = bob.get(path).get_json()
    assert (shown["parent_id"], shown["path"], shown["held"]) == (comment, [comment], ["first"])
    assert ada.get(path).status_code == 404
    assert ada.post(f"/posts/{post}/comments", {"content": "c", "parent_id": shown["id"]}).status_code == 404
    listed = mo.get("/moderation/held").get_json()["items"]
    assert [(each["type"], each["post_id"], each["parent_id"]) for each in listed] == [("comment", post, comment)]
    approved = mo.post(f"/moderation/held{path}/approve", {"rev": 1})
    assert outcome(mo, approved.get_json())["state"] == "applied"
    assert [each["content"] for each in ada.get(f"/comments/{comment}/replies").get_json()["items"]] == ["Second"]


def test_waiting_for_a_write_that_is_held_gives_its_receipt(people: list[SignedIn], worker: object) -> None:
    ada, _ = people
    answer = ada.post("/posts", POST, Prefer="wait=60", Idempotency_Key="one")
    assert (answer.status_code, answer.get_json()["held"]) == (202, ["first"])
    again = ada.post("/posts", POST, Prefer="wait=60", Idempotency_Key="one")
    assert again.get_json() == answer.get_json()
