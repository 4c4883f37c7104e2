"""Replies over HTTP: threads of several levels, page by page, and a link into the middle of one."""

from typing import Any

import pytest

from tests.support.users import BASE, SignedIn

WAIT = {"Prefer": "wait=60"}
pytestmark = pytest.mark.usefixtures("worker")


def made(answer: Any) -> str:
    assert answer.status_code == 201, answer.get_json()
    return str(answer.headers["Location"].rpartition("/")[2])


def new_post(who: SignedIn) -> str:
    return made(who.post("/posts", {"title": "A title", "content": "c"}, **WAIT))


def comment(who: SignedIn, post_id: str, answers: str = "", content: str = "A comment") -> str:
    body = {"content": content} | ({"parent_id": answers} if answers else {})
    return made(who.post(f"/posts/{post_id}/comments", body, **WAIT))


@pytest.fixture
def post_id(people: list[SignedIn]) -> str:
    return new_post(people[0])


def test_a_thread_page_by_page_on_each_level(people: list[SignedIn], post_id: str) -> None:
    ada, bob = people
    first, second = comment(ada, post_id), comment(bob, post_id)
    answers = [comment(bob, post_id, first, f"Answer {n}") for n in range(5)]
    for path, expected in ((f"/posts/{post_id}/comments", [first, second]), (f"/comments/{first}/replies", answers)):
        shown, query = [], "?limit=2"
        while query:
            page = ada.get(path + query).get_json()
            shown += [each["id"] for each in page["items"]]
            # What comes meanwhile is at the end, and moves nothing.
            query = f"?limit=2&cursor={page['next_cursor']}" if page["next_cursor"] else ""
        assert shown == expected
        newest = ada.get(f"{path}?order=newest").get_json()["items"]
        assert [each["id"] for each in newest] == expected[::-1]
    top = ada.get(f"/comments/{first}").get_json()
    assert (top["reply_count"], top["parent_id"], top["path"]) == (5, None, [])
    below = ada.get(f"/comments/{answers[0]}").get_json()
    assert (below["parent_id"], below["reply_to_id"], below["path"]) == (first, first, [first])
    assert ada.get(f"/posts/{post_id}").get_json()["comment_count"] == 7


def test_a_page_of_replies_answers_304_until_something_changes(people: list[SignedIn], post_id: str) -> None:
    ada, bob = people
    first = comment(ada, post_id)
    answer = comment(bob, post_id, first)
    path = f"/comments/{first}/replies"
    for _ in range(3):
        etag = ada.get(path).headers["ETag"]
    assert ada.get(path, If_None_Match=etag).status_code == 304
    bob.patch(f"/comments/{answer}", {"content": "Another text"}, **WAIT)
    changed = ada.get(path, If_None_Match=etag)
    assert changed.status_code == 200 and changed.get_json()["items"][0]["content"] == "Another text"


def test_a_link_leads_to_a_comment_and_those_above_it(people: list[SignedIn], post_id: str) -> None:
    ada = people[0]
    branch = [comment(ada, post_id)]
    for _ in range(3):
        branch.append(comment(ada, post_id, branch[-1]))
    ada.delete(f"/comments/{branch[1]}", **WAIT)
    found = ada.get(f"/comments/{branch[3]}/context").get_json()
    assert [each["id"] for each in found["ancestors"]] == branch[:3] and found["comment"]["id"] == branch[3]
    placeholder = found["ancestors"][1]
    assert (placeholder["author"], placeholder["content"], placeholder["is_deleted"]) == (None, "", True)
    assert ada.get(f"/comments/{'0' * 24}/context").status_code == 404


def test_what_cannot_be_answered_is_refused_at_once(people: list[SignedIn], post_id: str) -> None:
    ada, bob = people
    elsewhere = comment(ada, new_post(ada))
    first = comment(ada, post_id)
    comment(bob, post_id, first)
    ada.delete(f"/comments/{first}", **WAIT)
    path = f"/posts/{post_id}/comments"

    def refusal(parent_id: Any) -> tuple[int, str]:
        problem = bob.post(path, {"content": "c", "parent_id": parent_id})
        return problem.status_code, (problem.get_json().get("errors") or [{"pointer": ""}])[0]["pointer"]

    assert [refusal(each) for each in (elsewhere, first, "0" * 24)] == [(422, "/parent_id"), (404, ""), (404, "")]
    assert [refusal(each) for each in ("", "x", 7, [first])] == [(422, "/parent_id")] * 4


def test_of_a_deleted_comment_with_replies_only_its_place_is_left(people: list[SignedIn], post_id: str) -> None:
    ada, bob = people
    first = comment(ada, post_id, content="Something private")
    comment(bob, post_id, first)
    assert ada.delete(f"/comments/{first}", **WAIT).status_code == 204
    shown = [bob.get(f"/comments/{first}").get_json(), bob.get(f"/posts/{post_id}/comments").get_json()["items"][0]]
    for each in shown:
        assert (each["author"], each["content"], each["is_deleted"], each["reply_count"]) == (None, "", True, 1)
    tries = [
        bob.call("PUT", f"/comments/{first}/like"),
        ada.patch(f"/comments/{first}", {"content": "Again"}),
        ada.delete(f"/comments/{first}"),
    ]
    assert [each.status_code for each in tries] == [404, 404, 404]


def test_replies_are_out_of_sight_with_their_post(people: list[SignedIn], post_id: str) -> None:
    ada = people[0]
    first = comment(ada, post_id)
    answer = comment(ada, post_id, first)
    assert ada.get(f"/comments/{first}/replies").status_code == 200
    ada.delete(f"/posts/{post_id}", **WAIT)
    paths = [f"/comments/{first}/replies", f"/comments/{answer}/context", f"/comments/{answer}"]
    assert [ada.get(each).status_code for each in paths] == [404, 404, 404]


def test_an_answer_to_what_is_still_on_its_way_waits_for_it(people: list[SignedIn], post_id: str) -> None:
    ada = people[0]
    first = ada.post(f"/posts/{post_id}/comments", {"content": "c"}).get_json()["resource"]["id"]
    answer = ada.post(f"/posts/{post_id}/comments", {"content": "c", "parent_id": first}, **WAIT)
    assert answer.status_code == 201 and answer.get_json()["parent_id"] == first
    assert [each["id"] for each in ada.get(f"/comments/{first}/replies").get_json()["items"]] == [made(answer)]
    assert answer.headers["Location"].startswith(f"{BASE}/comments/")
