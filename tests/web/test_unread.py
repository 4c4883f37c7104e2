"""What is unread: counted without what was deleted or retracted, with one question, and without MongoDB as well."""

from collections.abc import Callable
from typing import Any

import pytest
from pymongo.errors import AutoReconnect

from core.content.chat import conversations
from core.servers.mongo import collection
from core.writes import attempts
from core.writes.attempts import End
from tests.support.conversations_api import drained, say, start
from tests.support.users import SignedIn


def unread(who: SignedIn, where: str) -> int:
    listed = {f"/conversations/{each['id']}": each for each in who.get("/conversations").get_json()["items"]}
    alone = who.get(where).get_json()["unread_count"]
    assert listed[where]["unread_count"] == alone
    return int(alone)


def test_field_6_what_was_deleted_or_retracted_is_not_unread(people: list[SignedIn]) -> None:
    ada, bob = people
    where = start(ada, bob)
    first, last = (say(ada, where, text)["resource"]["id"] for text in ("One", "Two"))
    drained()
    assert (unread(bob, where), unread(ada, where)) == (2, 0)
    ada.delete(f"/messages/{last}")
    drained()
    assert unread(bob, where) == 1
    taken_back = say(ada, where, "Three")["id"]
    (begun,) = attempts.begin([taken_back])
    assert attempts.finish([End(begun, "rejected")]).ids == {taken_back}
    say(ada, where, "Four")
    drained()
    assert (bob.get(where).get_json()["last_seq"], unread(bob, where)) == (4, 2)
    ada.delete(f"/messages/{first}")
    drained()
    assert unread(bob, where) == 1
    bob.call("PUT", f"{where}/read", {"seq": 4})
    drained()
    assert unread(bob, where) == 0


def test_field_6_a_page_of_conversations_asks_once_what_is_unread(
    people: list[SignedIn], sign_up: Callable[..., SignedIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, bob = people
    paths = [start(ada, bob, name=f"Room {n}") for n in range(4)]
    for n, where in enumerate(paths):
        for _ in range(n):
            say(ada, where, "Hello")
    drained()
    asked: list[str] = []
    real = collection
    monkeypatch.setattr(conversations, "collection", lambda name: asked.append(name) or real(name))  # type: ignore[func-returns-value]
    items = bob.get("/conversations").get_json()["items"]
    assert {each["name"]: each["unread_count"] for each in items} == {f"Room {n}": n for n in range(4)}
    assert asked.count("messages") == 1


def test_field_6_without_mongodb_a_conversation_is_still_shown(
    people: list[SignedIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, bob = people
    where = start(ada, bob)
    say(ada, where, "Hello")
    drained()
    assert unread(bob, where) == 1
    real = collection

    def unavailable(name: str) -> Any:
        if name == "messages":
            raise AutoReconnect("unavailable")
        return real(name)

    monkeypatch.setattr(conversations, "collection", unavailable)
    assert bob.get(where).get_json()["unread_count"] == 1
