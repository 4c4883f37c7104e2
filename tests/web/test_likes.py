"""Likes over HTTP: one per person, counted for everybody, and asked for apart by whoever wants to see their own."""

from collections.abc import Callable
from typing import Any

import pytest

from core.platform.settings import Settings
from tests.support.users import BASE, SignedIn

WAIT = {"Prefer": "wait=60"}
pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture(params=["post", "comment"])
def item(request: pytest.FixtureRequest, people: list[SignedIn]) -> str:
    """The path of something of Ada's that can be liked."""
    ada = people[0]
    post = path_of(ada.post("/posts", {"title": "A title", "content": "c"}, **WAIT))
    return post if request.param == "post" else path_of(ada.post(f"{post}/comments", {"content": "c"}, **WAIT))


def path_of(made: Any) -> str:
    assert made.status_code == 201, made.get_json()
    return str(made.headers["Location"].removeprefix(BASE))


def like(who: SignedIn, item: str) -> Any:
    return who.call("PUT", f"{item}/like", **WAIT)


def count(who: SignedIn, item: str) -> int:
    return int(who.get(item).get_json()["like_count"])


def test_a_like_counts_once_and_its_withdrawal_once(people: list[SignedIn], item: str) -> None:
    ada, bob = people
    for who, expected in ((bob, 1), (bob, 1), (ada, 2)):
        answer = like(who, item)
        assert answer.status_code == 200 and answer.get_json()["like_count"] == expected
    for expected in (1, 1):
        answer = bob.delete(f"{item}/like", **WAIT)
        assert answer.status_code == 200 and answer.get_json()["like_count"] == expected
    assert count(bob, item) == 1


def test_a_like_is_a_write_with_a_receipt_and_a_key(people: list[SignedIn], item: str) -> None:
    bob = people[1]
    accepted = [bob.call("PUT", f"{item}/like", Idempotency_Key="once") for _ in range(2)]
    assert {(each.status_code, each.get_json()["id"]) for each in accepted} == {(202, accepted[0].get_json()["id"])}
    noun = item.split("/")[1].removesuffix("s")
    assert accepted[0].get_json()["kind"] == f"{noun}.like"
    assert bob.call("PUT", f"{item}/like", None, Idempotency_Key="once", Prefer="wait=60").status_code == 200


def test_the_count_is_in_the_pages_of_everybody(people: list[SignedIn], item: str) -> None:
    ada, bob = people
    page = "/posts" if item.startswith("/posts") else f"/posts/{ada.get(item).get_json()['post_id']}/comments"
    assert [each["like_count"] for each in ada.get(page).get_json()["items"]] == [0]
    like(bob, item)
    assert [each["like_count"] for each in ada.get(page).get_json()["items"]] == [1]


def test_one_sees_which_of_a_page_one_likes(people: list[SignedIn], item: str) -> None:
    ada, bob = people
    like(bob, item)
    item_id = item.rpartition("/")[2]
    asked = f"/users/me/likes?ids={'0' * 24},{item_id},{item_id}"
    assert [who.get(asked).get_json() for who in (ada, bob)] == [{"items": []}, {"items": [item_id]}]
    bob.delete(f"{item}/like", **WAIT)
    assert bob.get(asked).get_json() == {"items": []}


@pytest.mark.parametrize("ids", ["", "x", ",", "0" * 23, ",".join(["0" * 24] * 101), f"{'0' * 24},", f"{'0' * 24}\n"])
def test_one_asks_for_ids_at_most_a_hundred(people: list[SignedIn], ids: str) -> None:
    assert people[0].client.get(f"{BASE}/users/me/likes", query_string={"ids": ids}).status_code == 422


def test_who_likes_it_page_by_page(sign_up: Callable[..., SignedIn], people: list[SignedIn], item: str) -> None:
    fans = [sign_up(f"Fan {n}") for n in range(5)]
    for fan in fans:
        like(fan, item)
    shown, cursor = [], ""
    while True:
        page = people[0].get(f"{item}/likes?limit=2{cursor}").get_json()
        shown += page["items"]
        if not page["next_cursor"]:
            break
        # Whoever comes and goes meanwhile moves nobody else.
        like(people[1], item)
        people[1].delete(f"{item}/like", **WAIT)
        cursor = f"&cursor={page['next_cursor']}"
    assert [each["name"] for each in shown] == [f"Fan {n}" for n in (4, 3, 2, 1, 0)]
    assert set(shown[0]) == {"id", "name", "handle", "profile_img"}


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "cursor=x", "order=newest"])
def test_who_likes_it_says_what_is_wrong_with_a_query(people: list[SignedIn], item: str, query: str) -> None:
    assert people[0].get(f"{item}/likes?{query}").status_code in (400, 422)


@pytest.mark.parametrize("noun", ["posts", "comments"])
def test_what_does_not_exist_cannot_be_liked(people: list[SignedIn], noun: str) -> None:
    missing = f"/{noun}/{'0' * 24}"
    answers = [like(people[0], missing), people[0].delete(f"{missing}/like"), people[0].get(f"{missing}/likes")]
    assert [each.status_code for each in answers] == [404, 404, 404]


def test_what_is_deleted_cannot_be_liked_any_more(people: list[SignedIn], item: str) -> None:
    ada, bob = people
    like(bob, item)
    assert ada.delete(item, **WAIT).status_code == 204
    assert [like(bob, item).status_code, bob.get(f"{item}/likes").status_code] == [404, 404]


def test_a_comment_goes_out_of_sight_with_its_post_and_cannot_be_liked(people: list[SignedIn]) -> None:
    ada = people[0]
    post = path_of(ada.post("/posts", {"title": "A title", "content": "c"}, **WAIT))
    comment = path_of(ada.post(f"{post}/comments", {"content": "c"}, **WAIT))
    ada.delete(post, **WAIT)
    assert like(ada, comment).status_code == 404


def test_likes_are_for_those_who_are_signed_in(
    people: list[SignedIn], item: str, configure: Callable[..., Settings]
) -> None:
    stranger = SignedIn(people[0].client.application.test_client(), {})
    paths = [f"{item}/likes", f"/users/me/likes?ids={'0' * 24}"]
    assert [stranger.get(each).status_code for each in paths] == [200, 401]
    assert like(stranger, item).status_code == 401
    configure(public_reads=False)
    assert [stranger.get(each).status_code for each in paths] == [401, 401]
