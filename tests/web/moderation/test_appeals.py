"""Appeals: the author of what was removed asks for another look, and a moderator decides about it."""

from typing import Any

import pytest

from core.identity import suspensions
from tests.support.moderation import REMOVE, WAIT, answer, appeal, decide
from tests.support.users import SignedIn
from tests.web.moderation.test_queue import comment_on, write

pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture(params=["post", "comment"])
def removed(request: pytest.FixtureRequest, people: list[SignedIn]) -> str:
    """The path of something of Ada's that Eve has removed."""
    ada, bob, eve, _ = people
    item = write(ada) if request.param == "post" else comment_on(ada, write(bob))
    assert decide(eve, item, REMOVE, **WAIT).status_code == 204
    return item


def latest(who: SignedIn) -> dict[str, Any]:
    """The latest of what they are told."""
    return dict(who.get("/inbox").get_json()["items"][0])


def test_who_appeals_is_heard_and_what_was_removed_is_there_again(people: list[SignedIn], removed: str) -> None:
    ada, bob, eve, zoe = people
    item_id = removed.rpartition("/")[2]
    assert latest(ada)["removal"] == {"type": removed.split("/")[1][:-1], "id": item_id, "is_appealed": False}
    assert appeal(ada, removed, **WAIT).status_code == 204
    assert latest(ada)["removal"]["is_appealed"]
    assert zoe.get("/moderation/appeals/count").get_json() == {"open_count": 1}
    (found,) = zoe.get("/moderation/appeals").get_json()["items"]
    assert (found["id"], found["words"], found["reason"]) == (item_id, "It was a joke.", "spam")
    assert (found["author"]["id"], found["removed_by"]["id"]) == (ada.id, eve.id)
    assert found["content_html"] == f"<p>{found['content']}</p>\n"
    shown = answer(zoe, removed, "restore", "She is right.", **WAIT)
    assert (shown.status_code, shown.get_json()["id"]) == (200, item_id)
    assert bob.get(removed).status_code == 200 and zoe.get("/moderation/appeals").get_json()["items"] == []
    told = latest(ada)
    assert (told["kind"], told["outcome"], told["removal"]) == ("moderation", "restored", None)
    assert len(ada.get("/inbox").get_json()["items"]) == 1
    entry = eve.get("/moderation/audit").get_json()["items"][0]
    assert (entry["act"].rpartition(".")[2], entry["why"]) == ("restore", "She is right.")
    assert entry["before"] == {"reason": "spam", "is_appealed": True}


def test_a_removal_that_stands_is_told_too_and_not_by_whom(people: list[SignedIn], removed: str) -> None:
    ada, _, eve, zoe = people
    appeal(ada, removed, **WAIT)
    assert answer(zoe, removed, "uphold", **WAIT).status_code == 204
    assert ada.get(removed).status_code == 404
    told = ada.get("/inbox")
    assert latest(ada)["outcome"] == "upheld" and zoe.id not in told.text and eve.id not in told.text
    assert appeal(ada, removed, **WAIT).get_json()["title"] == "Already appealed"
    assert answer(eve, removed, "uphold", **WAIT).get_json()["title"] == "Already decided"


def test_nobody_appeals_for_others_or_twice(people: list[SignedIn], removed: str) -> None:
    ada, bob, _, _ = people
    assert appeal(bob, removed, **WAIT).status_code == 404
    assert appeal(ada, removed, **WAIT).status_code == 204
    assert (appeal(ada, removed, **WAIT).status_code, appeal(ada, f"/posts/{'0' * 24}", **WAIT).status_code) == (
        409,
        404,
    )


def test_who_is_suspended_may_appeal(people: list[SignedIn], removed: str) -> None:
    ada = people[0]
    until = {"act": "suspend", "words": "A day to think.", "until_ms": 4_000_000_000_000}
    assert decide(people[2], f"/users/{ada.id}", until, **WAIT).status_code == 200
    assert suspensions.standings({ada.id})
    assert ada.post("/posts", {"title": "Another", "content": "Some content"}).status_code == 403
    assert appeal(ada, removed, **WAIT).status_code == 204


def test_a_moderator_brings_back_what_nobody_appeals(people: list[SignedIn], removed: str) -> None:
    _, bob, eve, _ = people
    assert answer(eve, removed, "uphold", **WAIT).status_code == 409
    assert answer(eve, removed, "restore", **WAIT).status_code == 200
    assert bob.get(removed).status_code == 200 and answer(eve, removed, "restore", **WAIT).status_code == 409


@pytest.mark.parametrize("body", [{}, {"words": ""}, {"words": " \n"}, {"words": "w" * 1001}, {"words": 1}])
def test_an_appeal_that_says_nothing_is_refused(people: list[SignedIn], body: Any) -> None:
    assert people[0].call("PUT", f"/moderation/posts/{'0' * 24}/appeal", body).status_code == 422


def test_a_walk_through_the_appeals_shows_each_once(people: list[SignedIn]) -> None:
    ada, _, eve, zoe = people
    posts = [write(ada, f"Post {number}") for number in range(5)]
    for each in posts:
        decide(eve, each, REMOVE, **WAIT)
        appeal(ada, each, **WAIT)
    seen, cursor = list[str](), ""
    while True:
        page = zoe.get(f"/moderation/appeals?limit=2{cursor}").get_json()
        seen += [f"/posts/{each['id']}" for each in page["items"]]
        if not page["next_cursor"]:
            break
        cursor = f"&cursor={page['next_cursor']}"
        answer(zoe, seen[-1], "uphold", **WAIT)
    assert seen == posts
