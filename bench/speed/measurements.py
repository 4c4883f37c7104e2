"""What is measured, round by round."""

import argparse
import itertools
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import requests
from tqdm import tqdm

from bench.api_client import Person
from bench.speed import limits, peers, writes, wrk
from bench.speed.load import Loaded
from bench.speed.wrk import Rate
from bench.system import System
from deploy.local.waiting import until

PAGE = "/api/v1/posts?limit=20"
HOME = "/api/v1/feed/home?limit=20"
BACKLOG, BACKLOG_PER_S = 10_000, 200
WRITERS = 2
DEEP_PAGE = 5_000
PAGES = 400
SAMPLE = 1_000
# A page that Redis has not made has a shorter one.
ETAG_OF_CACHE = 42


class Bench:
    """Measures one system. Figures are collected by name and become medians."""

    loaded: Loaded

    def __init__(self, system: System, person: Person, chosen: argparse.Namespace) -> None:
        self.system, self.person, self.chosen = system, person, chosen
        self.figures: dict[str, list[float]] = defaultdict(list)
        self.failed = 0
        self.headers = person.headers

    def with_few_posts(self) -> None:
        """What is measured before the system holds all its posts."""
        page = self._warm(PAGE)
        with limits.bare_route(self.system, page) as bare:
            self._page_ms("first_page_of_few", PAGE, bare)

    def run(self, loaded: Loaded) -> dict[str, Any]:
        """Everything else, when it holds them; the medians by name."""
        page = self.warm(loaded)
        with limits.bare_route(self.system, page) as bare:
            for _ in tqdm(range(self.chosen.rounds), desc="rounds   ", unit=""):
                self._lone()
                self._load("bare", bare)
                for read in self._reads():
                    read()
                self._write_while_paused()
                self.figures["redis_page_per_s"].append(limits.page_script(self.system, self.chosen.seconds / 2))
                if self.chosen.peers:
                    self._peer()
            self._deep_page(bare)
        self.figures["empty_tasks_per_s"].append(limits.empty_tasks_per_s(self.system))
        self._sustain()
        self._memory()
        return {name: statistics.median(values) for name, values in self.figures.items()} | {"failed": self.failed}

    def warm(self, loaded: Loaded) -> bytes:
        """Have the pages that are measured in the cache; the first page of the feed."""
        self.loaded = loaded
        for thread in (loaded.short_thread, loaded.long_thread):
            self._warm(_comments_of(thread))
        self._get(HOME)
        filled = f"social:*merged:{self.person.id}"
        until(lambda: any(True for _ in self.system.cache.scan_iter(filled, count=10_000)), "the home feed", 60)
        return self._warm(PAGE)

    def turns(self) -> list[Callable[[], None]]:
        """What is measured beside another system, each for some seconds."""
        return [*self._reads(), self._write_while_paused, self._lone, self._sustain_for_many, self._drain]

    def _reads(self) -> list[Callable[[], None]]:
        """The first pages of the feed, of a home feed and of two threads; the feed for one who has it already, and
        beside writes."""
        paths = {
            "feed": PAGE,
            "home": HOME,
            "thread": _comments_of(self.loaded.short_thread),
            "long_thread": _comments_of(self.loaded.long_thread),
        }
        loads = [partial(self._load, name, self.system.url + path, **self.headers) for name, path in paths.items()]
        return [*loads, self._load_unchanged, self._read_and_write]

    def _load(self, name: str, url: str, **headers: str) -> None:
        self._note(name, wrk.measure(url, self.chosen.seconds, headers=headers))

    def _load_unchanged(self) -> None:
        """The page as one who has it asks for it. The comments of the round before have changed it."""
        self._warm(PAGE)
        has = {"If-None-Match": self._get(PAGE).headers["ETag"]}
        self._load("not_modified", self.system.url + PAGE, **self.headers, **has)
        if self._get(PAGE, **has).status_code != 304:
            raise SystemExit("The page changed while it was asked for; this is no result.")

    def _note(self, name: str, rate: Rate) -> None:
        self.failed += rate.failed
        figures = {"per_s": rate.per_s, "p50_ms": rate.p50_ms, "p99_ms": rate.p99_ms}
        for what, value in figures.items():
            self.figures[f"{name}_{what}"].append(value)

    def _read_and_write(self) -> None:
        """One write for 19 reads, at the rate that reads alone have just had."""
        pause_ms = round(1000 * WRITERS * 19 / self.figures["feed_per_s"][-1])
        load = (self.system, self.person, self.loaded.posts, self.chosen.seconds)
        with ThreadPoolExecutor(1) as beside:
            written = beside.submit(writes.accept, *load, pause_ms=pause_ms, connections=WRITERS)
            self._load("feed_beside_writes", self.system.url + PAGE, **self.headers)
        self._note("writes_beside_feed", written.result())
        self._settle()

    def _write_while_paused(self) -> None:
        with writes.paused_workers(self.system):
            accepted = writes.accept(self.system, self.person, self.loaded.posts, min(self.chosen.seconds, 5))
        self._note("accepted_paused", accepted)
        self._settle()

    def _settle(self) -> None:
        writes.until_applied(self.system)

    def _peer(self) -> None:
        peer = peers.isso(self.chosen.seconds)
        self.figures["isso_page_per_s"].append(peer.page_per_s)
        self.figures["isso_create_per_s"].append(peer.create_per_s)

    def _sustain(self) -> None:
        self._sustain_for_many()
        self._sustain_writes("one", self.loaded.posts[:1])
        self._drain()

    def _sustain_for_many(self) -> None:
        self._sustain_writes("many", self.loaded.posts)

    def _sustain_writes(self, name: str, posts: list[str]) -> None:
        found = writes.sustained(self.system, self.person, posts, self.chosen.sustained)
        self._note(f"sustained_{name}_accepted", found.accepted)
        self.figures[f"sustained_{name}_applied_per_s"].append(found.applied_per_s)
        self.figures[f"sustained_{name}_waiting"].append(found.waiting)
        self.figures[f"sustained_{name}_applied_p50_ms"].append(found.p50_ms)
        self.figures[f"sustained_{name}_applied_p95_ms"].append(found.p95_ms)

    def _drain(self) -> None:
        backlog = min(BACKLOG, round(BACKLOG_PER_S * self.chosen.sustained))
        self.figures["drain_per_s"].append(writes.drain(self.system, self.person, self.loaded, backlog))

    def _lone(self) -> None:
        """One write after the other, and nothing else; then empty tasks, in the same way."""
        until(lambda: writes.waiting_events(self.system) == 0, "the events", 600)
        waited, told, told_p95 = writes.lone(self.system, self.person, self.loaded)
        for name, value in (("lone_applied_p50", waited), ("lone_event_p50", told), ("lone_event_p95", told_p95)):
            self.figures[f"{name}_ms"].append(value)
        self.figures["empty_task_round_trip_ms"].append(limits.empty_round_trip_ms(self.system))

    def _deep_page(self, bare: str) -> None:
        """The first page and one far down, asked for one after the other."""
        cursor = ""
        for _ in tqdm(range(min(DEEP_PAGE, self.chosen.scale // 100 - 1)), desc="pages    ", unit=""):
            cursor = "&cursor=" + self._get(f"/api/v1/posts?limit=100{cursor}").json()["next_cursor"]
        for name, path in (("first_page", PAGE), ("deep_page", PAGE + cursor)):
            self._page_ms(name, path, bare)

    def _page_ms(self, name: str, path: str, bare: str) -> None:
        """What the page takes over one connection, and how many bare pages that is, asked for in turns with it."""
        urls = (self.system.url + path, bare)
        page_ms, bare_ms = map(statistics.median, zip(*(map(self._took_ms, urls) for _ in range(PAGES)), strict=True))
        self.figures[f"{name}_ms"].append(page_ms)
        self.figures[f"{name}_per_bare"].append(page_ms / bare_ms)

    def _took_ms(self, url: str) -> float:
        began = time.perf_counter()
        self.person.http.get(url, timeout=15).raise_for_status()
        return (time.perf_counter() - began) * 1000

    def _memory(self) -> None:
        for name, words in (("api", "web.app"), ("worker", "-n writes@")):
            resident = [_resident_mb(process.pid) for process in self.system.found(words)]
            self.figures[f"memory_{name}_mb"].append(max(resident))
        self.figures["cached_post_bytes"].append(self._cached_post_bytes())

    def _cached_post_bytes(self) -> float:
        """What a post takes in the cache, its place in the feed's index included."""
        with self.system.cache as cache:
            some = itertools.islice(cache.scan_iter("social:*post:????????????????????????"), SAMPLE)
            sizes = [int(cache.memory_usage(name, samples=0) or 0) for name in some]
            feed = "social:feed:all"
            index = int(cache.memory_usage(feed, samples=0) or 0) / int(cache.zcard(feed))
        return statistics.mean(sizes) + index

    def _get(self, path: str, **headers: str) -> requests.Response:
        answer = self.person.http.get(self.system.url + path, headers=headers, timeout=15)
        answer.raise_for_status()
        return answer

    def _warm(self, path: str) -> bytes:
        """Read until the page comes from the cache; the page."""
        until(lambda: len(self._get(path).headers["ETag"]) == ETAG_OF_CACHE, f"{path} in the cache", 60)
        return self._get(path).content


def _comments_of(post_id: str) -> str:
    return f"/api/v1/posts/{post_id}/comments?limit=20"


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024
