"""The whole system as processes: what is killed or lost is made good within 20 seconds, and takes effect once."""

import json
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from core.platform.settings import Settings
from core.servers.mongo import collection
from core.servers.redis import cache_store
from core.writes import attempts, backlog, journal
from tasks.enqueue import wake
from tasks.writes import HARD_LIMIT_S, SOFT_LIMIT_S
from tests.support.clients.listener import Listener
from tests.support.journal_writes import ADA, carry_out, insert_user, new_comment, new_post
from tests.support.processes import Processes, environment
from tests.support.users import PASSWORD
from tests.support.waiting import eventually


@pytest.fixture
def processes(system: Settings, tmp_path: Path) -> Iterator[Processes]:
    started = Processes(environment(system) | {"LOG_LEVEL": "INFO"}, tmp_path / "log")
    yield started
    started.stop()


class Caller:
    """A signed-in user of the real API."""

    def __init__(self, url: str, email: str = "", password: str = PASSWORD) -> None:
        self.base, self.http = f"{url}/api/v1", requests.Session()
        known = {"email": email or f"{uuid.uuid4().hex}@example.org", "password": password}
        self.http.post(f"{self.base}/auth/register", json={"name": "Ada", **known})
        self.user = self.http.post(f"{self.base}/auth/login", json=known).json()

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent["X-CSRF-TOKEN"] = self.http.cookies.get("csrf_access_token") or ""
        return self.http.request(method, self.base + path, json=body, headers=sent, timeout=15)


def count_of(post_id: str) -> int:
    post = collection("posts").find_one({"_id": post_id})
    assert post
    return int(post["comment_count"])


@pytest.mark.parametrize(("crash_at", "stored"), [("transaction", 0), ("cache", 1)])
def test_promise_1_a_worker_killed_inside_mongodb_or_before_the_cache_is_made_good(
    processes: Processes, tmp_path: Path, crash_at: str, stored: int
) -> None:
    insert_user(ADA)
    post = carry_out(new_post())
    armed = tmp_path / "armed"
    armed.touch()
    crash = {"CRASH_FILE": str(armed), "CRASH_AT": crash_at}
    worker = processes.start_worker("tests.support.workers.faulty_worker", **crash)
    processes.start_beat()
    comment = new_comment(post.resource_id)
    eventually(lambda: worker.poll() is not None)
    assert collection("comments").count_documents({}) == stored
    assert journal.get(comment.id).state == "accepted"
    processes.start_worker("tests.support.workers.faulty_worker", **crash)
    eventually(lambda: journal.get(comment.id).state == "applied")
    assert count_of(post.resource_id) == 1 == collection("comments").count_documents({})


def test_promise_1_a_message_lost_in_the_broker_is_made_good(processes: Processes) -> None:
    insert_user(ADA)
    processes.start_worker()
    processes.start_beat()
    first = new_post("To see that the worker works")
    eventually(lambda: journal.get(first.id).state == "applied")
    # Accepted, but no message was ever sent.
    lost = new_post("Lost")
    eventually(lambda: journal.get(lost.id).state == "applied")
    assert collection("posts").count_documents({"_id": lost.resource_id}) == 1


def test_one_key_from_fifty_threads_is_one_effect_and_one_answer(processes: Processes) -> None:
    url = processes.start_api()
    processes.start_worker()
    processes.start_beat()
    ada = Caller(url)
    assert ada.send("POST", "/posts", {"title": "Warm up", "content": "c"}, Prefer="wait=60").status_code in (201, 202)
    eventually(lambda: backlog.totals()["pending"] == 0)

    def post(_: int) -> tuple[int, str]:
        answer = ada.send("POST", "/posts", {"title": "Once", "content": "c"}, Idempotency_Key="one")
        receipt = answer.json()
        return answer.status_code, json.dumps([receipt["id"], receipt["resource"], receipt["accepted_at"]])

    with ThreadPoolExecutor(50) as pool:
        answers = set(pool.map(post, range(50)))
    assert len(answers) == 1 and answers.pop()[0] == 202
    assert ada.send("POST", "/posts", {"title": "Other", "content": "c"}, Idempotency_Key="one").status_code == 422
    eventually(lambda: backlog.totals()["pending"] == 0)
    assert collection("posts").count_documents({"title": "Once"}) == 1


