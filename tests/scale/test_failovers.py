"""Under 50 writes a second a master of each Redis Cluster, a node of RabbitMQ and a realtime process die, repeatedly.

`FAILOVERS=5` is how often each; `make test-scale` says five. What came of it is printed as a table.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

import pytest

from bench.faults.check import Found, check
from bench.faults.ledger import Ledger
from bench.faults.load import Load
from core.platform.settings import Settings
from core.servers import redis
from tests.support.clients.stream import Stream
from tests.support.failovers import fail_over, make_whole
from tests.support.processes import Processes, environment, kill
from tests.support.servers import ServerAddresses
from tests.support.waiting import eventually

pytestmark = [
    pytest.mark.skipif("FAILOVERS" not in os.environ, reason="runs with `make test-failovers`"),
    pytest.mark.timeout(3600),
]
TIMES = int(os.environ.get("FAILOVERS", "1"))
# Each of five accounts; they send a write about every 0.4 s.
WRITERS_EACH = 8
QUIET_S, PROMPT_S, WELL_WITHIN_S = 3.0, 3.0, 120.0
# What a master has answered and not yet sent to its replica is younger than this when it dies.
UNSENT_S = 1.0
JOURNAL = "master of the journal"
CHANGES = ("post.create", "post.delete")


@dataclass
class Scale:
    """The processes of the site, and what happened to it: (what died, when, seconds until all was well again)."""

    servers: ServerAddresses
    processes: Processes
    api: str
    live: list[str]
    deaths: list[tuple[str, float, float]] = field(default_factory=list)

    @property
    def has_copies(self) -> bool:
        return self.processes.env["JOURNAL_REPLICAS"] != "0"

    def kill_master(self, store: str) -> Callable[[], None]:
        victim = fail_over(self.servers, store)
        if store == "journal" and self.has_copies:
            # Its successor has no replica and refuses writes until there is one again.
            make_whole(self.servers, store, victim)
            return lambda: None
        return lambda: make_whole(self.servers, store, victim)

    def kill_rabbit(self, number: int) -> Callable[[], None]:
        name = f"broker-{number % 3}"
        self.servers.kill(name)
        return lambda: self.servers.start(name)

    def kill_realtime(self, number: int) -> Callable[[], None]:
        url = self.live[number % len(self.live)]
        port = url.rpartition(":")[2]
        (process,) = [each for each in self.processes.started if each.poll() is None and port in _ports_of(each.pid)]
        kill(process)

        def start() -> None:
            self.processes.start_realtime(self.api, port=int(port))

        return start


def _ports_of(pid: int) -> str:
    return Path(f"/proc/{pid}/environ").read_text()


@pytest.fixture(params=[1, 0], ids=["with a copy of each write", "without"])
def scale(
    request: pytest.FixtureRequest,
    servers: ServerAddresses,
    system: Settings,
    configure: Callable[..., Settings],
    tmp_path: Path,
) -> Iterator[Scale]:
    chosen = configure(journal_replicas=request.param, key_prefix=system.key_prefix, mongo_db=system.mongo_db)
    processes = Processes(environment(chosen), tmp_path / "log")
    api, live = processes.start_site(2)
    processes.start_worker()
    processes.start_beat()
    yield Scale(servers, processes, api, live)
    processes.stop()
    for store in (redis.journal(), redis.cache_store()):
        redis.look_again(store)


def unrest(ledger: Ledger) -> str:
    """What keeps it from being quiet."""
    now_s = time.monotonic()
    waits_s = sorted(now_s - entry.accepted_s for entry in ledger.unfinished())
    took_s = sorted(entry.ended_s - entry.accepted_s for entry in ledger.all()[-200:] if entry.ended_s)
    refused = len(ledger.refused_between(now_s - QUIET_S, now_s))
    kinds = Counter(entry.kind for entry in ledger.unfinished())
    return f"{refused} refused lately; unfinished {dict(kinds)} for {waits_s[-3:]} s; the last took {took_s[-5:]} s"


def go_through(scale: Scale, load: Load, name: str, break_it: Callable[[], Callable[[], None]]) -> None:
    began_s = time.monotonic()
    mend = break_it()
    try:
        eventually(lambda: load.ledger.is_quiet(QUIET_S, PROMPT_S), WELL_WITHIN_S)
    except AssertionError as error:
        raise AssertionError(f"{name}: {unrest(load.ledger)}") from error
    scale.deaths.append((name, began_s, max(0.0, time.monotonic() - QUIET_S - began_s)))
    mend()


def test_what_dies_is_replaced_and_nothing_is_lost_doubled_or_wrong(
    scale: Scale, tmp_path: Path, configure: Callable[..., Settings]
) -> None:
    servers = scale.servers
    load = Load(scale.api, tmp_path / "ledger.jsonl", servers.mqtt_port, servers.mqtt_password, WRITERS_EACH)
    streams = [Stream(load.reader.person.http, scale.live[n:] + scale.live[:n]) for n in range(2)]
    assert all(stream.is_connected.wait(WELL_WITHIN_S) for stream in streams)
    connected_s = time.monotonic()
    for number in range(TIMES):
        go_through(scale, load, JOURNAL, partial(scale.kill_master, "journal"))
        go_through(scale, load, "master of the cache", partial(scale.kill_master, "cache"))
        go_through(scale, load, "node of RabbitMQ", partial(scale.kill_rabbit, number))
        go_through(scale, load, "realtime process", partial(scale.kill_realtime, number))
    load.finish()
    found = check(load.ledger, load.reader, load.listener, load.lasting)
    load.listener.close()
    tell(scale, load, found, streams)
    assert (found.lost, found.doubled, found.wrong, found.refused, found.untold) == ([], [], [], [], [])
    assert load.reader.wrong_reads == []
    check_streams(load.ledger, streams, connected_s)
    if scale.has_copies:
        assert found.gone == [] and load.ledger.changed_answers == []
    else:
        check_gone(load.ledger, scale)


def check_streams(ledger: Ledger, streams: list[Stream], since_s: float) -> None:
    """Nobody was told twice, and who was not told of something was told that there is a gap."""
    entries = [entry for entry in ledger.all() if entry.is_applied and entry.kind in CHANGES]
    changed = {entry.write_id for entry in entries if entry.asked_s > since_s}
    for stream in streams:
        stream.stop()
        assert [each for each, count in stream.heard.items() if count > 1] == []
        assert stream.gaps or changed <= set(stream.heard)


def check_gone(ledger: Ledger, scale: Scale) -> None:
    """Only what was accepted in the moment before a master of the journal died."""
    died_s = [at_s for name, at_s, _ in scale.deaths if name == JOURNAL]
    gone_s = [entry.accepted_s for entry in ledger.all() if entry.is_gone]
    assert all(any(at - UNSENT_S < each < at + UNSENT_S for at in died_s) for each in gone_s)


def tell(scale: Scale, load: Load, found: Found, streams: list[Stream]) -> None:
    """Say what came of it: these are the figures of docs/scaling.md."""
    entries = load.ledger.all()
    accepted = Counter(int(entry.accepted_s) for entry in entries)
    bad = {second for _, at_s, wait_s in scale.deaths for second in range(int(at_s), int(at_s + wait_s) + 1)}
    figures: dict[str, object] = {
        "writes": len(entries),
        "a second while all was well (median)": median(count for at_s, count in accepted.items() if at_s not in bad),
        "with a copy before the answer": scale.has_copies,
        "requests refused": len(load.ledger.refusals_s),
        "walks": load.reader.walks,
        "streams came back": sum(stream.returns for stream in streams),
        "gaps": sum(stream.gaps for stream in streams),
        "lost": len(found.lost),
        "receipts gone": len(found.gone),
        "doubled": len(found.doubled),
        "told twice": sum(count > 1 for stream in streams for count in stream.heard.values()),
        "wrong reads": len(load.reader.wrong_reads),
        "never told": len(found.untold),
    }
    for name in dict.fromkeys(name for name, *_ in scale.deaths):
        figures[f"{name}: well again after, s"] = [round(wait, 1) for each, _, wait in scale.deaths if each == name]
    lines = [f"{value!s:>8}  {name}" for name, value in figures.items()] + load.reader.wrong_reads
    sys.stdout.write("\n" + "\n".join(lines) + "\n")
