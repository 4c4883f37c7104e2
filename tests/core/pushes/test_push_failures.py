"""Push services that do not take what they are given, browsers that are gone, and addresses that are none of theirs."""

from typing import Any

import pytest
from structlog.testing import CapturingLogger

from core.delivery import pushes
from core.delivery.claims import PUSH
from core.platform import web_push
from core.platform.clock import now_ms
from core.platform.settings import Settings, use
from core.servers.mongo import collection, db
from tests.support.journal_writes import ADA
from tests.support.push_service import PushService, push_service
from tests.support.pushes import answer, later, send_pushes, subscribe, subscribed, waiting


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(status: int, post_id: str, service: PushService) -> None:
    gone, there = service.browser("gone"), service.browser("there")
    subscribe(gone)
    session_id = subscribe(there)
    service.answers[gone.path] = (status, {})
    answer(post_id)
    assert send_pushes() == {"gone": 1, "sent": 1} and subscribed() == [session_id]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_is_not_taken_yet_is_sent_later_and_to_no_other(status: int, post_id: str, service: PushService) -> None:
    busy, well = service.browser("busy"), service.browser("well")
    subscribe(busy)
    subscribe(well)
    service.answers[busy.path] = (status, {})
    answer(post_id)
    first = send_pushes()
    assert first["deferred"] >= 1 and send_pushes() == {} and waiting() == 1
    service.answers.clear()
    later()
    assert send_pushes()["sent"] >= 1 and send_pushes() == {} and waiting() == 0
    assert (len(busy.pushed()), len(well.pushed())) == (1, 1)


def test_what_waits_for_one_browser_does_not_come_twice_with_what_is_new(post_id: str, service: PushService) -> None:
    busy, well = service.browser("busy"), service.browser("well")
    subscribe(busy)
    subscribe(well)
    service.answers[busy.path] = (500, {})
    answer(post_id, "First")
    send_pushes()
    later()
    answer(post_id, "Second")
    send_pushes()
    service.answers.clear()
    later()
    assert send_pushes() == {"sent": 1}
    assert [each["body"] for each in well.pushed()] == ["First", "Second"]
    assert [each["title"] for each in busy.pushed()] == ["2 new notices"]


@pytest.mark.parametrize("status", [400, 401, 403, 413])
def test_what_is_refused_is_dropped_and_the_browser_kept(status: int, post_id: str, service: PushService) -> None:
    browser = service.browser("phone")
    session_id = subscribe(browser)
    service.answers[browser.path] = (status, {})
    answer(post_id)
    assert send_pushes() == {"refused": 1} and send_pushes() == {} and subscribed() == [session_id]


def test_a_redirect_leads_nowhere(post_id: str, service: PushService) -> None:
    browser = service.browser("phone")
    subscribe(browser)
    with push_service() as elsewhere:
        for status in (301, 302, 307, 308):
            service.answers[browser.path] = (status, {"Location": f"{elsewhere.url}/push/x"})
            answer(post_id)
            assert send_pushes() == {"refused": 1}
        assert elsewhere.asked == []


def test_another_origin_is_not_sent_to_whoever_stored_it(post_id: str, service: PushService) -> None:
    with push_service() as elsewhere:
        subscribe(elsewhere.browser("phone"))
        answer(post_id)
        assert send_pushes() == {"unwanted": 1} and elsewhere.asked == [] and waiting() == 0


def test_without_the_service_pushes_wait(post_id: str, service: PushService, people: Settings) -> None:
    with push_service() as stopped:
        browser = stopped.browser("phone")
    subscribe(browser)
    use(people.model_copy(update={"push_services": f"{service.url},{stopped.url}"}))
    answer(post_id)
    assert send_pushes() == {"deferred": 1} and send_pushes() == {} and waiting() == 1


def test_a_subscription_of_another_key_is_forgotten(post_id: str, service: PushService, people: Settings) -> None:
    subscribe(service.browser("phone"))
    other = web_push.encode((54321).to_bytes(32, "big"))
    use(people.model_copy(update={"push_key": type(people.push_key)(other)}))
    answer(post_id)
    assert send_pushes() == {"unwanted": 1} and service.asked == []
    assert db()["push_subscriptions"].count_documents({}) == 0


def test_what_a_process_took_that_died_is_sent_by_the_next_in_place_of_the_same(
    post_id: str, service: PushService
) -> None:
    browser = service.browser("phone")
    subscribe(browser)
    answer(post_id)
    assert PUSH.claim(ADA, now_ms()) and send_pushes() == {}
    later()
    assert send_pushes() == {"sent": 1}
    collection("notices").update_many({"p": {"$gte": 0}, "user_id": ADA}, {"$set": {"push_ms": 1}})
    assert send_pushes() == {"sent": 1}
    first, again = browser.pushed()
    assert first == again and len({each.headers["topic"] for each in service.asked}) == 1


def test_nothing_private_is_in_the_log(
    post_id: str, service: PushService, monkeypatch: pytest.MonkeyPatch, people: Settings
) -> None:
    said = CapturingLogger()
    monkeypatch.setattr(pushes, "_log", said)
    browser = service.browser("secret-path")
    subscribe(browser)
    for status in (500, 400, 302):
        service.answers[browser.path] = (status, {})
        answer(post_id, "A private text")
        send_pushes()
        later()
    with push_service() as stopped:
        gone = stopped.browser("secret-path")
    use(people.model_copy(update={"push_services": f"{service.url},{stopped.url}"}))
    subscribe(gone)
    answer(post_id)
    assert send_pushes()["deferred"] >= 1
    printed = repr(said.calls)
    secrets: list[Any] = ["secret-path", "private text", *browser.subscription()["keys"].values()]
    assert "push_refused" in printed and [each for each in secrets if each in printed] == []
