"""Messages take effect once, in the order in which they were accepted, whatever workers and cache do."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.content.chat import conversations
from core.platform.settings import Settings
from core.servers.mongo import collection
from core.servers.partitions import prefix_of
from core.servers.redis import cache_store, key
from core.servers.redis import journal as store
from core.writes import events, journal
from tasks import cleanup, writes
from tests.support.conversations_api import drained, heard, say, start
from tests.support.journal_writes import carry_out, pending_set, stored
from tests.support.users import SignedIn


@pytest.fixture
def people(sign_up: Callable[..., SignedIn]) -> list[SignedIn]:
    """Ada, Bob and Eve."""
    return [sign_up(name) for name in ("Ada", "Bob", "Eve")]


def test_messages_take_effect_in_the_order_of_acceptance(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where = start(ada, bob)
    receipts = [say((ada, bob)[n % 2], where, f"message {n}") for n in range(20)]
    for each in reversed(receipts):
        carry_out(journal.get(each["id"]))
    drained()
    assert heard(ada, where) == [f"message {n}" for n in range(20)]
    seqs = [each["seq"] for each in ada.get(f"{where}/messages?order=oldest&limit=100").get_json()["items"]]
    assert seqs == list(range(1, 21))


def test_a_name_is_given_once_however_often_it_is_carried_out(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where = start(ada, bob, name="Room")
    first, last = (journal.get(ada.patch(where, {"name": name}).get_json()["id"]) for name in ("First", "Last"))
    for write in (last, first, last, first):
        carry_out(write)
    # As if the worker had died after the commit of the first: pending again, not finished.
    store().zadd(pending_set(first), {first.id: 0})
    store().hset(key("write", first.id), mapping={"state": "accepted", "queue": "conversations"})
    newest = events.bounds()[1]
    assert [carry_out(each).state for each in (first, first)] == ["applied", "applied"]
    found = stored("conversations", where.rpartition("/")[2])
    assert (found["name"], found["rev"]) == ("Last", 3)
    assert bob.get(where).get_json()["name"] == "Last"
    assert [each.kind for each in events.since(newest)] == ["conversation.renamed"]


def test_a_busy_conversation_wakes_workers_only_for_what_they_can_do(
    people: list[SignedIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, bob, _ = people
    where = start(ada, bob)
    told = f"{prefix_of(where.rpartition('/')[2])}writes:told:conversations"
    store().delete(key("writes:woken:conversations"))
    store().delete(told)
    woken: list[Any] = []
    monkeypatch.setattr("tasks.enqueue.publish", lambda *called, **_: woken.append(called))
    receipts = [say((ada, bob)[n % 2], where, f"message {n}")["id"] for n in range(5)]
    # Those that wait behind the first one go with it.
    assert woken == [(writes.apply_writes, "conversations")]
    assert writes.apply_writes("conversations")["applied"] == 5
    assert {journal.get(each).state for each in receipts} == {"applied"}


def test_a_message_with_a_client_id_is_sent_once(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where = start(ada, bob)
    body = {"content": "Hello", "client_id": "c-1"}
    ids = {ada.post(f"{where}/messages", body).get_json()["id"] for _ in range(3)}
    drained()
    assert len(ids) == 1 and heard(bob, where) == ["Hello"]
    assert ada.post(f"{where}/messages", body | {"content": "Other"}).status_code == 422
    elsewhere = start(ada, bob, name="Room")
    assert ada.post(f"{elsewhere}/messages", body).status_code == 202


def test_any_interleaving_of_workers_and_a_forgetful_cache_keeps_the_order(people: list[SignedIn]) -> None:
    ada, bob, _ = people

    @examples(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.one_of(st.integers(0, 7), st.just("flush")), max_size=25))
    def play(steps: list[int | str]) -> None:
        where = start(ada, bob, name="Room")
        receipts = [say((ada, bob)[n % 2], where, str(n)) for n in range(8)]
        for step in steps:
            if step == "flush":
                cache_store().flushall()
            else:
                carry_out(journal.get(receipts[int(step)]["id"]))
                shown = heard(ada, where)
                assert shown == [str(n) for n in range(len(shown))]
        drained()
        assert heard(bob, where) == [str(n) for n in range(8)]

    play()


def test_the_id_of_a_direct_conversation_does_not_depend_on_the_order() -> None:
    assert conversations.direct_id("a" * 24, "b" * 24) == conversations.direct_id("b" * 24, "a" * 24)


def test_deleted_messages_are_purged_after_their_retention(people: list[SignedIn], system: Settings) -> None:
    ada, bob, _ = people
    where = start(ada, bob)
    for content in ("old", "new", "live"):
        say(ada, where, content)
    drained()
    ids = [each["id"] for each in ada.get(f"{where}/messages?order=oldest").get_json()["items"]]
    for message_id, hours in zip(ids, (1, -1), strict=False):
        ada.delete(f"/messages/{message_id}")
        drained()
        passed_ms = (system.retention_deleted_s + hours * 3600) * 1000
        collection("messages").update_one(
            {"_id": message_id}, [{"$set": {"deleted_ms": {"$subtract": ["$deleted_ms", passed_ms]}}}]
        )
    assert cleanup.clean_up("deleted-messages") == 1
    assert {each["_id"] for each in collection("messages").find()} == set(ids[1:])
