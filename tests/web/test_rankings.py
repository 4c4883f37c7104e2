"""Top and hot over HTTP."""

from typing import Any

import pytest

from tests.support.users import SignedIn

WAIT = {"Prefer": "wait=60"}
pytestmark = pytest.mark.usefixtures("worker")


def made(answer: Any) -> str:
    assert answer.status_code == 201, answer.get_json()
    return str(answer.headers["Location"].rpartition("/")[2])


def ids_of(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.get_json()
    return [each["id"] for each in answer.get_json()["items"]]


@pytest.fixture
def liked(people: list[SignedIn]) -> list[str]:
    """Three posts with 0, 2 and 1 likes."""
    ids = [made(people[0].post("/posts", {"title": f"Post {n}", "content": "c"}, **WAIT)) for n in range(3)]
    for who, post_id in ((people[0], ids[1]), (people[1], ids[1]), (people[1], ids[2])):
        assert who.call("PUT", f"/posts/{post_id}/like", **WAIT).status_code == 200
    return ids


def test_top_and_hot_page_by_page(people: list[SignedIn], liked: list[str]) -> None:
    ada, ranked = people[0], [liked[1], liked[2], liked[0]]
    assert ids_of(ada.get("/posts?order=top")) == ranked
    assert ids_of(ada.get("/posts?order=top&within=day")) == ranked
    assert ids_of(ada.get("/posts?order=hot"))[0] == liked[1]
    first = ada.get("/posts?order=top&limit=2")
    assert first.headers["Link"].startswith("</api/v1/posts?order=top&limit=2&cursor=")
    rest = ada.get(f"/posts?order=top&limit=2&cursor={first.get_json()['next_cursor']}")
    assert ids_of(first) + ids_of(rest) == ranked and rest.get_json()["next_cursor"] is None
    by_time = ada.get("/posts?order=newest&limit=1").get_json()["next_cursor"]
    assert ada.get(f"/posts?order=top&cursor={by_time}").status_code == 400


def test_a_thread_by_likes(people: list[SignedIn], liked: list[str]) -> None:
    ada, path = people[0], f"/posts/{liked[0]}/comments"
    comments = [made(ada.post(path, {"content": f"Comment {n}"}, **WAIT)) for n in range(2)]
    assert ada.call("PUT", f"/comments/{comments[1]}/like", **WAIT).status_code == 200
    assert ids_of(ada.get(f"{path}?order=top")) == comments[::-1]
    assert ids_of(ada.get(path)) == comments
    assert ada.get(f"/posts/{'0' * 24}/comments?order=top").status_code == 404


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("/posts?order=hot&within=day", "/query/within"),
        ("/posts?within=day", "/query/within"),
        ("/posts?order=top&within=year", "/query/within"),
        ("/posts?order=top&since=1", "/query/since"),
        ("/posts?order=hot&until=1", "/query/until"),
        (f"/posts/{'0' * 24}/comments?order=hot", "/query/order"),
        (f"/users/{'0' * 24}/posts?order=top", "/query/order"),
    ],
)
def test_what_does_not_go_together_is_said(people: list[SignedIn], path: str, pointer: str) -> None:
    answer = people[0].get(path)
    assert (answer.status_code, answer.get_json()["errors"][0]["pointer"]) == (422, pointer)
