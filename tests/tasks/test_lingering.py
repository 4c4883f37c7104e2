"""Turns that linger: what comes soon after other work is taken up without a message, and nothing falls between."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.platform.settings import Settings
from core.servers import mqtt
from core.servers.redis import journal as store
from core.servers.redis import key
from core.writes import announcements, journal, turns
from tasks import events as announcing
from tasks import writes
from tests.support.journal_writes import ADA, carry_out, insert_user, new_post
from tests.support.waiting import eventually

LONG_S = 3600.0


@pytest.fixture(autouse=True)
def ada(system: Settings) -> Iterator[None]:
    insert_user(ADA)
    yield
    mqtt.disconnect()


@pytest.fixture
def linger(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """`linger(s)`: for so long a turn waits from now on."""

    def set_to(seconds: float) -> None:
        monkeypatch.setattr("tasks.writes.LINGER_S", seconds)
        monkeypatch.setattr("tasks.events.LINGER_S", seconds)

    return set_to


class InThread(threading.Thread):
    """A task that is called in a thread, and what it returned."""

    def __init__(self, task: Callable[[], Any]) -> None:
        super().__init__()
        self.task, self.returned = task, None
        self.start()

    def run(self) -> None:
        """Call it."""
        self.returned = self.task()


def lingers() -> bool:
    return bool(store().exists(key("writes:lingers:posts")))


def announcer_lingers() -> bool:
    return bool(store().get(key("announcing")) == b"lingers")


def test_a_write_that_comes_soon_needs_no_message(
    linger: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    linger(LONG_S)
    monkeypatch.setattr("tasks.writes.TURN_S", 0.0)
    turn = InThread(lambda: writes.apply_writes("posts"))
    eventually(lingers)
    first = new_post()
    assert not first.is_news and turns.queues_to_wake() == []
    turn.join(30)
    assert turn.returned and turn.returned["applied"] == 1
    assert journal.get(first.id).state == "applied"


def test_after_a_turn_that_lingered_the_next_write_wakes_a_worker(linger: Callable[[float], None]) -> None:
    linger(0.05)
    assert writes.apply_writes("posts")["batches"] == 0
    assert new_post().is_news


def test_many_writes_ring_once_and_all_are_applied(linger: Callable[[float], None]) -> None:
    linger(0.5)
    turn = InThread(lambda: writes.apply_writes("posts"))
    accepted = []
    for _ in range(20):
        eventually(lambda: lingers() or not turn.is_alive())
        accepted.append(new_post())
    turn.join(60)
    writes.apply_writes("posts")
    assert [journal.get(each.id).state for each in accepted] == ["applied"] * 20
    assert store().llen(key("writes:bell:posts")) <= 1


def test_an_event_that_comes_soon_needs_no_message(
    linger: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    published: list[object] = []
    monkeypatch.setattr(announcing, "publish", published.append)
    linger(LONG_S)
    turn = InThread(announcing.announce_events)
    eventually(announcer_lingers)
    for _ in range(3):
        write = carry_out(new_post())
        eventually(lambda write=write: not announcements.is_pending(write.id))  # type: ignore[misc]
    assert published == []
    monkeypatch.setattr(announcing, "TURN_S", 0.0)
    linger(0.0)
    eventually(announcer_lingers)
    assert not announcements.may_wake([])
    turn.join(30)
    assert turn.returned == 3


def test_after_an_announcer_that_lingered_the_next_event_wakes_one(linger: Callable[[float], None]) -> None:
    linger(0.05)
    assert announcing.announce_events() == 0
    assert announcements.may_wake([]) and not announcements.may_wake([])


def test_what_comes_when_the_announcer_has_to_end_is_announced_by_another(
    linger: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    published: list[object] = []
    monkeypatch.setattr(announcing, "publish", published.append)
    monkeypatch.setattr(announcing, "TURN_S", -1.0)
    monkeypatch.setattr(announcing, "_announce", lambda batch: len(batch))
    carry_out(new_post())
    published.clear()
    announcing.announce_events()
    assert published == [announcing.announce_events]
