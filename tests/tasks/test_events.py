"""Events over MQTT: who receives what, and that nothing is lost or invented on the way."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.identity import mqtt_credentials
from core.platform.settings import Settings
from core.servers import mqtt
from core.servers.mqtt import ROOT
from core.writes import announcements
from tasks import events, sweep
from tasks import tickets as ticket_tasks
from tasks.broker import queues
from tests.support.clients.listener import Listener
from tests.support.clients.live import number_of
from tests.support.journal_writes import ADA, BOB, carry_out, delete, edit_post, insert_user, new_comment, new_post
from tests.support.servers import ServerAddresses
from tests.support.waiting import eventually
from workers import main

SESSION = "5" * 24


@pytest.fixture(autouse=True)
def people(system: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    insert_user(ADA)
    insert_user(BOB, "Bob")
    yield
    mqtt.disconnect()


@pytest.fixture
def listen() -> Iterator[Callable[[str], Listener]]:
    """`listen(user_id)`: a subscriber with credentials of this user."""
    opened: list[Listener] = []

    def start(user_id: str) -> Listener:
        credentials = mqtt_credentials.request(user_id, SESSION)
        assert ticket_tasks.grant_ticket(credentials.username)
        opened.append(Listener(credentials.username, credentials.password))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


def test_promise_9_every_applied_write_is_heard_in_the_order_of_its_seq(listen: Callable[[str], Listener]) -> None:
    ada = listen(ADA)
    assert ada.subscribe(f"{ROOT}/posts") and ada.subscribe(f"{ROOT}/posts/+/comments")
    post = carry_out(new_post())
    comment = carry_out(new_comment(post.resource_id))
    writes = [post, comment, carry_out(edit_post(post.resource_id, title="New"))]
    writes += [carry_out(delete("comment", comment.resource_id)), carry_out(delete("post", post.resource_id))]
    assert events.announce_events() == len(writes)
    assert not any(announcements.is_pending(write.id) for write in writes)
    eventually(lambda: len(ada.heard) >= len(writes))
    heard = ada.events()
    assert [each["id"] for each in heard] == [each.id for each in writes]
    kinds = ["post.created", "comment.created", "post.updated", "comment.deleted", "post.deleted"]
    assert [each["type"] for each in heard] == kinds
    seqs = [number_of(each["seq"]) for each in heard]
    assert seqs == sorted(set(seqs))
    assert [each["rooms"] for each in heard[:2]] == [
        ["feed", f"post:{post.resource_id}"],
        [f"post:{post.resource_id}"],
    ]


def test_promise_9_an_event_waits_for_mosquitto_and_is_sent_again(servers: ServerAddresses) -> None:
    post = carry_out(new_post())
    servers.kill("mosquitto")
    try:
        assert events.announce_events() == 0
        assert announcements.is_pending(post.id)
        assert sweep.sweep_events() == 1
    finally:
        servers.start("mosquitto")
    reader = mqtt_credentials.request(BOB, SESSION)
    eventually(lambda: ticket_tasks.grant_ticket(reader.username))
    listener = Listener(reader.username, reader.password)
    listener.subscribe(f"{ROOT}/posts")
    assert events.announce_events() == 1
    eventually(lambda: [each["id"] for each in listener.events()] == [post.id])
    listener.close()


def crash(_: list[str]) -> None:
    raise KeyboardInterrupt


def test_a_repeated_event_has_the_same_id_to_drop_it_by(
    listen: Callable[[str], Listener], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = listen(ADA)
    ada.subscribe(f"{ROOT}/posts")
    carry_out(new_post())
    with monkeypatch.context() as crashed:
        crashed.setattr(announcements, "confirm", crash)
        with pytest.raises(KeyboardInterrupt):
            events.announce_events()
    # As the sweeper does.
    assert announcements.tell_of_backlog() == 1
    assert [events.announce_events(), events.announce_events()] == [1, 0]
    eventually(lambda: len(ada.heard) == 2)
    assert ada.events()[0] == ada.events()[1]


def test_security_a26_a_reader_reads_what_is_public_and_its_own_and_writes_nothing(
    listen: Callable[[str], Listener],
) -> None:
    ada = listen(ADA)
    assert ada.subscribe(f"{ROOT}/users/{ADA}")
    for foreign in (f"{ROOT}/users/{BOB}", f"{ROOT}/users/+", f"{ROOT}/#", "#", "$CONTROL/#", "$SYS/#"):
        assert not ada.subscribe(foreign), foreign
    for topic in (f"{ROOT}/posts", f"{ROOT}/users/{ADA}", "$CONTROL/dynamic-security/v1", "elsewhere"):
        assert not ada.publish(topic), topic


def test_credentials_open_nothing_with_another_password_nor_after_their_session(
    listen: Callable[[str], Listener],
) -> None:
    ada = listen(ADA)
    ada.subscribe(f"{ROOT}/posts")
    name = mqtt_credentials.request(ADA, SESSION).username
    assert ticket_tasks.grant_ticket(name) and ticket_tasks.grant_ticket(name), "granting twice is harmless"
    for username, password in ((name, "wrong"), ("", ""), ("backend", "")):
        intruder = Listener(username, password)
        assert intruder.refusal
        intruder.close()
    mqtt_credentials.end_session(SESSION)
    assert ticket_tasks.revoke_tickets() == 2
    assert ada.gone.wait(10)
    assert ticket_tasks.revoke_tickets() == 0
    assert not ticket_tasks.grant_ticket(name)


def test_security_f9_credentials_are_good_for_one_connection_and_a_client_id_is_nobody_elses(
    listen: Callable[[str], Listener],
) -> None:
    ada, bob = listen(ADA), listen(BOB)
    credentials = mqtt_credentials.request(ADA, SESSION)
    assert ticket_tasks.grant_ticket(credentials.username)
    taken_over = Listener(credentials.username, credentials.password, client_id=bob.client_id)
    assert taken_over.refusal and not bob.gone.is_set()
    first, second = (Listener(credentials.username, credentials.password) for _ in range(2))
    assert first.gone.wait(10) and not second.refusal
    for each in (taken_over, first, second):
        each.close()
    assert bob.subscribe(f"{ROOT}/posts") and ada.subscribe(f"{ROOT}/posts")


def test_security_f9_however_many_end_mosquitto_is_told_once(system: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    names = []
    for n in range(60):
        names.append(mqtt_credentials.request(ADA, f"{n:024x}").username)
        assert ticket_tasks.grant_ticket(names[-1])
        mqtt_credentials.end_session(f"{n:024x}")
    sent, real = [], mqtt.connection().publish

    def publish(topic: str, *about: Any) -> bool:
        sent.append(topic)
        return real(topic, *about)

    monkeypatch.setattr(mqtt.connection(), "publish", publish)
    assert ticket_tasks.revoke_tickets() == len(names)
    assert len(sent) == 1 and not mqtt_credentials.over()


def test_a_worker_sweeps_when_it_starts_and_leaves_mqtt_when_it_ends(system: Settings) -> None:
    main.sweep_at_start()
    assert queues.count("maintenance") == 1
    carry_out(new_post())
    assert events.announce_events() == 1
    before = mqtt.connection()
    main.say_goodbye()
    assert mqtt.connection() is not before


def test_many_events_wake_the_announcer_once(system: Settings) -> None:
    for n in range(5):
        carry_out(new_post(f"Post {n}"))
    assert queues.count("events") == 1
    assert events.announce_events() == 5
    carry_out(new_post("Another"))
    assert queues.count("events") == 2


def test_more_events_than_fit_in_a_batch_are_announced_in_order(
    listen: Callable[[str], Listener], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "BATCH", 3)
    ada = listen(ADA)
    ada.subscribe(f"{ROOT}/posts")
    made = [carry_out(new_post(f"Post {n}")).id for n in range(10)]
    assert events.announce_events() == 10
    eventually(lambda: len(ada.heard) == 10)
    assert [each["id"] for each in ada.events()] == made
