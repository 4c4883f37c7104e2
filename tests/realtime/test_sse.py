"""The same events over plain HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from core.platform.settings import Settings
from core.writes import events, positions
from tests.support.clients.event_stream import EventStream, get_stream
from tests.support.clients.live import Person, number_of, says, write_until
from tests.support.journal_writes import ADA, carry_out, delete, insert_user, new_comment, new_post
from tests.support.processes import Processes, environment
from tests.support.servers import ServerAddresses
from tests.support.site import Site
from tests.support.waiting import eventually


@pytest.fixture
def site(system: Settings, tmp_path: Path) -> Iterator[Site]:
    insert_user(ADA)
    processes = Processes(environment(system), tmp_path / "log")
    try:
        yield Site.start(processes)
    finally:
        processes.stop()


def test_a_stream_says_what_happens_and_what_was_missed(site: Site) -> None:
    ada = Person(site.api)
    post = carry_out(new_post())
    position = events.bounds()[1]
    stream = EventStream(get_stream(site, ada, f"?rooms=feed,post:{post.resource_id}&last_event_id={position}"))
    carry_out(new_comment(post.resource_id))
    carry_out(delete("post", post.resource_id))
    eventually(lambda: len(stream.seqs) == 2)
    assert [name for _, name, _ in stream.heard[1:]] == ["comment.created", "post.deleted"]
    last_id = stream.heard[-1][0]
    stream.leave()
    carry_out(new_post())
    carry_out(new_post())
    back = EventStream(get_stream(site, ada, "?rooms=feed", Last_Event_ID=last_id))
    eventually(lambda: len(back.seqs) == 2)
    last = number_of(last_id)
    assert back.seqs == [last + 1, last + 2]
    ahead = EventStream(get_stream(site, ada, f"?rooms=feed&last_event_id={last + 1000}"))
    assert ahead.named("gap")


def test_a_room_that_is_new_to_a_caller_is_caught_up_from_a_position_of_its_own(site: Site) -> None:
    ada = Person(site.api)
    post = carry_out(new_post())
    before = positions.of(events.bounds()[1])
    carry_out(new_comment(post.resource_id))
    carry_out(new_post())
    now = positions.of(events.bounds()[1])
    room = f"post:{post.resource_id}"
    stream = EventStream(get_stream(site, ada, f"?rooms=feed,{room}@{before}&last_event_id={now}"))
    assert [name for _, name, _ in stream.heard] == ["comment.created", "hello"]
    # A browser that comes back by itself asks for the same, and says how far it has heard since.
    back = EventStream(get_stream(site, ada, f"?rooms=feed,{room}@{before}", Last_Event_ID=now))
    assert [name for _, name, _ in back.heard] == ["hello"]


def test_a_stream_ends_with_its_session(site: Site) -> None:
    ada = Person(site.api)
    cookie = ada.cookie
    stream = EventStream(get_stream(site, ada, "?rooms=feed"))
    ada.sign_out()
    assert stream.ended.wait(5)
    assert stream.named("bye") == [{"reason": "session_ended"}]
    answer = requests.get(f"{site.live[0]}/api/v1/events?rooms=feed", headers={"Cookie": cookie})
    assert answer.status_code == 401 and answer.headers["Content-Type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail", "instance", "request_id"}


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?rooms=",
        "?rooms=nonsense",
        f"?rooms=feed,user:{'1' * 24}",
        f"?rooms=conversation:{'1' * 24}",
        f"?rooms=post:{'1' * 24}",
        "?rooms=" + ",".join(["feed"] * 51),
        "?rooms=feed&last_event_id=x",
        "?rooms=feed@x",
    ],
)
def test_bad_rooms_are_refused(site: Site, query: str) -> None:
    answer = get_stream(site, Person(site.api), query)
    assert answer.status_code == 422 and answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"]


def test_another_site_and_another_method_are_refused(site: Site) -> None:
    ada = Person(site.api)
    assert get_stream(site, ada, "?rooms=feed", Origin="https://evil.example").status_code == 403
    headers = {"Cookie": ada.cookie}
    assert requests.post(f"{site.live[0]}/api/v1/events?rooms=feed", headers=headers).status_code == 405
    assert requests.get(f"{site.live[0]}/elsewhere").status_code == 404


def test_field_2_one_stream_too_many_replaces_the_oldest_which_does_not_come_back_at_once(
    system: Settings, tmp_path: Path
) -> None:
    processes = Processes(environment(system), tmp_path / "log")
    try:
        site = Site.start(processes, SOCKETS_PER_USER="2")
        ada = Person(site.api)
        opened = [EventStream(get_stream(site, ada, "?rooms=feed")) for _ in range(3)]
        eventually(lambda: opened[0].named("bye"))
        assert "replaced" in str(opened[0].named("bye")[0])
        assert not opened[1].named("bye") and not opened[2].named("bye")
    finally:
        processes.stop()


def test_who_does_not_read_is_dropped(site: Site) -> None:
    answer = get_stream(site, Person(site.api), "?rooms=feed")
    write_until(lambda: says(site.live[0], 'social_live_dropped_total{reason="slow"} 1.0'))
    eventually(lambda: says(site.live[0], 'social_live_open{kind="stream"} 0.0'))
    answer.close()


def test_mqtt_away_is_said_and_the_stream_goes_on(site: Site, servers: ServerAddresses) -> None:
    stream = EventStream(get_stream(site, Person(site.api), "?rooms=feed"))
    servers.kill("mosquitto")
    try:
        eventually(lambda: stream.named("degraded"))
        carry_out(new_post())
        eventually(lambda: len(stream.seqs) == 1)
    finally:
        servers.start("mosquitto")
    eventually(lambda: stream.named("recovered"))
