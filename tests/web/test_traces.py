"""Requests in traces: what their spans say, and who decides which are recorded."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from core.platform.settings import Settings
from core.reads.indexes import Index
from core.servers.redis import journal as store
from core.servers.redis import key
from tasks import feeds
from tests.support.remembered import Remembered, remembering
from tests.support.users import BASE, SignedIn, sign_up_through
from web.app import create_app

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
Traced = Callable[..., tuple[SignedIn, Remembered]]


@pytest.fixture
def traced(system: Settings, configure: Callable[..., Settings]) -> Iterator[Traced]:
    """`traced(ratio)`: a user of an API that traces this part of all requests, and its spans."""
    with remembering() as remembered:

        def make(ratio: float = 1.0) -> tuple[SignedIn, Remembered]:
            configure(traces_url="http://127.0.0.1:9/v1/traces", traces_ratio=ratio)
            app: Flask = create_app()
            remembered.begin()
            return sign_up_through(app.test_client()), remembered

        yield make


def about(remembered: Remembered, name: str) -> list[dict[str, Any]]:
    return [dict(span.attributes or {}) for span in remembered.spans(name)]


def test_a_read_says_its_route_its_status_and_whether_the_cache_had_it(traced: Traced, drain: Any) -> None:
    ada, remembered = traced()
    post = ada.post("/posts", {"title": "Hidden title", "content": "Hidden text"}).get_json()["resource"]["id"]
    drain()
    assert ada.get(f"/posts/{post}?", X_Request_Id="request-one").status_code == 200
    route = f"GET {BASE}/posts/<id:post_id>"
    assert about(remembered, route) == [
        {
            "http.request.method": "GET",
            "http.route": f"{BASE}/posts/<id:post_id>",
            "http.response.status_code": 200,
            "social.request_id": "request-one",
            "social.cache.post": "hit",
            "social.cache.user": "miss",
        }
    ]
    for secret in ("Hidden", ada.user["name"], "example.org", "127.0.0.1"):
        assert secret not in remembered.text()


def test_a_page_is_missed_then_found_by_flask_then_before_it(traced: Traced) -> None:
    ada, remembered = traced()
    assert ada.get("/posts?limit=7").status_code == 200
    feeds.fill_feed(Index.feed().name)
    for _ in range(2):
        assert ada.get("/posts?limit=7").status_code == 200
    found = about(remembered, f"GET {BASE}/posts")
    assert [each["social.cache.feed"] for each in found] == ["miss", "hit", "hit"]
    assert {each["http.response.status_code"] for each in found} == {200} and "limit" not in remembered.text()


def test_a_caller_is_linked_and_decides_nothing(traced: Traced) -> None:
    ada, remembered = traced(0.0)
    receipt = ada.post("/posts", {"title": "A title", "content": "text"}, traceparent=CALLER).get_json()
    assert remembered.spans() == []
    assert not store().hexists(key("write", receipt["id"]), "traceparent")


@pytest.mark.parametrize("sent", ["", "nonsense", "00-" + "0" * 32 + "-b7ad6b7169203331-01", "ff" + CALLER[2:]])
def test_what_is_no_context_is_ignored(traced: Traced, sent: str) -> None:
    ada, remembered = traced()
    ada.get("/auth/me", traceparent=sent)
    (span,) = remembered.spans(f"GET {BASE}/auth/me")
    assert span.links == () and span.parent is None


def test_those_who_watch_are_not_traced(traced: Traced) -> None:
    ada, remembered = traced()
    for path in ("/healthz", "/readyz", "/metrics"):
        ada.client.get(path)
    assert not [span for span in remembered.spans() if "request" in span.name or "GET /" in span.name]


def test_an_address_that_does_not_exist_has_no_route(traced: Traced) -> None:
    ada, remembered = traced()
    ada.get("/secret-address")
    assert [each["http.route"] for each in about(remembered, "GET none")] == ["none"]
    assert "secret-address" not in remembered.text()
