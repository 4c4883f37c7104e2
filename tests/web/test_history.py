"""The history of edits over HTTP, and the edit window as its readers and its author meet it."""

from collections.abc import Callable
from typing import Any

import pytest

from core.platform.clock import epoch_ms
from core.platform.settings import Settings
from core.schemas.histories import CommentHistory, PostHistory
from tests.support.users import BASE, SignedIn
from tests.support.waiting import eventually
from web.http import changes

WAIT = {"Prefer": "wait=60"}
WINDOW_S = 600
pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture(params=["post", "comment"])
def item(request: pytest.FixtureRequest, people: list[SignedIn]) -> str:
    """The path of something of Ada's that says `v1`."""
    ada = people[0]
    post = path_of(ada.post("/posts", {"title": "A title", "content": "v1"}, **WAIT))
    return post if request.param == "post" else path_of(ada.post(f"{post}/comments", {"content": "v1"}, **WAIT))


@pytest.fixture
def windowed(system: Settings, configure: Callable[..., Settings]) -> Callable[[int], None]:
    """`windowed(600)`: from now on there is this window."""

    def begin(window_s: int) -> None:
        configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, edit_window_s=window_s)

    return begin


def path_of(made: Any) -> str:
    assert made.status_code == 201, made.get_json()
    return str(made.headers["Location"].removeprefix(BASE))


def edit(who: SignedIn, item: str, content: str, **headers: str) -> dict[str, Any]:
    answer = who.patch(item, {"content": content}, **WAIT, **headers)
    assert answer.status_code == 200, answer.get_json()
    return dict(answer.get_json())


def history(who: SignedIn, item: str, query: str = "") -> dict[str, Any]:
    answer = who.get(f"{item}/history{query}")
    assert answer.status_code == 200, answer.get_json()
    return dict(answer.get_json())


def test_the_history_has_each_version_before_the_present_one(people: list[SignedIn], item: str) -> None:
    ada, bob = people
    assert history(bob, item) == {"items": [], "next_cursor": None}
    edited = [edit(ada, item, content) for content in ("*v2*", "v3")]
    found = history(bob, item)
    assert found["next_cursor"] is None
    assert [(each["rev"], each["content"]) for each in found["items"]] == [(2, "*v2*"), (1, "v1")]
    newest = found["items"][0]
    assert newest["content_html"] == edited[0]["content_html"] == "<p><em>v2</em></p>\n"
    assert newest["author"] == edited[0]["author"] and newest["author"]["id"] == ada.id
    assert [each["edited_at"] for each in found["items"]] == [each["updated_at"] for each in reversed(edited)]
    assert [each["revision_count"] for each in edited] == [1, 2]
    assert {each.get("title") for each in found["items"]} == ({"A title"} if item.startswith("/posts") else {None})
    # And nothing that the description of the API does not have.
    (PostHistory if item.startswith("/posts") else CommentHistory).model_validate(found)


def test_a_changed_title_is_in_the_history(people: list[SignedIn]) -> None:
    ada = people[0]
    post = path_of(ada.post("/posts", {"title": "A title", "content": "v1"}, **WAIT))
    ada.patch(post, {"title": "Another"}, **WAIT)
    (kept,) = history(ada, post)["items"]
    assert (kept["title"], kept["content"]) == ("A title", "v1")


def test_a_repeated_edit_is_there_once(people: list[SignedIn], item: str) -> None:
    ada = people[0]
    for _ in range(2):
        edit(ada, item, "v2", Idempotency_Key="once")
    assert len(history(ada, item)["items"]) == 1


def test_page_by_page_nothing_is_skipped_or_repeated_while_it_grows(people: list[SignedIn], item: str) -> None:
    ada, bob = people
    for n in range(2, 8):
        edit(ada, item, f"v{n}")
    shown, query = [], "?limit=2"
    while True:
        page = history(bob, item, query)
        shown += [each["rev"] for each in page["items"]]
        if not page["next_cursor"]:
            break
        edit(ada, item, "another")
        query = f"?limit=2&cursor={page['next_cursor']}"
    assert shown == [6, 5, 4, 3, 2, 1]


def test_a_cursor_of_another_history_is_refused(people: list[SignedIn], item: str) -> None:
    ada = people[0]
    other = path_of(ada.post("/posts", {"title": "A title", "content": "v1"}, **WAIT))
    for content in ("v2", "v3"):
        edit(ada, other, content)
    cursor = history(ada, other, "?limit=1")["next_cursor"]
    assert ada.get(f"{item}/history?cursor={cursor}").status_code == 400


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "cursor=x", "order=newest", "cursor=Mg"])
def test_what_is_wrong_with_a_query_is_said(people: list[SignedIn], item: str, query: str) -> None:
    assert people[0].get(f"{item}/history?{query}").status_code in (400, 422)


@pytest.mark.parametrize("noun", ["posts", "comments"])
def test_what_does_not_exist_has_no_history(people: list[SignedIn], noun: str) -> None:
    assert people[0].get(f"/{noun}/{'0' * 24}/history").status_code == 404


