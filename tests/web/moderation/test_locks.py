"""Moderators lock a discussion over HTTP: everybody goes on reading, and nobody else adds to it."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from core.servers.mongo import collection
from core.servers.redis import cache_store
from tests.support.moderation import WAIT
from tests.support.users import BASE, SignedIn

pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture
def post(people: list[SignedIn]) -> str:
    """A post of Ada's; its path."""
    return made(people[0].post("/posts", {"title": "A title", "content": "Some content"}, **WAIT))


def made(answer: TestResponse) -> str:
    assert answer.status_code == 201, answer.get_json()
    return str(answer.headers["Location"].removeprefix(BASE))


def comment(who: SignedIn, post: str, **more: Any) -> TestResponse:
    return who.post(f"{post}/comments", {"content": "A comment", **more}, **WAIT)


def lock(who: SignedIn, post: str, **more: str) -> TestResponse:
    return who.call("PUT", f"/moderation{post}/lock", {"note": "Too hot"}, **more)


def unlock(who: SignedIn, post: str, **more: str) -> TestResponse:
    return who.delete(f"/moderation{post}/lock", **more)


def is_locked(who: SignedIn, post: str) -> list[bool]:
    """As the post says it, and the feed."""
    return [who.get(post).get_json()["is_locked"], who.get("/posts").get_json()["items"][0]["is_locked"]]


def test_a_locked_discussion_is_read_and_not_added_to_until_it_is_unlocked(people: list[SignedIn], post: str) -> None:
    ada, bob, eve, zoe = people
    top = made(comment(bob, post)).rpartition("/")[2]
    assert is_locked(bob, post) == [False, False]
    done = lock(eve, post, **WAIT)
    assert (done.status_code, done.get_json()["is_locked"]) == (200, True)
    assert is_locked(bob, post) == [True, True]
    before = collection("ledger").count_documents({})
    for refused in (comment(bob, post), comment(bob, post, parent_id=top), comment(ada, post)):
        assert (refused.status_code, refused.get_json()["title"]) == (409, "Thread locked")
    assert collection("ledger").count_documents({}) == before, "they were refused at once"
    assert comment(zoe, post).status_code == 201
    assert bob.get(f"{post}/comments").status_code == 200
    assert unlock(zoe, post, **WAIT).get_json()["is_locked"] is False
    assert comment(bob, post).status_code == 201 and is_locked(bob, post) == [False, False]


def test_it_is_refused_as_well_while_the_cache_is_empty(people: list[SignedIn], post: str) -> None:
    _, bob, eve, _ = people
    lock(eve, post, **WAIT)
    cache_store().flushdb()
    assert comment(bob, post).status_code == 409
    cache_store().flushdb()
    assert comment(eve, post).status_code == 201


def test_a_lock_has_a_receipt_and_may_be_repeated(people: list[SignedIn], post: str) -> None:
    _, _, eve, zoe = people
    answers = [lock(eve, post, Idempotency_Key="k"), lock(eve, post, Idempotency_Key="k"), lock(zoe, post)]
    assert [each.status_code for each in answers] == [202] * 3
    receipts = [each.get_json() for each in answers]
    assert receipts[0]["id"] == receipts[1]["id"] and receipts[0]["kind"] == "post.lock"
    assert receipts[0]["resource"] == {"type": "post", "id": post[7:], "href": f"{BASE}{post}"}
    assert unlock(eve, post, **WAIT).status_code == unlock(eve, post, **WAIT).status_code == 200
    log = eve.get(f"/moderation/audit?subject={post[7:]}").get_json()["items"]
    assert [(each["act"], each["by"]["name"], each["why"]) for each in log] == [
        ("post.unlock", "Eve", ""),
        ("post.lock", "Eve", "Too hot"),
    ]


def test_only_moderators_lock_and_only_what_is_there(people: list[SignedIn], post: str) -> None:
    ada, _, eve, _ = people
    for refused in (lock(ada, post), unlock(ada, post)):
        assert (refused.status_code, refused.get_json()["title"]) == (403, "Not a moderator")
    assert [lock(eve, f"/posts/{'f' * 24}").status_code, unlock(eve, f"/posts/{'f' * 24}").status_code] == [404, 404]
    assert lock(eve, post).status_code == 202
    assert eve.call("PUT", f"/moderation{post}/lock", {"reason": "spam"}).status_code == 422