def test_promises_9_and_10_a_comment_is_announced_and_nothing_private_is_logged(
    processes: Processes, system: Settings
) -> None:
    url = processes.start_api()
    processes.start_worker()
    processes.start_beat()
    ada = Caller(url)
    post = ada.send("POST", "/posts", {"title": "Hidden title", "content": "Hidden text"}).json()["resource"]["id"]
    eventually(lambda: ada.send("GET", f"/posts/{post}").ok)
    credentials = ada.send("POST", "/auth/mqtt-ticket").json()
    listener = Listener(credentials["username"], credentials["password"])
    assert listener.subscribe("social/v1/posts/+/comments")
    request_id = "request-end-to-end"
    path = f"/posts/{post}/comments"
    answer = ada.send("POST", path, {"content": "Hidden words"}, Prefer="wait=60", X_Request_Id=request_id)
    assert (answer.status_code, answer.json()["content"]) == (201, "Hidden words")
    message = eventually(lambda: listener.heard[:1])[0]
    listener.close()
    event = json.loads(message.payload)
    assert (event["type"], event["comment_id"], "content" in event) == ("comment.created", answer.json()["id"], False)
    assert ("request_id", request_id) in vars(message.properties)["UserProperty"]
    # The API writes its lines up to 50 ms late.
    eventually(lambda: processes.printed().count(request_id) >= 3)
    log = processes.printed()
    for secret in (
        "Hidden",
        PASSWORD,
        "access_token",
        credentials["password"],
        system.mqtt_password.get_secret_value(),
    ):
        assert secret not in log


def test_promise_7_the_cache_may_be_flushed_while_people_write_and_read(processes: Processes) -> None:
    url = processes.start_api()
    processes.start_worker()
    processes.start_beat()
    ada = Caller(url)
    stop, statuses = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            statuses.append(ada.send("GET", "/posts?limit=50").status_code)

    reader = threading.Thread(target=read)
    reader.start()
    made = []
    for n in range(60):
        made.append(ada.send("POST", "/posts", {"title": f"Post {n}", "content": "c"}).json()["resource"]["id"])
        if n % 10 == 0:
            cache_store().flushall()
    eventually(lambda: backlog.totals()["pending"] == 0)
    stop.set()
    reader.join()
    assert set(statuses) == {200}
    shown = [each["id"] for each in ada.send("GET", "/posts?limit=100").json()["items"]]
    assert shown == made[::-1]


def test_d9_and_fault_f29_a_write_that_hangs_holds_nobody_up_and_is_given_up_by_its_time_limit(
    processes: Processes,
) -> None:
    assert attempts.LEASE_MS > HARD_LIMIT_S * 1000 > SOFT_LIMIT_S * 1000
    insert_user(ADA)
    processes.start_worker("tests.support.workers.harmed_worker")
    processes.start_beat()
    first = new_post("To see that the worker works")
    eventually(lambda: journal.get(first.id).state == "applied")
    hanging = new_post("Hang")
    wake("posts")
    eventually(lambda: journal.get(hanging.id).attempts == 1)
    neighbours = [new_post(f"Neighbour {n}") for n in range(3)]
    wake("posts")
    eventually(lambda: all(journal.get(each.id).state == "applied" for each in neighbours), SOFT_LIMIT_S)
    # Still under way, in one place only: the other child went on.
    assert (journal.get(hanging.id).lease, journal.get(hanging.id).last_error) == (1, "")
    eventually(lambda: "SoftTimeLimitExceeded" in journal.get(hanging.id).last_error)
    assert journal.get(hanging.id).lease == 1
