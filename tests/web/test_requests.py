"""Requests that are malformed, too large, or hostile: a clear 4xx, never a 500, and nothing stored."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.writes import backlog
from tests.support.users import BASE, SignedIn


@pytest.fixture
def ada(sign_up: Callable[..., SignedIn]) -> SignedIn:
    return sign_up()


def send(user: SignedIn, body: bytes, content_type: str = "application/json") -> tuple[int, dict]:  # type: ignore[type-arg]
    cookie = user.client.get_cookie("csrf_access_token")
    assert cookie
    answer = user.client.post(
        f"{BASE}/posts", data=body, content_type=content_type, headers={"X-CSRF-TOKEN": cookie.value}
    )
    assert answer.content_type == "application/problem+json"
    return answer.status_code, answer.get_json()


GOOD = '{"title": "t", "content": "c"}'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"title": "t", "content": NaN}',
        b'{"title": "t", "content": -Infinity}',
        b'{"title": "t", "title": "u", "content": "c"}',
        b'{"title": "\\ud800", "content": "c"}',
        b'{"title": "\xff", "content": "c"}',
        b'{"title": 123456789012345678901234567890, "content": "c"}',
        b'{"title": 9223372036854775808, "content": "c"}',
        b"[" * 33 + b"]" * 33,
        b"[" * 20_000,
        b'{"a":' * 10_000,
        GOOD.encode("utf-16"),
    ],
    ids=range(13),
)
def test_security_a17_malformed_json_is_400(ada: SignedIn, body: bytes) -> None:
    status, problem = send(ada, body)
    assert (status, problem["title"]) == (400, "Malformed JSON")
    assert backlog.totals()["accepted"] == 0


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"title": "t"}, "/content"),
        ({"title": 1, "content": "c"}, "/title"),
        ({"title": 1e999 if False else 1.5, "content": "c"}, "/title"),
        ({"title": None, "content": "c"}, "/title"),
        ({"title": {"$ne": ""}, "content": "c"}, "/title"),
        ({"title": ["t"], "content": "c"}, "/title"),
        ({"title": "t\u0000", "content": "c"}, "/title"),
        ({"title": "\u0000", "content": "c"}, "/title"),
        ({"title": " \n\t", "content": "c"}, "/title"),
        ({"title": "t" * 201, "content": "c"}, "/title"),
        ({"title": "t", "content": "c" * 10_001}, "/content"),
        ({"title": "t", "content": "c", "rev": 3}, "/rev"),
        ({"title": "t", "content": "c", "a/b~c": 3}, "/a~1b~0c"),
        ([], ""),
        ("text", ""),
        (None, ""),
    ],
)
def test_what_does_not_fit_is_422_and_named(ada: SignedIn, body: object, pointer: str) -> None:
    status, problem = send(ada, json.dumps(body).encode())
    assert (status, problem["errors"][0]["pointer"]) == (422, pointer)
    assert problem["request_id"] and problem["instance"] == "/api/v1/posts"
    assert backlog.totals()["accepted"] == 0


@pytest.mark.parametrize("name", ["Eve\u202egnp.exe", "\u2066Ada\u2069", "Two\nlines", "\u001b[31m"])
def test_security_a14_a_name_is_one_line_in_one_direction(ada: SignedIn, name: str) -> None:
    answer = ada.patch("/users/me", {"name": name})
    assert (answer.status_code, answer.get_json()["errors"][0]["pointer"]) == (422, "/name")


def test_names_of_all_scripts_are_fine(ada: SignedIn, drain: Callable[[], None]) -> None:
    for name in ("Zoë", "עדה", "Ada \U0001f469\u200d\U0001f4bb", "李"):
        assert ada.patch("/users/me", {"name": name}).status_code == 202


def test_security_a17_a_body_over_64_kib_is_413(ada: SignedIn) -> None:
    status, _ = send(ada, json.dumps({"title": "t", "content": "c" * 70_000}).encode())
    assert status == 413


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", "application/xml"])
def test_another_content_type_is_415(ada: SignedIn, content_type: str) -> None:
    assert send(ada, GOOD.encode(), content_type)[0] == 415


def test_every_unicode_text_comes_back_as_it_was(ada: SignedIn, drain: Callable[[], None]) -> None:
    title = "<script>alert(1)</script> \u202e \U0001f600 e\u0301 \u200b"
    made = ada.post("/posts", {"title": title, "content": "a\u2028b\r\n$where"}).get_json()
    drain()
    post = ada.get(f"/posts/{made['resource']['id']}")
    assert (post.get_json()["title"], post.content_type) == (title, "application/json")


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/posts/xyz", "/posts/" + "A" * 24, "/posts/%00", "/posts/" + "0" * 25, "/users/../posts", "//"],
)
def test_an_unknown_path_is_404(ada: SignedIn, path: str) -> None:
    answer = ada.get(path)
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_a_wrong_method_is_405_and_says_which_are_right(ada: SignedIn) -> None:
    answer = ada.call("PUT", "/posts")
    assert answer.status_code == 405 and set(answer.headers["Allow"].split(", ")) >= {"GET", "POST"}


@pytest.mark.parametrize("cursor", ["x", "!!!!", "MTIz", "é", "e30", "a" * 90])
def test_security_a16_a_bad_cursor_is_400(ada: SignedIn, cursor: str) -> None:
    assert ada.get(f"/posts?cursor={cursor}").status_code == 400


def test_security_a31_an_unexpected_error_says_nothing_but_the_request_id(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("web.routes.docs.document", lambda _: broken())
    answer = client.get("/openapi.json", headers={"X-Request-Id": "request-0001"})
    assert (answer.status_code, answer.get_json()["request_id"]) == (500, "request-0001")
    assert answer.headers["X-Request-Id"] == "request-0001" and "secret" not in answer.text


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/posts", "/nothing", "/docs", "/api/v1/auth/me"])
def test_security_a13_every_answer_has_the_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path, headers={"X-Request-Id": "forged\tline"}).headers
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert len(headers["X-Request-Id"]) == 24 and "Access-Control-Allow-Origin" not in headers


def test_security_a10_another_site_may_not_write(ada: SignedIn) -> None:
    answer = ada.post("/posts", json.loads(GOOD), Sec_Fetch_Site="cross-site")
    assert (answer.status_code, backlog.totals()["accepted"]) == (403, 0)
