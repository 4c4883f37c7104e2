"""/live: everybody receives what happened, in its order, once, and is told of a gap."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from core.platform.ids import new_id
from core.platform.settings import Settings
from core.servers.redis import journal as journal_store
from core.servers.redis import key
from core.writes import events, journal, positions
from core.writes.events import Event
from realtime.relay import Relay
from tests.support.clients.live import in_feed, open_socket, run
from tests.support.journal_writes import ADA, applied, carry_out, delete, edit_post, insert_user, new_comment, new_post
from tests.support.site import Site, running_site
from tests.support.waiting import until

COUNT = 30


@pytest.fixture
def site(system: Settings, tmp_path: Path) -> Iterator[Site]:
    insert_user(ADA)
    with running_site(system, tmp_path / "log", 2) as started:
        yield started


def test_two_processes_and_writers_everybody_hears_everything_in_order(site: Site) -> None:
    async def test() -> None:
        sockets = [await in_feed(url, site.person()) for url in site.live]
        before = events.bounds()[1]
        await asyncio.gather(*(applied(COUNT) for _ in range(2)))
        wanted = list(range(before + 1, before + 2 * COUNT + 1))
        for each in sockets:
            await until(lambda each=each: len(each.seqs) >= len(wanted))  # type: ignore[misc]
            assert each.seqs == wanted
            await each.close()

    run(test)


def test_edits_and_deletions_reach_the_feed_and_comments_the_post(site: Site) -> None:
    async def test() -> None:
        post = await asyncio.to_thread(lambda: carry_out(new_post()))
        now = events.bounds()[1]
        feed = await in_feed(site.live[0], site.person(), last_seq=now)
        near = await open_socket(site.live[1], site.person(), last_seq=now)
        assert (await near.ask("join", {"room": f"post:{post.resource_id}"}))["ok"]

        def more() -> None:
            carry_out(new_comment(post.resource_id))
            carry_out(edit_post(post.resource_id, title="Changed"))
            carry_out(delete("post", post.resource_id))

        await asyncio.to_thread(more)
        await until(lambda: len(near.seqs) == 3 and len(feed.seqs) == 2)
        assert [each["type"] for each in near.named("event")] == ["comment.created", "post.updated", "post.deleted"]
        assert [each["type"] for each in feed.named("event")] == ["post.updated", "post.deleted"]
        assert set(near.named("event")[0]) >= {"id", "type", "seq", "at", "post_id", "comment_id"}
        assert "content" not in str(near.heard) and "Changed" not in str(near.heard)
        await feed.close()
        await near.close()

    run(test)


def test_who_comes_back_gets_exactly_what_was_missed_from_another_process(site: Site) -> None:
    async def test() -> None:
        ada = site.person()
        first = await in_feed(site.live[0], ada)
        heard = await applied(3)
        await until(lambda: first.seqs == heard)
        await first.close()
        missed = await applied(COUNT)
        writing = asyncio.create_task(applied(COUNT))
        back = await in_feed(site.live[1], ada, last_seq=heard[-1])
        wanted = missed + await writing
        await until(lambda: len(back.seqs) >= len(wanted))
        assert back.seqs == wanted and not back.named("gap")
        await back.close()

    run(test)


def test_two_rooms_do_not_say_the_same_thing_twice(site: Site) -> None:
    async def test() -> None:
        before = events.bounds()[1]
        post = await asyncio.to_thread(lambda: carry_out(new_post()))
        opened = await open_socket(site.live[0], site.person(), last_seq=before)
        for room in ("feed", f"post:{post.resource_id}", "feed"):
            assert (await opened.ask("join", {"room": room, "last_seq": before}))["ok"]
        await asyncio.to_thread(lambda: carry_out(edit_post(post.resource_id, title="New")))
        await until(lambda: len(opened.seqs) == 2)
        assert opened.seqs == [before + 1, before + 2]
        await opened.close()

    run(test)


def test_a_long_absence_is_made_up_for_without_being_dropped_as_slow(site: Site) -> None:
    async def test() -> None:
        before = events.bounds()[1]
        await asyncio.to_thread(_log_many, 2000)
        opened = await in_feed(site.live[0], site.person(), last_seq=before)
        await until(lambda: len(opened.seqs) >= 2000)
        assert opened.seqs == list(range(before + 1, before + 2001))
        await opened.close()

    run(test)


def _log_many(count: int) -> None:
    """Put events into the log without writes."""
    for _ in range(count):
        seq = journal_store().incr(key("events:seq"))
        line = f'{seq} {new_id()} 1 {{"type": "post.created", "post_id": "{"0" * 24}", "actor_id": "{ADA}"}}'
        journal_store().zadd(key("events:log"), {line: seq})


def test_what_is_kept_no_longer_is_a_gap(site: Site) -> None:
    async def test() -> None:
        seqs = await applied(5)
        await asyncio.to_thread(journal_store().zremrangebyrank, key("events:log"), 0, 2)
        late = site.processes.start_realtime(site.api)
        opened = await in_feed(late, site.person(), last_seq=seqs[0])
        (gap, *_) = [each for each in opened.named("gap") if each.get("room") == "feed"]
        assert gap == {"room": "feed", "from": positions.of(seqs[1]), "to": positions.of(seqs[2])}
        assert opened.seqs == seqs[3:]
        future = await in_feed(late, site.person(), last_seq=seqs[-1] + 1000)
        assert future.named("gap")
        more = await applied(2)
        await until(lambda: opened.seqs == seqs[3:] + more and future.seqs == more)
        await opened.close()
        await future.close()

    run(test)


class Client:
    """One that catches up, and what it was told."""

    at_once = 100

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.gaps: list[tuple[int, int]] = []

    async def send_events(self, missed: list[Event]) -> None:
        self.heard += [event.seq for event in missed]

    async def send_gap(self, first: int, last: int) -> None:
        self.gaps.append((first, last))

    async def drained(self) -> None:
        return

    async def enter(self) -> None:
        return


@pytest.mark.parametrize(("last_seq", "gaps"), [(5, []), (1000, [(2, 1000)])])
def test_a_process_that_is_behind_its_client_knows_that_from_a_loss(
    system: Settings, last_seq: int, gaps: list[tuple[int, int]]
) -> None:
    _log_many(5)

    async def test() -> None:
        relay, client = Relay(), Client()
        relay.position = 1
        await relay.catch_up(client, last_seq, lambda *_: True, client.enter)
        assert (client.gaps, client.heard) == (gaps, [])

    run(test)


def test_a_log_cut_under_a_running_process_is_a_gap(site: Site) -> None:
    async def test() -> None:
        opened = await in_feed(site.live[0], site.person())
        position = events.bounds()[1]
        await asyncio.to_thread(journal_store().incrby, key("events:seq"), 10)
        await applied(1)
        await until(lambda: opened.seqs)
        assert opened.named("gap") == [{"from": positions.of(position + 1), "to": positions.of(position + 10)}]
        await opened.close()

    run(test)


def test_what_a_user_changes_about_themselves_only_they_hear(site: Site) -> None:
    async def test() -> None:
        ada, bob = site.person(), site.person()
        mine, other = await in_feed(site.live[0], ada), await in_feed(site.live[0], bob)
        write = journal.accept("user.edit", ada.id, {"changes": {"name": "Eve"}}, resource_id=ada.id)
        await asyncio.to_thread(lambda: carry_out(write))
        seqs = await applied(1)
        await until(lambda: len(mine.seqs) == 2 and other.seqs == seqs)
        assert [each["type"] for each in mine.named("event")] == ["user.updated", "post.created"]
        await mine.close()
        await other.close()

    run(test)


def test_health_and_metrics(site: Site) -> None:
    async def test() -> None:
        opened = await in_feed(site.live[0], site.person())
        await applied(2)
        await until(lambda: len(opened.seqs) == 2)
        text = requests.get(f"{site.live[0]}/metrics").text
        assert 'social_live_open{kind="socket"} 1.0' in text and "social_live_lag_events 0.0" in text
        assert "social_live_events_relayed_total 2.0" in text and "social_live_mqtt_connected 1.0" in text
        assert requests.get(f"{site.live[0]}/metrics", headers={"X-Forwarded-For": "1.2.3.4"}).status_code == 404
        assert requests.get(f"{site.live[0]}/healthz").json() == {"status": "ok", "degraded": False}
        await opened.close()

    run(test)


def test_a_process_does_not_read_events_that_none_of_its_clients_receives(site: Site) -> None:
    async def test() -> None:
        opened, elsewhere = await in_feed(site.live[0], site.person()), site.live[1]
        read, past = "social_live_events_read_total", "social_live_events_relayed_total"
        before = figures(elsewhere)
        await applied(2)
        await until(lambda: len(opened.seqs) == 2)
        await until(lambda: figures(elsewhere)[past] == before[past] + 2)
        assert figures(elsewhere)[read] == before[read]
        assert figures(site.live[0])[read] >= 2
        await opened.close()

    run(test)


def figures(live: str) -> dict[str, float]:
    """What a realtime process has counted, without labels."""
    lines = (line.split(" ") for line in requests.get(f"{live}/metrics").text.splitlines() if line.count(" ") == 1)
    return {name: float(value) for name, value in lines}
