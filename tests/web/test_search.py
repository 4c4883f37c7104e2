"""Search over HTTP: what it answers, what it refuses, and who may ask."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from core.platform.settings import Settings
from tests.support.scrapes import value
from tests.support.users import BASE, SignedIn

WAIT = {"Prefer": "wait=60"}
pytestmark = pytest.mark.usefixtures("worker")


def search(who: SignedIn, q: str, **more: Any) -> Any:
    return who.client.get(f"{BASE}/search", query_string={"q": q, **more})


def found(who: SignedIn, q: str, **more: Any) -> list[dict[str, Any]]:
    answer = search(who, q, **more)
    assert answer.status_code == 200, answer.get_json()
    return list(answer.get_json()["items"])


@pytest.fixture
def post(people: list[SignedIn]) -> dict[str, Any]:
    """A post of Ada's."""
    body = {"title": "On *cheese*", "content": "Some <b>cheese</b> is\nblue"}
    return dict(people[0].post("/posts", body, **WAIT).get_json())


def test_a_post_is_found_as_it_is_read_with_its_hits_marked(people: list[SignedIn], post: dict[str, Any]) -> None:
    (result,) = found(people[1], "cheese")
    title = [{"text": "On *", "hit": False}, {"text": "cheese", "hit": True}, {"text": "*", "hit": False}]
    text = [("Some <b>", False), ("cheese", True), ("</b> is\nblue", False)]
    highlight = {"title": title, "text": [{"text": part, "hit": hit} for part, hit in text]}
    read = people[1].get(f"/posts/{post['id']}").get_json()
    assert result == {"type": "post", "item": read, "highlight": highlight}


def test_a_result_is_never_older_than_what_its_reader_has_seen(people: list[SignedIn], post: dict[str, Any]) -> None:
    ada, bob = people
    path = f"/posts/{post['id']}"
    for title in ("Cheese once", "Cheese twice"):
        ada.patch(path, {"title": title}, **WAIT)
        assert [each["item"] for each in found(bob, "cheese")] == [bob.get(path).get_json()]
    ada.call("PUT", f"{path}/like", **WAIT)
    assert found(bob, "cheese")[0]["item"]["like_count"] == 1
    ada.delete(path, **WAIT)
    assert found(bob, "cheese") == []


def test_a_comment_is_found_with_the_title_of_its_post(people: list[SignedIn], post: dict[str, Any]) -> None:
    ada, bob = people
    made = bob.post(f"/posts/{post['id']}/comments", {"content": "More bread"}, **WAIT).get_json()
    (result,) = found(ada, "BREAD", kind="comments")
    assert (result["type"], result["item"], result["post_title"]) == ("comment", made, "On *cheese*")
    assert result["highlight"] == {"text": [{"text": "More ", "hit": False}, {"text": "bread", "hit": True}]}
    ada.delete(f"/posts/{post['id']}", **WAIT)
    assert found(ada, "bread", kind="comments") == []


def test_people_are_found_by_the_beginning_of_their_name(people: list[SignedIn]) -> None:
    ada, bob = people
    (result,) = found(ada, "bo", kind="people")
    assert result["item"] == ada.get(f"/users/{bob.id}").get_json()
    assert result["highlight"] == {"name": [{"text": "Bob", "hit": True}]}
    ada.call("PUT", f"/users/{bob.id}/block", **WAIT)
    # As their profile and posts, which a block does not hide.
    assert len(found(ada, "bo", kind="people")) == len(found(bob, "ad", kind="people")) == 1


def test_all_pages_together_are_all_results_each_once(people: list[SignedIn]) -> None:
    ada = people[0]
    for n in range(5):
        ada.post("/posts", {"title": f"Cheese {n}", "content": "c"}, **WAIT)
    shown: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = search(ada, "cheese", limit=2, **cursor).get_json()
        shown += [each["item"]["id"] for each in page["items"]]
        if not page["next_cursor"]:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert len(shown) == 5 and shown == sorted(set(shown), reverse=True)


