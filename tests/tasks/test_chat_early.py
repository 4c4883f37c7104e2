"""A message is heard when it is accepted, in the order of acceptance, and taken back when it comes to nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from core.content.chat import conversations, messages
from core.identity import accounts
from core.platform.problems import Problem
from core.platform.settings import Settings
from core.servers.cache_partitions import key as cache_key
from core.servers.mongo import collection
from core.servers.redis import cache_store, key
from core.servers.redis import journal as store
from core.writes import backlog, events, journal, positions
from core.writes.announcements import Announcer
from core.writes.events import Event
from realtime import chat_commands
from tests.support.conversations_api import ask_in, come_in, drained, heard, say, start
from tests.support.journal_writes import carry_out, make_due
from tests.support.users import SignedIn


@pytest.fixture
def people(sign_up: Callable[..., SignedIn]) -> list[SignedIn]:
    """Ada, Bob and Eve."""
    return [sign_up(name) for name in ("Ada", "Bob", "Eve")]


def logged(*kinds: str) -> list[Event]:
    """The events of these kinds in the log, in its order."""
    return [event for event in events.since(0) if event.body["type"] in kinds]


def contents(found: list[Event]) -> list[str | None]:
    """What a member receives of these events."""
    told = [messages.payload(event) for event in found]
    return [None if message is None else message["content"] for message in told]


def test_it_is_heard_before_it_is_stored_and_then_looks_the_same(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where = start(ada, bob)
    say(ada, where, "Hello")
    (event,) = logged("message.new")
    before = messages.payload(event)
    assert (heard(bob, where), events.oldest_early()) == ([], event.seq)
    drained()
    (stored,) = bob.get(f"{where}/messages").get_json()["items"]
    assert before == stored == messages.payload(event)
    assert (logged("message.new"), events.oldest_early()) == ([event], None)
    pending = [each["seq"] for each in Announcer().pending(100_000) if each["type"] == "message.new"]
    assert pending == [positions.of(event.seq)]


def events_during(act: Callable[[], object]) -> list[Event]:
    """What the channel of the log brings while somebody acts."""
    with store().pubsub() as channel:
        channel.subscribe(key(events.CHANNEL))
        while channel.get_message(timeout=5)["type"] != "subscribe":
            pass
        before = len(events.since(0))
        act()
        return [events.parse_notification(channel.get_message(timeout=5)["data"]) for _ in events.since(0)[before:]]


def test_the_channel_brings_the_message_with_its_event(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where = start(ada, bob)
    ada.get(f"/users/{ada.id}")
    (event,) = events_during(lambda: say(ada, where, "Héllo / \\ \n"))
    assert event.content and "llo" not in repr(event)
    (kept,) = logged("message.new")
    assert (event, kept.content) == (kept, b"")
    brought = messages.payload(event)
    drained()
    assert brought == messages.payload(kept) and brought and brought["content"] == "Héllo / \\ \n"


def test_without_the_card_of_its_author_the_channel_brings_the_event_alone(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where = start(ada, bob)
    cache_store().delete(cache_key("user", ada.id))
    (event,) = events_during(lambda: say(ada, where, "Hello"))
    message = messages.payload(event)
    assert event.content == b"" and message and message["author"]["name"] == "Ada"


def test_what_waits_behind_a_change_of_members_comes_without_its_content(people: list[SignedIn]) -> None:
    ada, bob, eve = people
    where = ask_in(ada, bob, eve, name="Room")
    come_in(eve, where)
    assert events_during(lambda: say(ada, where, "Welcome")) == []
    joined, late, *_ = (each for each in events_during(drained) if each.kind != "invitation.ended")
    assert (joined.body["type"], late.body["type"], late.content) == ("conversation.joined", "message.new", b"")


def test_a_message_that_is_not_stored_yet_can_be_edited_and_deleted_by_its_author(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where = start(ada, bob)
    message_id = say(ada, where, "Helo")["resource"]["id"]
    for change in (chat_commands.edit, chat_commands.delete):
        body = {"message_id": message_id} | ({"content": "Hello"} if change is chat_commands.edit else {})
        with pytest.raises(Problem, match="Not found"):
            change(bob.id, "", body)
        change(ada.id, "", body)
    drained()
    assert (heard(bob, where), [event.body["type"] for event in logged("message.edited", "message.deleted")]) == (
        [],
        ["message.edited", "message.deleted"],
    )


def test_the_log_has_them_in_the_order_of_acceptance(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where = start(ada, bob)
    receipts = [say((ada, bob)[n % 2], where, str(n)) for n in range(10)]
    assert [event.id for event in logged("message.new")] == [each["id"] for each in receipts]
    assert contents(logged("message.new")) == [str(n) for n in range(10)]
    drained()
    assert contents(logged("message.new")) == [str(n) for n in range(10)]


def test_what_comes_to_nothing_is_taken_back(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    where = start(ada, bob)
    receipt = say(ada, where, "One more thing")
    accounts.set_banned(ada.id, True)
    drained()
    assert journal.get(receipt["id"]).state == "rejected"
    assert [event.body["message_id"] for event in logged("message.retracted")] == [receipt["resource"]["id"]]
    assert (contents(logged("message.new")), events.oldest_early()) == ([None], None)


def test_a_dead_one_is_taken_back_and_heard_again_when_it_is_replayed(
    people: list[SignedIn], monkeypatch: pytest.MonkeyPatch, system: Settings
) -> None:
    ada, bob, _ = people
    where = start(ada, bob)
    receipt = say(ada, where, "Hard to store")
    with monkeypatch.context() as broken:
        broken.setattr(messages, "insert", lambda *_: 1 / 0)
        for _ in range(system.attempts_max):
            make_due(write := journal.get(receipt["id"]))
            carry_out(write)
    assert journal.get(receipt["id"]).state == "dead"
    assert len(logged("message.retracted")) == 1
    backlog.replay(receipt["id"])
    drained()
    kinds = [event.body["type"] for event in logged("message.new", "message.retracted")]
    assert kinds == ["message.new", "message.retracted", "message.new"]
    assert contents(logged("message.new"))[-1:] == heard(bob, where) == ["Hard to store"]


def test_what_is_said_after_a_change_of_members_is_heard_after_it(people: list[SignedIn]) -> None:
    ada, bob, eve = people
    where = ask_in(ada, bob, eve, name="Room")
    come_in(bob, where)
    drained()
    newest = events.bounds()[1]
    say(ada, where, "before")
    added = come_in(eve, where)
    late = [say(ada, where, "after"), say(bob, where, "later")]
    left = bob.delete(f"{where}/members/{bob.id}").get_json()
    last = say(ada, where, "last")
    assert contents(logged("message.new")) == ["before"]
    for write_id in (backlog.listed("pending")[0].id, added["id"]):
        carry_out(journal.get(write_id))
    assert contents(logged("message.new")) == ["before", "after", "later"]
    drained()
    changes = ("message.new", "conversation.joined", "conversation.left")
    order = [event.id for event in logged(*changes) if event.seq > newest][1:]
    assert order == [added["id"], *[each["id"] for each in late], left["id"], last["id"]]


def test_what_is_said_while_the_conversation_begins_is_heard_after_it(people: list[SignedIn]) -> None:
    ada, bob, _ = people
    body = {"kind": "room", "member_ids": [bob.id], "name": "Room"}
    where = ada.post("/conversations", body).get_json()["resource"]["href"].removeprefix("/api/v1")
    say(ada, where, "First")
    assert not logged("message.new")
    drained()
    kinds = [event.body["type"] for event in logged("message.new", "conversation.created")]
    come_in(bob, where)
    drained()
    assert kinds == ["conversation.created", "message.new"] and heard(bob, where) == ["First"]


def test_numbers_and_times_only_grow_whoever_accepts_and_after_the_journal_has_forgotten(
    people: list[SignedIn],
) -> None:
    ada, bob, _ = people
    conversation_id = start(ada, bob).rpartition("/")[2]

    def accept(n: int) -> journal.Write:
        body = {"conversation_id": conversation_id, "content": str(n), "client_id": None}
        sender_id = (ada, bob)[n % 2].id
        look = partial(messages.context_of_new, conversation_id, sender_id)
        return journal.accept("message.create", sender_id, body, look=look)

    with ThreadPoolExecutor(8) as pool:
        accepted = sorted(pool.map(accept, range(40)), key=lambda write: write.seq)
    assert [write.number for write in accepted] == list(range(1, 41))
    assert len({write.at_ms for write in accepted}) == 40
    drained()
    store().delete(key("numbers", conversations.ordering_key(conversation_id)))
    newest = accept(40)
    assert newest.number == 41 and newest.at_ms > max(write.at_ms for write in accepted)
    drained()
    stored = [(each["seq"], each["created_ms"]) for each in collection("messages").find().sort("seq", 1)]
    assert stored == sorted(stored, key=lambda row: row[1]) and [seq for seq, _ in stored] == list(range(1, 42))
