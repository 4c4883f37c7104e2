"""One trace leads from a request to the sockets that hear of it; without TRACES_URL there is nothing of the kind."""

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from core.platform.settings import Settings
from core.servers.redis import journal as store
from core.servers.redis import key
from tests.support.clients.listener import Listener
from tests.support.clients.live import Person, open_socket, run
from tests.support.collector import Collector, collecting
from tests.support.processes import ROOT, Processes, environment
from tests.support.site import Site
from tests.support.users import BASE, PASSWORD
from tests.support.waiting import eventually, until

OUTSIDE_TRACE, OUTSIDE_SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
REQUEST_ID = "request-that-is-traced"
COMMENT = f"POST {BASE}/posts/<id:post_id>/comments"
# Each span of the trace of a comment with the one it is below, and the process that records it.
TREE = {
    COMMENT: ("", "social-api"),
    "accept comment.create": (COMMENT, "social-api"),
    "apply comment.create": ("accept comment.create", "social-worker"),
    "apply batch": ("accept comment.create", "social-worker"),
    "transaction": ("apply batch", "social-worker"),
    "insert comments": ("transaction", "social-worker"),
    "insert ledger": ("transaction", "social-worker"),
    "commitTransaction": ("transaction", "social-worker"),
    "refresh cache": ("apply batch", "social-worker"),
    "publish comment.created": ("accept comment.create", "social-worker"),
    "deliver comment.created": ("accept comment.create", "social-realtime"),
}


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as opened:
        yield opened


@pytest.fixture
def processes(system: Settings, tmp_path: Path) -> Iterator[Processes]:
    quick = {"LOG_LEVEL": "INFO", "OTEL_BSP_SCHEDULE_DELAY": "50"}
    started = Processes(environment(system) | quick, tmp_path / "log")
    yield started
    started.stop()


def send(person: Person, path: str, body: dict[str, str], **headers: str) -> requests.Response:
    sent = {"X-CSRF-TOKEN": person.csrf} | {name.replace("_", "-"): value for name, value in headers.items()}
    return person.http.post(f"{person.api_url}{BASE}{path}", json=body, headers=sent, timeout=60)


def new_post(person: Person) -> str:
    answer = send(person, "/posts", {"title": "Hidden title", "content": "Hidden text"}, Prefer="wait=60")
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def mqtt_listener(person: Person, post: str) -> Listener:
    credentials = send(person, "/auth/mqtt-ticket", {}).json()
    listener = Listener(credentials["username"], credentials["password"])
    assert listener.subscribe(f"social/v1/posts/{post}/comments")
    return listener


def comment_heard_by_a_socket(site: Site, person: Person, post: str) -> None:
    """Comment while a socket is in the room of the post; return when it has heard of the comment."""

    async def test() -> None:
        near = await open_socket(site.live[0], person)
        assert (await near.ask("join", {"room": f"post:{post}"}))["ok"]
        about = {"traceparent": f"00-{OUTSIDE_TRACE}-{OUTSIDE_SPAN}-01", "X_Request_Id": REQUEST_ID}
        answer = await asyncio.to_thread(
            lambda: send(person, f"/posts/{post}/comments", {"content": "Hidden words"}, Prefer="wait=60", **about)
        )
        assert answer.status_code == 201, answer.text
        await until(lambda: near.named("event"))
        assert [event["type"] for event in near.named("event")] == ["comment.created"]
        await near.close()

    run(test)


def trace_of_the_comment(collector: Collector) -> str:
    found = eventually(lambda: [span for span in list(collector.spans) if span.name == COMMENT])
    assert [span.about["social.request_id"] for span in found] == [REQUEST_ID]
    return found[0].trace_id


