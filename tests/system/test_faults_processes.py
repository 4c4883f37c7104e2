"""Rows of the fault matrix (docs/reliability.md) about processes: what is accepted takes effect once, come what may."""

import signal
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from core.platform.problems import Problem
from core.platform.settings import Settings
from core.servers import mqtt
from core.servers.mongo import collection
from core.servers.redis import journal as store
from core.servers.redis import key
from core.writes import backlog, journal, turns
from core.writes.journal import Write
from deploy.local.clocks import wrong_by
from deploy.local.repeating import again_and_again
from deploy.local.servers import HOST
from tasks.enqueue import wake
from tests.conftest import empty_broker
from tests.support.clients.listener import Listener
from tests.support.faults import are_applied, failing, stored_once
from tests.support.journal_writes import ADA, carry_out, edit_post, insert_user, new_comment, new_post, stored
from tests.support.processes import Processes, environment
from tests.support.waiting import eventually
from tests.system.test_end_to_end import Caller


@pytest.fixture
def processes(system: Settings, tmp_path: Path) -> Iterator[Processes]:
    started = Processes(environment(system), tmp_path / "log")
    yield started
    started.stop()


@pytest.mark.parametrize("heard", [0, 20])
def test_fault_f3_who_hears_no_answer_repeats_and_writes_once(processes: Processes, heard: int) -> None:
    url = processes.start_api()
    ada = Caller(url)
    body = b'{"title":"Cut off","content":"c"}'
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in ada.http.cookies)
    csrf = ada.http.cookies.get("csrf_access_token")
    head = f"POST /api/v1/posts HTTP/1.1\r\nHost: x\r\nCookie: {cookies}\r\nX-CSRF-TOKEN: {csrf}\r\n"
    head += f"Idempotency-Key: cut\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection((HOST, int(url.rpartition(":")[2]))) as connection:
        connection.sendall(head.encode() + body)
        if heard:
            connection.recv(heard)
    eventually(lambda: backlog.totals()["pending"] == 1)
    again = [ada.send("POST", "/posts", {"title": "Cut off", "content": "c"}, Idempotency_Key="cut") for _ in range(3)]
    (write,) = backlog.listed("pending")
    assert {(each.status_code, each.json()["id"]) for each in again} == {(202, write.id)}
    assert carry_out(write).state == "applied" and stored_once([write])


def test_fault_f12_workers_that_are_replaced_under_load_lose_nothing(processes: Processes) -> None:
    insert_user(ADA)
    workers = [processes.start_worker(), processes.start_worker()]
    processes.start_beat()
    writes: list[Write] = []

    def write_one() -> None:
        with suppress(Problem):  # when the oldest has waited for too long
            writes.append(new_post(f"Post {len(writes)}"))
            wake("posts")

    with again_and_again(write_one, 0.05):
        for enough in (10, 40):
            eventually(lambda enough=enough: len(writes) > enough and are_applied(writes[:enough]))  # type: ignore[misc]
            old = workers.pop(0)
            old.send_signal(signal.SIGTERM)
            workers.append(processes.start_worker())
            eventually(lambda old=old: old.poll() is not None)  # type: ignore[misc]
    eventually(lambda: are_applied(writes), 90)
    assert stored_once(writes)


def test_fault_f13_a_broker_that_forgets_everything_stalls_nobody(processes: Processes) -> None:
    insert_user(ADA)
    processes.start_worker()
    processes.start_beat()
    first = new_post("To see that the worker works")
    eventually(lambda: are_applied([first]))
    writes = [first]
    with again_and_again(empty_broker, 0.3):
        for n in range(20):
            writes.append(new_post(f"Post {n}"))
            wake("posts")
    eventually(lambda: are_applied(writes), 90)
    assert stored_once(writes)


def test_fault_f24_a_subscriber_that_does_not_read_holds_up_nobody(system: Settings) -> None:
    user, password = system.mqtt_username, system.mqtt_password.get_secret_value()
    receives, sleeps = (Listener(user, password, client_id) for client_id in ("receives", "sleeps"))
    assert receives.subscribe("social/v1/posts") and sleeps.subscribe("social/v1/posts")
    sleeps.stop_reading()
    payload = b'{"pad": "' + b"x" * 2000 + b'"}'
    connection = mqtt.connection()
    assert all(connection.publish("social/v1/posts", payload) for _ in range(1500))
    eventually(lambda: len(receives.heard) == 1500)
    receives.close()


def test_fault_f26_three_beats_do_what_one_does(processes: Processes) -> None:
    insert_user(ADA)
    processes.start_worker()
    for _ in range(3):
        processes.start_beat()
    # No message is sent for any of them: beat has them looked for.
    writes = [new_post(f"Post {n}") for n in range(10)]
    eventually(lambda: are_applied(writes), 90)
    assert stored_once(writes)
    assert {journal.get(write.id).attempts for write in writes} == {1}


def test_fault_f28_workers_with_wrong_clocks_write_once_and_in_order(processes: Processes) -> None:
    insert_user(ADA)
    for seconds in (600, -600):
        processes.start_worker(**wrong_by(seconds))
    processes.start_beat()
    writes = [new_post(f"Post {n}") for n in range(10)]
    wake("posts")
    eventually(lambda: are_applied(writes), 90)
    edits = [edit_post(writes[0].resource_id, content=f"Edit {n}") for n in range(10)]
    wake("posts")
    eventually(lambda: are_applied(edits), 90)
    assert stored_once(writes)
    assert stored("posts", writes[0].resource_id)["content"] == "Edit 9"


def test_a_write_that_kills_its_process_harms_no_other_one_of_its_batch(processes: Processes) -> None:
    insert_user(ADA)
    writes = [new_post(f"Post {n}") for n in range(30)]
    kills = new_post("Kill")
    writes += [new_post(f"Post {n}") for n in range(30, 60)]
    # Two processes and no beat: nobody but Celery, which delivers the message of the lost process again, helps.
    processes.start_worker("tests.support.workers.harmed_worker")
    wake("posts")
    eventually(lambda: are_applied(writes))
    assert max(journal.get(write.id).attempts for write in writes) <= len(turns.SIZES)
    # It has not even been given up yet.
    assert journal.get(kills.id).state == "accepted"
    assert stored_once(writes)


def test_fault_f32_a_slow_database_is_not_asked_again_and_again(processes: Processes) -> None:
    insert_user(ADA)
    processes.start_worker()
    processes.start_beat()
    slow = ("insert", "update", "find", "commitTransaction", "findAndModify")
    with failing(*slow, blockConnection=True, blockTimeMS=200):
        writes = [new_post(f"Post {n}") for n in range(20)]
        wake("posts")
        eventually(lambda: are_applied(writes), 120)
    assert stored_once(writes)
    assert {journal.get(write.id).attempts for write in writes} == {1}


def test_fault_f33_each_message_delivered_six_times_at_once_counts_once(
    system: Settings, configure: Callable[..., Settings]
) -> None:
    # Each delivery is an attempt here, and none is to be the one that gives up.
    configure(attempts_max=100)
    insert_user(ADA)
    post = carry_out(new_post())
    writes = [new_comment(post.resource_id, f"Comment {n}") for n in range(10)]

    def deliver(write: Write) -> None:
        # As if its lease had run out.
        store().hdel(key("write", write.id), "lease_ms")
        carry_out(write)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(deliver, [write for write in writes for _ in range(6)]))
    eventually(lambda: all(carry_out(write).state == "applied" for write in writes))
    assert collection("comments").count_documents({}) == 10
    assert stored("posts", post.resource_id)["comment_count"] == 10
