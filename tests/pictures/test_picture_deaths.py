"""Posted means posted, for pictures: what was accepted is shown in the end, once, whoever dies in between."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from core.content.pictures import files
from core.platform.settings import Settings
from core.reads import cache
from core.servers.mongo import collection
from core.servers.pictures.store import store
from core.writes import attempts, journal, ledger
from core.writes.context import Context
from core.writes.journal import Write
from deploy.local.servers import HOST
from tasks.effects import kinds
from tests.support.faults import failing
from tests.support.journal_writes import ADA, accept, carry_out, insert_user, make_due
from tests.support.pictures import RED, is_like, opened, png
from tests.support.processes import Processes, environment, kill
from tests.support.waiting import TIMEOUT_S, eventually
from tests.system.test_end_to_end import Caller


@pytest.fixture
def processes(system: Settings, tmp_path: Path) -> Iterator[Processes]:
    started = Processes(environment(system), tmp_path / "log")
    yield started
    started.stop()


def set_picture(file: bytes = b"", actor: str = ADA) -> Write:
    """An accepted write of a picture, as the API accepts it."""
    content = file or png()
    more = {"upload": files.keep_upload(content)}
    body = {"sha256": files.sha256(content)}
    return accept("user.set_picture", actor, body, resource_id=actor, look=lambda: Context(more=more))


def shown(user_id: str = ADA) -> bytes:
    """The picture that a user has."""
    user = collection("users").find_one({"_id": user_id})
    assert user and user["profile_img"] and user["rev"] == 2
    return files.made(user_id, user["profile_img"]) or b""


def test_a_worker_that_dies_with_a_picture_in_its_hands_is_made_good(processes: Processes, tmp_path: Path) -> None:
    insert_user(ADA)
    (tmp_path / "armed").touch()
    crash = {"CRASH_FILE": str(tmp_path / "armed"), "CRASH_AT": "picture"}
    worker = processes.start_worker("tests.support.workers.faulty_worker", **crash)
    processes.start_beat()
    write = set_picture()
    eventually(lambda: worker.poll() is not None)
    assert journal.get(write.id).state == "accepted" and len(list(store().listed(files.MADE))) == 2
    processes.start_worker("tests.support.workers.faulty_worker", **crash)
    eventually(lambda: journal.get(write.id).state == "applied")
    assert is_like(opened(shown()), (99, 99), RED)


def test_an_api_that_dies_when_it_has_answered_has_lost_nothing(processes: Processes) -> None:
    url = processes.start_api()
    ada = Caller(url)
    headers = {"X-CSRF-TOKEN": str(ada.http.cookies.get("csrf_access_token")), "Idempotency-Key": "one"}
    headers["Content-Type"] = "application/octet-stream"
    accepted = ada.http.put(f"{ada.base}/users/me/picture", data=png(), headers=headers, timeout=15)
    assert accepted.status_code == 202
    for process in processes.started:
        kill(process)
    processes.start_worker()
    processes.start_beat()
    write_id = accepted.json()["id"]
    eventually(lambda: journal.get(write_id).state == "applied")
    again = processes.start_api(port=int(url.rpartition(":")[2]))
    repeated = ada.http.put(f"{again}/api/v1/users/me/picture", data=png(), headers=headers, timeout=15)
    assert repeated.json()["id"] == write_id
    address = ada.http.get(f"{ada.base}/auth/me", timeout=15).json()["profile_img"]
    assert is_like(opened(requests.get(url + address, timeout=15).content), (99, 99), RED)


def test_who_sends_slowly_is_cut_off_and_holds_no_thread(processes: Processes) -> None:
    url = processes.start_api()
    ada = Caller(url)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in ada.http.cookies)
    head = f"PUT /api/v1/users/me/picture HTTP/1.1\r\nHost: x\r\nCookie: {cookies}\r\nContent-Length: 100000\r\n"
    head += (
        f"X-CSRF-TOKEN: {ada.http.cookies.get('csrf_access_token')}\r\nContent-Type: application/octet-stream\r\n\r\n"
    )
    with ExitStack() as open_ones:
        slow = []
        # As many as there are threads.
        for _ in range(8):
            connection = socket.create_connection((HOST, int(url.rpartition(":")[2])), timeout=TIMEOUT_S)
            slow.append(open_ones.enter_context(connection))
            connection.sendall(head.encode() + b"x" * 1000)
        assert all(b" 408 " in each.recv(4096) for each in slow)
        assert ada.send("GET", "/auth/me").status_code == 200
    assert not list(store().listed(""))


def test_an_attempt_after_the_commit_finds_it_done_also_without_the_file(system: Settings) -> None:
    insert_user(ADA)
    write = set_picture()
    (attempt,) = attempts.begin([write.id])
    ledger.once([kinds.prepare(attempt)], kinds.carry_out)
    store().remove(attempt.body["upload"])
    attempts.defer([attempt], "died", delay_ms=0, refund=True)
    make_due(write)
    assert carry_out(write).state == "applied" and shown()


def test_a_database_that_fails_is_tried_again(system: Settings) -> None:
    insert_user(ADA)
    write = set_picture()
    with failing("update", times=1, errorCode=11602):
        carry_out(write)
    make_due(write)
    assert carry_out(write).state == "applied" and shown()


def test_a_store_that_is_away_costs_no_attempt(system: Settings) -> None:
    insert_user(ADA)
    write = set_picture()
    folder = Path(system.pictures_url.get_secret_value().removeprefix("file://"))
    hidden = folder.rename(folder.with_name("hidden"))
    # What is in its place is no folder.
    folder.touch()
    for _ in range(2 * system.attempts_max):
        make_due(write)
        assert carry_out(write).state == "accepted"
    folder.unlink()
    hidden.rename(folder)
    make_due(write)
    assert carry_out(write).state == "applied" and shown()


def test_pictures_are_carried_out_one_by_one_and_the_last_one_counts(system: Settings) -> None:
    insert_user(ADA)
    first, last = set_picture(png(colour=(1, 2, 3))), set_picture(png())
    assert carry_out(last).state == carry_out(first).state == "applied"
    assert is_like(opened(shown()), (99, 99), RED)


def test_what_a_version_before_has_accepted_shows_no_address_elsewhere(system: Settings) -> None:
    insert_user(ADA)
    old = accept("user.edit", ADA, {"changes": {"profile_img": "https://example.org/a.png"}}, resource_id=ADA)
    assert carry_out(old).state == "applied"
    user = collection("users").find_one({"_id": ADA})
    assert user and user["profile_img"] is None
    assert b'"profile_img":null' in cache.get([f"user:{ADA}"])[f"user:{ADA}"].json()