REFUSED = {
    "nothing": ({}, 422),
    "an empty text": ({"q": ""}, 422),
    "one letter": ({"q": "a"}, 422),
    "blanks": ({"q": "    "}, 422),
    "an operator": ({"q": "--"}, 422),
    "quotes": ({"q": '""'}, 422),
    "punctuation": ({"q": "?!.,;"}, 422),
    "single letters": ({"q": "a b c"}, 422),
    "201 characters": ({"q": "a" * 201}, 422),
    "3,000 characters": ({"q": "a" * 3000}, 422),
    "eleven words": ({"q": " ".join(f"w{n}" for n in range(11))}, 422),
    "NUL": ({"q": "che\0ese"}, 422),
    "a control character": ({"q": "che\x1bese"}, 422),
    "another control character": ({"q": "che\x85ese"}, 422),
    "an unknown kind": ({"q": "cheese", "kind": "messages"}, 422),
    "an empty kind": ({"q": "cheese", "kind": ""}, 422),
    "a parameter that there is not": ({"q": "cheese", "order": "newest"}, 422),
    "no results": ({"q": "cheese", "limit": 0}, 422),
    "too many results": ({"q": "cheese", "limit": 51}, 422),
    "a cursor that is none": ({"q": "cheese", "cursor": "x"}, 400),
    "an empty cursor": ({"q": "cheese", "cursor": ""}, 200),
    "a long cursor": ({"q": "cheese", "cursor": "x" * 601}, 422),
    "a cursor that is no text": ({"q": "cheese", "cursor": "\u20ac"}, 400),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_looked_for_is_refused(people: list[SignedIn], what: str) -> None:
    query, status = REFUSED[what]
    answer = people[0].client.get(f"{BASE}/search", query_string=query)
    assert answer.status_code == status, answer.get_json()
    if status == 422:
        assert answer.get_json()["errors"][0]["pointer"].startswith("/query/")


def test_ten_thousand_characters_are_refused(people: list[SignedIn]) -> None:
    assert search(people[0], "a" * 10_000).status_code == 422


def test_one_letter_is_told_that_two_are_the_least(people: list[SignedIn]) -> None:
    for q in ("a", "- a"):
        assert "at least 2" in search(people[0], q).get_json()["errors"][0]["message"]


@pytest.mark.parametrize("of", [{"q": "cheese"}, {"q": "cheese", "kind": "posts"}, {"q": "title cheese"}])
def test_a_cursor_of_another_search_is_refused(people: list[SignedIn], of: dict[str, str]) -> None:
    ada = people[0]
    for n in range(3):
        ada.post("/posts", {"title": f"A title {n}", "content": "cheese"}, **WAIT)
    own = ada.client.get(f"{BASE}/search", query_string=of | {"limit": "1"}).get_json()["next_cursor"]
    feed = ada.get("/posts?limit=1").get_json()["next_cursor"]
    for other in ({"q": "title"}, {"q": "cheese", "kind": "comments"}):
        assert ada.client.get(f"{BASE}/search", query_string=other | {"cursor": own}).status_code == 400
    assert ada.client.get(f"{BASE}/search", query_string=of | {"cursor": feed}).status_code == 400
    assert ada.client.get(f"{BASE}/search", query_string=of | {"cursor": own}).status_code == 200


def test_who_may_read_may_search(
    client: FlaskClient, people: list[SignedIn], configure: Callable[..., Settings]
) -> None:
    address = f"{BASE}/search?q=cheese"
    assert client.get(address).status_code == 200
    configure(public_reads=False)
    assert (client.get(address).status_code, search(people[0], "cheese").status_code) == (401, 200)


def test_searches_have_a_limit_of_their_own(people: list[SignedIn], configure: Callable[..., Settings]) -> None:
    configure(rate_search="2/minute")
    ada, bob = people
    answers = [search(ada, "cheese") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) >= 1
    assert answers[0].headers["RateLimit-Policy"] == '"search";q=2;w=60'
    assert search(bob, "cheese").status_code == ada.get("/posts").status_code == 200


def test_searches_are_counted_and_nothing_of_them_is_logged(
    people: list[SignedIn], scrape: Callable[[], str], capfd: pytest.CaptureFixture[str], caplog: Any
) -> None:
    caplog.set_level(logging.INFO)
    name, labels = "social_search_seconds_count", {"kind": "posts", "result": "nothing"}
    before = value(scrape(), name, **labels)
    assert found(people[0], "quintessential") == []
    assert value(scrape(), name, **labels) == before + 1
    assert search(people[0], "x", kind="quintessential").status_code == 422
    printed = capfd.readouterr()
    assert "quintessential" not in printed.out + printed.err + caplog.text
