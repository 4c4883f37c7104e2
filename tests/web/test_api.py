"""Posts, comments and users over HTTP."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from core.platform.settings import Settings
from core.writes import backlog
from tests.support.users import SignedIn
from tests.support.waiting import eventually

SignUp = Callable[..., SignedIn]
WAIT = {"Prefer": "wait=60"}
POST = {"title": "A title", "content": "Some content"}


@pytest.fixture
def ada(sign_up: SignUp) -> SignedIn:
    return sign_up("Ada")


@pytest.fixture
def bob(sign_up: SignUp) -> SignedIn:
    return sign_up("Bob")


def test_a_write_answers_202_with_a_receipt_to_follow(ada: SignedIn, drain: Callable[[], None]) -> None:
    answer = ada.post("/posts", POST)
    receipt = answer.get_json()
    assert (answer.status_code, receipt["state"], receipt["applied_at"]) == (202, "accepted", None)
    assert answer.headers["Location"] == f"/api/v1/writes/{receipt['id']}"
    assert ada.get(f"/posts/{receipt['resource']['id']}").status_code == 404
    drain()
    followed = ada.get(f"/writes/{receipt['id']}").get_json()
    assert followed["state"] == "applied" and followed["applied_at"] >= followed["accepted_at"]
    assert ada.get(f"/posts/{receipt['resource']['id']}").get_json()["title"] == "A title"


@pytest.mark.usefixtures("worker")
def test_prefer_wait_answers_with_the_thing_itself(ada: SignedIn) -> None:
    answer = ada.post("/posts", POST, **WAIT)
    post = answer.get_json()
    assert (answer.status_code, answer.headers["Preference-Applied"]) == (201, "wait")
    assert answer.headers["Location"] == f"/api/v1/posts/{post['id']}"
    assert post["author"] == {"id": ada.id, "name": "Ada", "handle": "ada", "profile_img": None}
    edited = ada.patch(f"/posts/{post['id']}", {"title": "Another"}, **WAIT)
    assert (edited.status_code, edited.get_json()["title"], edited.get_json()["rev"]) == (200, "Another", 2)
    assert edited.get_json()["is_edited"] is True
    assert ada.delete(f"/posts/{post['id']}", **WAIT).status_code == 204
    assert ada.get(f"/posts/{post['id']}").status_code == 404


def test_prefer_wait_answers_202_when_it_takes_longer(ada: SignedIn) -> None:
    assert ada.post("/posts", POST, Prefer="wait=0.05").status_code == 202


@pytest.mark.usefixtures("worker")
def test_comments_are_counted_and_listed_oldest_first(ada: SignedIn, bob: SignedIn) -> None:
    post = ada.post("/posts", POST, **WAIT).get_json()
    path = f"/posts/{post['id']}/comments"
    made = [bob.post(path, {"content": f"Comment {n}"}, **WAIT).get_json()["id"] for n in range(3)]
    assert [each["id"] for each in ada.get(path).get_json()["items"]] == made
    assert [each["id"] for each in ada.get(path + "?order=newest").get_json()["items"]] == made[::-1]
    assert ada.get(f"/posts/{post['id']}").get_json()["comment_count"] == 3
    assert bob.delete(f"/comments/{made[0]}", **WAIT).status_code == 204
    assert ada.get(f"/posts/{post['id']}").get_json()["comment_count"] == 2
    assert ada.get(f"/comments/{made[0]}").status_code == 404


@pytest.mark.usefixtures("worker")
def test_only_the_author_may_change(ada: SignedIn, bob: SignedIn) -> None:
    post = ada.post("/posts", POST, **WAIT).get_json()
    comment = ada.post(f"/posts/{post['id']}/comments", {"content": "Mine"}, **WAIT).get_json()
    for path, body in ((f"/posts/{post['id']}", {"title": "x"}), (f"/comments/{comment['id']}", {"content": "x"})):
        assert bob.patch(path, body).status_code == 403
        assert bob.delete(path).status_code == 403


@pytest.mark.usefixtures("worker")
def test_if_match_refuses_what_changed_meanwhile(ada: SignedIn) -> None:
    path = "/posts/" + ada.post("/posts", POST, **WAIT).get_json()["id"]
    etag = ada.get(path).headers["ETag"]
    assert ada.patch(path, {"title": "First"}, **WAIT, If_Match=etag).status_code == 200
    assert ada.patch(path, {"title": "Second"}, **WAIT, If_Match='"1"').status_code == 412
    assert ada.patch(path, {"title": "Third"}, **WAIT, If_Match='"2"').status_code == 200
    assert ada.patch(path, {"title": "Fourth"}, **WAIT, If_Match='"9"').status_code == 412
    assert ada.patch(path, {"title": "Fifth"}, If_Match="nonsense").status_code == 400


def is_known(reader: SignedIn, path: str) -> bool:
    """Whether what this reader has just got is not sent once more."""
    got = reader.get(path)
    again = reader.get(path, If_None_Match=got.headers["ETag"])
    assert again.status_code == 200 or not again.data
    return again.status_code == 304 and again.headers["ETag"] == got.headers["ETag"]


@pytest.mark.usefixtures("worker")
def test_an_etag_answers_304_until_something_changes(ada: SignedIn) -> None:
    post = ada.post("/posts", POST, **WAIT).get_json()
    for path in (f"/posts/{post['id']}", "/posts", f"/users/{ada.id}", f"/users/{ada.id}/posts"):
        # Of a page there may be another one as long as MongoDB answers.
        assert eventually(lambda path=path: is_known(ada, path))  # type: ignore[misc]
    etag = ada.get("/posts").headers["ETag"]
    ada.post(f"/posts/{post['id']}/comments", {"content": "New"}, **WAIT)
    assert ada.get("/posts", If_None_Match=etag).status_code == 200


@pytest.mark.usefixtures("worker")
def test_the_feed_is_walked_by_its_links(ada: SignedIn) -> None:
    made = [ada.post("/posts", POST, **WAIT).get_json()["id"] for _ in range(5)]
    seen, path = [], "/posts?limit=2"
    while path:
        answer = ada.get(path)
        seen += [each["id"] for each in answer.get_json()["items"]]
        link = answer.headers.get("Link", "")
        assert bool(link) == bool(answer.get_json()["next_cursor"])
        path = link.removeprefix("</api/v1").split(">")[0]
    assert seen == made[::-1]


@pytest.mark.usefixtures("worker")
def test_a_changed_name_reaches_posts_and_comments(ada: SignedIn) -> None:
    post = ada.post("/posts", POST, **WAIT).get_json()
    comment = ada.post(f"/posts/{post['id']}/comments", {"content": "Mine"}, **WAIT).get_json()
    changed = ada.patch("/users/me", {"name": "Countess"}, **WAIT)
    assert (changed.status_code, changed.get_json()["name"]) == (200, "Countess")
    assert ada.get("/posts").get_json()["items"][0]["author"]["name"] == "Countess"
    assert ada.get(f"/comments/{comment['id']}").get_json()["author"]["name"] == "Countess"
    assert ada.get("/auth/me").get_json()["name"] == "Countess"


def test_a_receipt_is_for_its_owner_only(ada: SignedIn, bob: SignedIn) -> None:
    path = ada.post("/posts", POST).headers["Location"].removeprefix("/api/v1")
    assert (ada.get(path).status_code, bob.get(path).status_code) == (200, 404)


def test_an_edit_may_follow_at_once(ada: SignedIn, bob: SignedIn, drain: Callable[[], None]) -> None:
    created = ada.post("/posts", POST).get_json()["resource"]
    path = created["href"].removeprefix("/api/v1")
    assert bob.patch(path, {"title": "Not mine"}).status_code == 404
    edited = ada.patch(path, {"title": "Edited at once"})
    commented = ada.post(f"{path}/comments", {"content": "And commented"})
    assert (edited.status_code, commented.status_code) == (202, 202)
    drain()
    post = ada.get(path).get_json()
    assert (post["title"], post["comment_count"]) == ("Edited at once", 1)


def test_a_rejected_write_says_why(ada: SignedIn, drain: Callable[[], None]) -> None:
    path = ada.post("/posts", POST).get_json()["resource"]["href"].removeprefix("/api/v1")
    drain()
    receipts = [ada.delete(path).get_json()["id"] for _ in range(2)]
    drain()
    states = [ada.get(f"/writes/{each}").get_json() for each in receipts]
    assert sorted(each["state"] for each in states) == ["applied", "rejected"]
    assert next(each["problem"]["status"] for each in states if each["state"] == "rejected") == 404


def test_many_receipts_are_asked_for_at_once_and_only_ones_own_come(ada: SignedIn, bob: SignedIn) -> None:
    first, second = (ada.post("/posts", POST).get_json() for _ in range(2))
    others = bob.post("/posts", POST).get_json()
    asked = ",".join((second["id"], others["id"], "0" * 24, first["id"], second["id"]))
    assert ada.get(f"/writes?ids={asked}").get_json() == {"items": [second, first]}
    for wrong in ("", "x", first["id"] + ",", ",".join([first["id"]] * 101)):
        refused = ada.get(f"/writes?ids={wrong}")
        assert (refused.status_code, refused.get_json()["errors"][0]["pointer"]) == (422, "/query/ids")


def test_idempotency_over_http(ada: SignedIn) -> None:
    first, again = (ada.post("/posts", POST, Idempotency_Key="once") for _ in range(2))
    assert first.get_json() == again.get_json()
    other = ada.post("/posts", POST | {"title": "Other"}, Idempotency_Key="once")
    assert (other.status_code, other.content_type) == (422, "application/problem+json")
    assert ada.post("/posts", POST, Idempotency_Key="x" * 256).status_code == 400
    assert backlog.totals()["accepted"] == 1


def test_promise_3_a_refused_write_changes_nothing(ada: SignedIn, configure: Callable[..., Settings]) -> None:
    for body in (
        {},
        {"title": "x"},
        POST | {"author_id": "me"},
        POST | {"title": {"$ne": 1}},
        {"title": "", "content": "x"},
    ):
        assert ada.post("/posts", body).status_code == 422
    configure(backlog_max=1)
    assert ada.post("/posts", POST).status_code == 202
    busy = ada.post("/posts", POST)
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "5")
    assert backlog.totals()["accepted"] == 1


def test_readers_without_a_session_are_a_setting(client: FlaskClient, configure: Callable[..., Settings]) -> None:
    assert client.get("/api/v1/posts").status_code == 200
    assert client.post("/api/v1/posts", json=POST).status_code == 401
    configure(public_reads=False)
    assert client.get("/api/v1/posts").status_code == 401


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "order=best", "since=-1", "unknown=1", "limit=1&limit=2"]
)
def test_a_wrong_query_names_its_parameter(ada: SignedIn, query: str) -> None:
    answer = ada.get(f"/posts?{query}")
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"] == "/query/" + query.split("=")[0]


def test_since_and_until_bound_the_feed(ada: SignedIn, drain: Callable[[], None]) -> None:
    ids = [ada.post("/posts", POST).get_json()["resource"]["id"] for _ in range(3)]
    drain()
    everything = ada.get("/posts?since=0&until=253402300799999").get_json()["items"]
    assert {each["id"] for each in everything} == set(ids)
    assert ada.get("/posts?until=1").get_json()["items"] == []


def test_security_a31_metrics_are_internal(client: FlaskClient, ada: SignedIn) -> None:
    ada.post("/posts", POST)
    text = client.get("/metrics").text
    assert 'social_writes{state="pending"} 1.0' in text and "/api/v1/posts" in text
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": "10.0.0.1"}).status_code == 404


def test_health_names_each_dependency(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    ready = client.get("/readyz").get_json()
    assert ready["status"] == "ok" and set(ready["dependencies"]) == {"journal", "broker", "cache", "mongo", "mqtt"}


def test_the_documentation_is_served_from_local_files(client: FlaskClient) -> None:
    page = client.get("/docs")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"] and "http" not in page.text
    for name in ("swagger-ui.css", "swagger-ui-bundle.js", "start.js", "problems.css"):
        assert client.get(f"/docs/{name}").status_code == 200
    assert client.get("/docs/../app.py").status_code == 404
    assert 'id="not-found"' in client.get("/docs/problems").text
