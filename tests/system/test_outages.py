"""Unavailable servers: what may still be accepted is accepted and carried out later; what may not is refused, whole."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from flask.testing import FlaskClient

from core.platform.settings import Settings
from core.servers.mongo import collection
from core.servers.redis import UNAVAILABLE
from core.writes import announcements, backlog, journal
from tasks import enqueue, events, writes
from tests.conftest import carry_out_pending
from tests.support.servers import ServerAddresses
from tests.support.users import BASE, SignedIn
from tests.support.waiting import eventually

POST = {"title": "A title", "content": "Some content"}


@pytest.fixture
def kill(servers: ServerAddresses) -> Iterator[Callable[[str], None]]:
    """`kill("mongod")`: kill a server; it comes back on its data when the test ends, at the latest."""
    with servers.started_again("mongod", "journal", "broker", "cache", "mosquitto"):
        yield servers.kill


@pytest.fixture
def ada(sign_up: Callable[..., SignedIn]) -> SignedIn:
    return sign_up()


def drained() -> bool:
    with suppress(*UNAVAILABLE):
        carry_out_pending()
        return backlog.totals()["pending"] == 0
    return False


def test_without_mongodb_writes_are_accepted_and_catch_up(
    ada: SignedIn, kill: Callable[[str], None], servers: ServerAddresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.writes.ledger.APPLY_TIMEOUT_S", 0.2)
    kill("mongod")
    receipt = ada.post("/posts", POST)
    assert receipt.status_code == 202
    path = receipt.get_json()["resource"]["href"].removeprefix(BASE)
    assert ada.patch(path, {"title": "Edited meanwhile"}).status_code == 202
    for _ in range(7):
        carry_out_pending()
    assert {write.attempts for write in backlog.listed("pending")} == {0}
    refused = ada.get("/posts")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
    servers.start("mongod")
    monkeypatch.setattr("core.writes.ledger.APPLY_TIMEOUT_S", 6.0)
    eventually(drained)
    assert ada.get(path).get_json()["title"] == "Edited meanwhile"
    assert backlog.totals()["dead"] == 0


def test_without_the_cache_reads_go_on_and_writes_catch_up(
    ada: SignedIn, kill: Callable[[str], None], servers: ServerAddresses, drain: Callable[[], None]
) -> None:
    first = ada.post("/posts", POST).get_json()["resource"]["id"]
    drain()
    kill("cache")
    assert [each["id"] for each in ada.get("/posts").get_json()["items"]] == [first]
    assert ada.get(f"/posts/{first}").status_code == 200
    second = ada.post("/posts", POST)
    assert second.status_code == 202
    carry_out_pending()
    assert journal.get(second.get_json()["id"]).state == "accepted"
    servers.start("cache")
    eventually(drained)
    shown = [each["id"] for each in ada.get("/posts").get_json()["items"]]
    assert shown == [second.get_json()["resource"]["id"], first]
    assert collection("posts").count_documents({}) == 2


def test_without_mosquitto_writes_are_applied_and_announced_later(
    ada: SignedIn, kill: Callable[[str], None], servers: ServerAddresses, drain: Callable[[], None]
) -> None:
    kill("mosquitto")
    write_id = ada.post("/posts", POST).get_json()["id"]
    drain()
    assert journal.get(write_id).state == "applied"
    assert events.announce_events() == 0
    assert announcements.is_pending(write_id)
    servers.start("mosquitto")
    eventually(events.announce_events)
    assert not announcements.is_pending(write_id)


def test_without_the_journal_writes_are_refused_and_nothing_is_lost(
    ada: SignedIn, client: FlaskClient, kill: Callable[[str], None], servers: ServerAddresses, drain: Callable[[], None]
) -> None:
    kept = ada.post("/posts", POST).get_json()["id"]
    kill("journal")
    refused = ada.post("/posts", POST)
    assert (refused.status_code, refused.content_type) == (503, "application/problem+json")
    assert int(refused.headers["Retry-After"]) >= 1
    ready = client.get("/readyz")
    assert (ready.status_code, ready.get_json()["dependencies"]["journal"]) == (503, "away")
    assert client.get("/healthz").status_code == 200
    servers.start("journal")
    eventually(drained)
    assert (journal.get(kept).state, backlog.totals()["accepted"]) == ("applied", 1)


def test_without_the_broker_a_write_is_accepted_and_the_next_request_does_not_wait(
    ada: SignedIn, monkeypatch: pytest.MonkeyPatch, drain: Callable[[], None]
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(writes.apply_writes, "apply_async", refuse)
    assert ada.post("/posts", POST).status_code == 202
    assert enqueue.breaker.is_open
    assert ada.post("/posts", POST).status_code == 202
    drain()
    assert backlog.totals()["applied"] == 2


def test_an_mqtt_ticket_is_refused_when_nobody_can_grant_it(
    ada: SignedIn, configure: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.routes.chat.mqtt_credentials.GRANT_S", 0.05)
    refused = ada.post("/auth/mqtt-ticket")
    assert (refused.status_code, refused.get_json()["title"]) == (503, "Unavailable")