def test_what_is_deleted_has_no_history_any_more(people: list[SignedIn], item: str) -> None:
    ada, bob = people
    edit(ada, item, "v2")
    assert ada.delete(item, **WAIT).status_code == 204
    assert [who.get(f"{item}/history").status_code for who in people] == [404, 404]
    assert bob.get(item).status_code == 404


def test_a_comment_has_none_without_its_post_nor_when_only_its_place_is_left(people: list[SignedIn]) -> None:
    ada = people[0]
    post = path_of(ada.post("/posts", {"title": "A title", "content": "c"}, **WAIT))
    comments = [path_of(ada.post(f"{post}/comments", {"content": "v1"}, **WAIT)) for _ in range(2)]
    for comment in comments:
        edit(ada, comment, "v2")
    answered = comments[0].rpartition("/")[2]
    ada.post(f"{post}/comments", {"content": "A reply", "parent_id": answered}, **WAIT)
    ada.delete(comments[0], **WAIT)
    place = ada.get(comments[0]).get_json()
    assert place["is_deleted"] and place["revision_count"] == 0
    assert [ada.get(f"{each}/history").status_code for each in comments] == [404, 200]
    ada.delete(post, **WAIT)
    assert ada.get(f"{comments[1]}/history").status_code == 404


def test_who_may_read_may_read_histories(
    people: list[SignedIn], item: str, configure: Callable[..., Settings], system: Settings
) -> None:
    edit(people[0], item, "v2")
    stranger = SignedIn(people[0].client.application.test_client(), {})
    assert [each["content"] for each in history(stranger, item)["items"]] == ["v1"]
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, public_reads=False)
    assert stranger.get(f"{item}/history").status_code == 401


def test_without_a_window_nothing_says_that_it_ends(people: list[SignedIn], item: str) -> None:
    assert people[0].get(item).get_json()["editable_until"] is None


def test_with_a_window_everybody_is_told_when_it_ends(
    people: list[SignedIn], item: str, windowed: Callable[[int], None]
) -> None:
    ada, bob = people
    page = "/posts" if item.startswith("/posts") else f"/posts/{ada.get(item).get_json()['post_id']}/comments"
    before = bob.get(page)
    etag = before.headers["ETag"]
    assert bob.get(page, If_None_Match=etag).status_code == 304
    # The setting is another one; what is cached, and what browsers have, was made with the old one.
    windowed(WINDOW_S)
    for shown in (bob.get(item).get_json(), bob.get(page, If_None_Match=etag).get_json()["items"][0]):
        until_ms = epoch_ms(shown["editable_until"])
        assert until_ms == epoch_ms(shown["created_at"]) + WINDOW_S * 1000
    windowed(0)
    assert bob.get(page).get_json()["items"][0]["editable_until"] is None


@pytest.mark.parametrize(("late_ms", "status"), [(0, 202), (1, 403)])
def test_an_edit_is_refused_before_it_is_accepted_when_the_window_is_over(
    people: list[SignedIn],
    item: str,
    windowed: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch,
    late_ms: int,
    status: int,
) -> None:
    ada, bob = people
    windowed(WINDOW_S)
    end_ms = epoch_ms(ada.get(item).get_json()["editable_until"])
    monkeypatch.setattr(changes, "now_ms", lambda: end_ms + late_ms)
    answer = ada.patch(item, {"content": "v2"})
    assert answer.status_code == status
    if status == 403:
        noun = item.split("/")[1].removesuffix("s")
        assert answer.get_json()["title"] == "Too late to edit"
        assert answer.get_json()["detail"] == f"A {noun} can be edited for 10 minutes after it was written."
        assert bob.patch(item, {"content": "v2"}).get_json()["title"] == "Not yours"
        assert ada.get(item).get_json()["rev"] == 1
        assert ada.delete(item, **WAIT).status_code == 204


def test_a_repeated_edit_has_its_answer_when_the_window_is_over(
    people: list[SignedIn], item: str, windowed: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = people[0]
    windowed(WINDOW_S)
    edit(ada, item, "v2", Idempotency_Key="once")
    end_ms = epoch_ms(ada.get(item).get_json()["editable_until"])
    monkeypatch.setattr(changes, "now_ms", lambda: end_ms + 1)
    assert edit(ada, item, "v2", Idempotency_Key="once")["rev"] == 2
    assert ada.patch(item, {"content": "v3"}).status_code == 403


def test_a_late_edit_that_was_accepted_is_rejected_with_the_same_reason(
    people: list[SignedIn], item: str, windowed: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = people[0]
    windowed(1)
    end_ms = epoch_ms(ada.get(item).get_json()["editable_until"])
    # The clock of this API process is behind that of the journal, which decides.
    monkeypatch.setattr(changes, "now_ms", lambda: end_ms)

    def is_refused() -> bool:
        answer = ada.patch(item, {"content": "v2"}, **WAIT)
        return bool(answer.status_code == 403 and answer.get_json()["title"] == "Too late to edit")

    eventually(is_refused)
