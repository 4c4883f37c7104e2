"""Follows and the home feed over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest

from core.platform.settings import Settings, settings, use
from tests.support.users import BASE, SignedIn

WAIT = {"Prefer": "wait=60"}
pytestmark = pytest.mark.usefixtures("worker")


def follow(who: SignedIn, whom: SignedIn) -> Any:
    return who.call("PUT", f"/users/{whom.id}/follow", **WAIT)


def unfollow(who: SignedIn, whom: SignedIn) -> Any:
    return who.delete(f"/users/{whom.id}/follow", **WAIT)


def write(who: SignedIn, title: str) -> str:
    made = who.post("/posts", {"title": title, "content": "c"}, **WAIT)
    assert made.status_code == 201
    return str(made.headers["Location"].removeprefix(BASE))


def home(who: SignedIn, query: str = "") -> list[str]:
    return [each["title"] for each in who.get(f"/feed/home{query}").get_json()["items"]]


def test_a_follow_counts_once_and_its_withdrawal_once(people: list[SignedIn]) -> None:
    ada, bob = people
    for act, expected in ((follow, 1), (follow, 1), (unfollow, 0), (unfollow, 0)):
        answer = act(bob, ada)
        assert answer.status_code == 200 and answer.get_json()["follower_count"] == expected
    assert ada.get(f"/users/{ada.id}").get_json()["follower_count"] == 0


def test_a_follow_is_a_write_with_a_receipt_and_a_key(people: list[SignedIn]) -> None:
    ada, bob = people
    accepted = [bob.call("PUT", f"/users/{ada.id}/follow", Idempotency_Key="once") for _ in range(2)]
    assert {(each.status_code, each.get_json()["id"]) for each in accepted} == {(202, accepted[0].get_json()["id"])}
    assert accepted[0].get_json()["kind"] == "user.follow"


def test_one_sees_whom_of_a_page_one_follows(people: list[SignedIn]) -> None:
    ada, bob = people
    follow(bob, ada)
    asked = f"/users/me/following?ids={'0' * 24},{ada.id},{ada.id}"
    assert [who.get(asked).get_json() for who in people] == [{"items": []}, {"items": [ada.id]}]


def test_lists_of_who_follows_whom_page_by_page(sign_up: Callable[..., SignedIn]) -> None:
    ada, *others = [sign_up(f"Person {n}") for n in range(4)]
    for each in others:
        follow(each, ada)
        follow(ada, each)
    for path in ("followers", "following"):
        first = others[0].get(f"/users/{ada.id}/{path}?limit=2").get_json()
        second = others[0].get(f"/users/{ada.id}/{path}?limit=2&cursor={first['next_cursor']}").get_json()
        assert second["next_cursor"] is None
        shown = [each["name"] for page in (first, second) for each in page["items"]]
        assert shown == ["Person 3", "Person 2", "Person 1"]


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "cursor=x", "order=newest"])
def test_a_wrong_query_is_refused(people: list[SignedIn], query: str) -> None:
    for path in (f"/users/{people[0].id}/followers", f"/users/{people[0].id}/following", "/feed/home"):
        assert people[0].get(f"{path}?{query}").status_code in (400, 422)


def test_one_follows_neither_oneself_nor_nobody(people: list[SignedIn]) -> None:
    ada = people[0]
    assert [follow(ada, ada).status_code, unfollow(ada, ada).status_code] == [422, 422]
    nobody = f"/users/{'0' * 24}"
    answers = [ada.call(method, f"{nobody}/follow") for method in ("PUT", "DELETE")]
    answers += [ada.get(f"{nobody}/{path}") for path in ("followers", "following")]
    assert [each.status_code for each in answers] == [404] * 4


def test_who_is_blocked_cannot_follow(people: list[SignedIn]) -> None:
    ada, bob = people
    ada.call("PUT", f"/users/{bob.id}/block", **WAIT)
    refused = follow(bob, ada)
    assert refused.status_code == 403 and refused.get_json()["title"] == "Blocked"


def test_one_follows_at_most_following_max(people: list[SignedIn], sign_up: Callable[..., SignedIn]) -> None:
    ada, bob = people
    use(settings().model_copy(update={"following_max": 1}))
    assert follow(ada, bob).status_code == 200
    refused = follow(ada, sign_up("Eve"))
    assert refused.status_code == 422 and refused.get_json()["title"] == "Too many followed"
    assert follow(ada, bob).status_code == 200


def test_the_home_feed_shows_whom_one_follows_and_oneself_at_once(people: list[SignedIn]) -> None:
    ada, bob = people
    write(ada, "Before")
    assert home(bob) == []
    follow(bob, ada)
    post = write(ada, "After")
    write(bob, "My own")
    assert home(bob) == ["My own", "After", "Before"] and home(ada) == ["After", "Before"]
    ada.delete(post, **WAIT)
    assert home(bob) == ["My own", "Before"]
    unfollow(bob, ada)
    assert home(bob) == ["My own"]


def test_its_pages_have_a_link_and_an_etag_and_items_as_they_are_now(people: list[SignedIn]) -> None:
    ada, bob = people
    follow(bob, ada)
    posts = [write(ada, f"Post {n}") for n in range(3)]
    first = bob.get("/feed/home?limit=2")
    assert first.headers["Link"].endswith('rel="next"') and first.headers["Cache-Control"] == "private, no-cache"
    assert bob.get("/feed/home?limit=2", If_None_Match=first.headers["ETag"]).status_code == 304
    bob.call("PUT", f"{posts[2]}/like", **WAIT)
    changed = bob.get("/feed/home?limit=2", If_None_Match=first.headers["ETag"])
    assert [each["like_count"] for each in changed.get_json()["items"]] == [1, 0]
    assert home(bob, f"?limit=2&cursor={first.get_json()['next_cursor']}") == ["Post 0"]


def test_lists_are_for_readers_and_the_rest_for_who_is_signed_in(
    people: list[SignedIn], configure: Callable[..., Settings]
) -> None:
    ada = people[0]
    stranger = SignedIn(ada.client.application.test_client(), {})
    lists = [f"/users/{ada.id}/{path}" for path in ("followers", "following")]
    own = [f"/users/me/following?ids={ada.id}", "/feed/home"]
    assert [stranger.get(each).status_code for each in (*lists, *own)] == [200, 200, 401, 401]
    assert follow(stranger, ada).status_code == 401
    configure(public_reads=False)
    assert [stranger.get(each).status_code for each in lists] == [401, 401]
