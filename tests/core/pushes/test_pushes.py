"""Pushes about what is in an inbox: to which browsers, about what, and once."""

import threading
from base64 import urlsafe_b64decode
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest
from py_vapid import Vapid

from core.delivery import pushes
from core.identity import accounts, sessions
from core.maintenance import cleanup
from core.platform import web_push
from core.platform.clock import now_ms
from core.platform.settings import Settings, use
from core.servers.mongo import db
from tests.support.journal_writes import ADA, BOB, accept, carry_out, delete, insert_user, like, new_post
from tests.support.push_service import PushService
from tests.support.pushes import KEY, answer, later, send_pushes, subscribe, subscribed, waiting

DAY_MS = 86_400_000


def test_an_answer_is_pushed_to_each_browser_once_however_often_the_task_runs(
    post_id: str, service: PushService
) -> None:
    browsers = [service.browser("phone"), service.browser("laptop")]
    for each in browsers:
        subscribe(each)
    comment_id = answer(post_id, "Well <b>said</b>")
    assert send_pushes() == {"sent": 2} and send_pushes() == {} and waiting() == 0
    for each in browsers:
        (said,) = each.pushed()
        tag = said.pop("tag")
        path = f"/posts/{post_id}?comment={comment_id}#comments"
        assert said == {"title": "Bob answered you", "body": "Well <b>said</b>", "url": path}
        (asked,) = [asked for asked in service.asked if asked.path == each.path]
        assert asked.headers["topic"] == tag and len(tag) == 32 and asked.headers["ttl"] == "86400"
        assert asked.headers["content-encoding"] == "aes128gcm"


def test_a_push_is_signed_with_our_key_for_its_service(post_id: str, service: PushService) -> None:
    subscribe(service.browser("phone"))
    answer(post_id)
    send_pushes()
    (asked,) = service.asked
    scheme, _, parts = asked.headers["authorization"].partition(" ")
    token, key = (each.partition("=")[2] for each in parts.split(","))
    assert scheme == "vapid" and key == web_push.public_key(KEY) and Vapid.verify(asked.headers["authorization"])
    claims = orjson.loads(urlsafe_b64decode(token.split(".")[1] + "=="))
    assert claims["aud"] == service.url and claims["sub"] == "mailto:social@example.org"
    assert 0 < claims["exp"] - now_ms() / 1000 <= 86_400


def test_what_comes_together_is_one_push(post_id: str, service: PushService) -> None:
    browser = service.browser("phone")
    subscribe(browser)
    for n in range(60):
        answer(post_id, f"Answer {n}")
    assert send_pushes() == {"sent": 1}
    (said,) = browser.pushed()
    assert (said["title"], said["url"]) == ("60 new notices", "/inbox")
    assert said["body"] == "\n".join(["Bob answered you"] * 3)


def test_nobody_is_pushed_what_they_did_not_want_or_have_read(post_id: str, service: PushService) -> None:
    subscribe(service.browser("phone"))
    carry_out(like("post", post_id, actor=BOB))
    assert waiting() == 0
    answer(post_id)
    carry_out(accept("user.read_inbox", ADA, {"until_ms": now_ms()}, resource_id=ADA))
    assert send_pushes() == {"unwanted": 1}
    carry_out(accept("user.set_inbox", ADA, {"kinds": {"reply": False}}, resource_id=ADA))
    answer(post_id)
    assert send_pushes() == {"unwanted": 1} and service.asked == [] and waiting() == 0


def test_nobody_is_pushed_what_is_gone_or_old(post_id: str, service: PushService) -> None:
    subscribe(service.browser("phone"))
    carry_out(delete("comment", answer(post_id), actor=BOB))
    assert send_pushes() == {"unwanted": 1}
    answer(post_id)
    later(DAY_MS)
    assert send_pushes() == {"unwanted": 1} and service.asked == [] and waiting() == 0


def test_what_nobody_wants_pushes_about_waits_for_nothing(post_id: str) -> None:
    answer(post_id)
    assert waiting() == 1 and send_pushes() == {} and waiting() == 0


@pytest.mark.parametrize("how", ["signed out", "banned", "replaced"])
def test_a_session_that_has_ended_gets_nothing_and_its_subscription_goes(
    how: str, post_id: str, service: PushService
) -> None:
    old, new = service.browser("old"), service.browser("new")
    session_id = subscribe(old)
    if how == "signed out":
        sessions.end(session_id)
    elif how == "banned":
        accounts.set_banned(ADA, True)
    else:
        subscribe(new, session_id=session_id)
    answer(post_id)
    send_pushes()
    assert old.pushed() == [] and len(new.pushed()) == (how == "replaced")
    assert db()["push_subscriptions"].count_documents({}) == (how == "replaced")


def test_a_subscription_that_was_ended_gets_nothing(post_id: str, service: PushService) -> None:
    session_id = subscribe(service.browser("phone"))
    carry_out(accept("user.remove_push", ADA, {"session_id": session_id}, resource_id=ADA))
    answer(post_id)
    assert send_pushes() == {} and service.asked == [] and subscribed() == []


def test_a_user_has_at_most_twenty(service: PushService) -> None:
    made = [subscribe(service.browser(f"browser-{n}")) for n in range(23)]
    assert sorted(subscribed()) == sorted(made[3:])


def test_many_who_send_at_once_send_each_notice_once(service: PushService) -> None:
    authors = [insert_user(f"{n:024x}", f"Author {n}") for n in range(1, 13)]
    browsers = [service.browser(author) for author in authors]
    for author, browser in zip(authors, browsers, strict=True):
        subscribe(browser, author)
        answer(carry_out(new_post(actor=author)).resource_id, f"Answer to {author}")
    begin = threading.Barrier(4)

    def send() -> Counter[str]:
        begin.wait()
        return pushes.send_due(30)

    with ThreadPoolExecutor(4) as senders:
        counts: Counter[str] = sum((each.result() for each in [senders.submit(send) for _ in range(4)]), Counter())
    assert counts == {"sent": 12} and waiting() == 0
    assert [[said["body"] for said in each.pushed()] for each in browsers] == [[f"Answer to {a}"] for a in authors]


def test_without_a_key_nothing_waits(system: Settings, post_id: str) -> None:
    use(system)
    answer(post_id)
    assert waiting() == 0 and send_pushes() == {}


def test_subscriptions_of_ended_sessions_are_cleaned_up(service: PushService) -> None:
    ended, live = (subscribe(service.browser(name)) for name in ("ended", "live"))
    sessions.end(ended)
    job = cleanup.JOBS["pushes"]
    assert cleanup.dry_run(job).count == 1 and [cleanup.run(job).count, cleanup.run(job).count] == [1, 0]
    assert [each["session_id"] for each in db()["push_subscriptions"].find()] == [live]