def test_one_trace_leads_from_http_to_the_socket(processes: Processes, collector: Collector) -> None:
    processes.env["TRACES_URL"] = collector.url
    processes.start_worker()
    site = Site.start(processes)
    ada = site.person()
    post = new_post(ada)
    listener = mqtt_listener(ada, post)
    comment_heard_by_a_socket(site, ada, post)
    trace_id = trace_of_the_comment(collector)
    eventually(lambda: TREE.keys() <= collector.trace(trace_id).keys())
    spans = collector.trace(trace_id)
    names = {span.id: name for name, span in spans.items()} | {"": ""}
    assert {name: (names[spans[name].parent_id], spans[name].process) for name in TREE} == TREE
    # The caller's own trace is linked and not gone on with: it does not decide what is recorded.
    assert spans[COMMENT].links == [OUTSIDE_SPAN] and trace_id != OUTSIDE_TRACE
    assert spans["apply comment.create"].links == [spans["apply batch"].id]
    message = eventually(lambda: listener.heard[:1])[0]
    listener.close()
    properties = dict(vars(message.properties)["UserProperty"])
    assert properties["request_id"] == REQUEST_ID and "traceparent" not in json.loads(message.payload)
    assert properties["traceparent"].split("-")[1:3] == [trace_id, spans["accept comment.create"].id]
    for secret in (b"Hidden", PASSWORD.encode(), b"example.org", ada.csrf.encode(), post.encode() + b"/comments"):
        assert secret not in collector.received
    assert lines_of(processes, trace_id) >= {"request", "write_accepted", "write_applied"}


def lines_of(processes: Processes, trace_id: str) -> set[str]:
    """What the processes have logged about this trace, as soon as the API has, which does so up to 50 ms late."""
    eventually(lambda: processes.printed().count(trace_id) >= 3)
    lines = [json.loads(line) for line in processes.printed().splitlines() if trace_id in line]
    assert all(line["trace_id"] == trace_id for line in lines)
    assert {line["request_id"] for line in lines} == {REQUEST_ID}
    return {line["event"] for line in lines}


def test_a_collector_that_never_answers_holds_nobody_up(processes: Processes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/v1/traces"
        # Much fewer than there are spans, and no end to the waiting.
        endless = {"OTEL_BSP_MAX_QUEUE_SIZE": "4", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "2"}
        processes.env |= endless | {"TRACES_URL": url, "OTEL_EXPORTER_OTLP_TIMEOUT": "3600"}
        processes.start_worker()
        ada = Person(processes.start_api())
        for _ in range(10):
            new_post(ada)
        for process in processes.started:
            process.terminate()
        assert [process.wait(60) for process in processes.started] == [0, 0]


# redis-py takes the metrics of OpenTelemetry along wherever that is installed; what counts is what we add.
OFF = f"""
import json, sys
import redis
with_redis = set(sys.modules)
import realtime.app, web.app, workers.main
from core.servers.redis import journal, key
from core.writes import attempts
from tasks import writes

realtime.app.create_app()
workers.main.app.loader.import_default_modules()
workers.main.log_like_the_api()
client = web.app.create_app().test_client()
email = {{"email": "ada@example.org", "password": "{PASSWORD}"}}
assert client.post("{BASE}/auth/register", json=email | {{"name": "Ada"}}).status_code == 201
assert client.post("{BASE}/auth/login", json=email).status_code == 200
csrf = client.get_cookie("csrf_access_token").value
headers = {{"X-CSRF-TOKEN": csrf, "traceparent": "00-{OUTSIDE_TRACE}-{OUTSIDE_SPAN}-01"}}
post = client.post("{BASE}/posts", json={{"title": "A", "content": "b"}}, headers=headers).get_json()["id"]
assert client.get("{BASE}/posts").status_code == 200
fields = [each.decode() for each in journal().hkeys(key("write", post))]
assert writes.carry_out(attempts.begin([post]))["applied"] == 1
imported = [each for each in sys.modules.keys() - with_redis if each.startswith("opentelemetry")]
print(json.dumps([post, fields, imported]))
"""


def test_off_nothing_is_imported_and_nothing_stored_says_anything(system: Settings) -> None:
    asked = [sys.executable, "-c", OFF]
    ran = subprocess.run(asked, cwd=ROOT, env=environment(system), capture_output=True, text=True, check=True)
    write_id, fields, imported = json.loads(ran.stdout)
    assert not imported
    assert "request_id" in fields and "traceparent" not in fields
    everything = [store().hgetall(key("event", write_id)), store().zrange(key("events:log"), 0, -1)]
    assert write_id in str(everything) and "traceparent" not in str(everything)
