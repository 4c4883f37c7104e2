"""Comments: how many are accepted, how many are applied meanwhile, and how long each takes."""

import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from bench.api_client import Person
from bench.speed import wrk
from bench.speed.load import Loaded
from bench.speed.wrk import Rate
from bench.system import System
from core.writes.kinds import WRITE_QUEUES
from deploy.local.pausing import pause, resume
from deploy.local.servers import BACKEND
from deploy.local.waiting import until

LONE = 25
# After such a pause no worker waits for the next write any more (LINGER_S in tasks/writes.py).
ALONE_S = 0.2
# To count what waits in hundreds of partitions takes time from what is measured.
COUNTED_EVERY_S = 0.25
SAMPLE = 2_000
RECEIPTS = "social:*write:*"
SCRIPT = """
local posts = {{ {posts} }}
local count = 0
math.randomseed(os.time())
request = function()
  count = count + 1
  local path = '/api/v1/posts/' .. posts[math.random(#posts)] .. '/comments'
  local text = 'Comment ' .. count .. ' of this run, with some **words** in it.'
  return wrk.format('POST', path, nil, '{{"content":"' .. text .. '"}}')
end
delay = function()
  return {pause_ms}
end
"""


@dataclass(frozen=True)
class Sustained:
    """What became of comments while clients kept writing: accepted and applied per second, how many waited in the end,
    and how long it took from acceptance to `applied`."""

    accepted: Rate
    applied_per_s: float
    waiting: int
    p50_ms: float
    p95_ms: float


def accept(system: System, person: Person, posts: list[str], seconds: float, **load: int) -> Rate:
    """Write comments on these posts as fast as they are accepted, or with `pause_ms` between two of a connection."""
    named = ", ".join(f"'{post_id}'" for post_id in posts)
    script = SCRIPT.format(posts=named, pause_ms=load.pop("pause_ms", 0))
    return wrk.measure(system.url, seconds, headers=person.headers, script=script, **load)


def sustained(system: System, person: Person, posts: list[str], seconds: float) -> Sustained:
    """Write for so long, and see how the workers keep up."""
    before, began_ms = _applied(system), time.time() * 1000
    began_s = time.monotonic()
    accepted = accept(system, person, posts, seconds)
    applied_per_s = (_applied(system) - before) / (time.monotonic() - began_s)
    waiting = pending(system)
    until_applied(system)
    took_ms = sorted(_times_to_applied(system, began_ms))
    return Sustained(accepted, applied_per_s, waiting, _share(took_ms, 0.5), _share(took_ms, 0.95))


def _share(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(len(values) * share))]


def _times_to_applied(system: System, since_ms: float) -> Iterator[float]:
    """From acceptance to the end, by the receipts of some writes that were accepted since."""
    with system.journal as journal:
        times = (journal.hmget(name, "at_ms", "finished_ms") for name in journal.scan_iter(RECEIPTS, count=1000))
        recent = (each for each in times if all(each) and float(each[0]) >= since_ms)
        for at_ms, finished_ms in itertools.islice(recent, SAMPLE):
            yield float(finished_ms) - float(at_ms)


def _applied(system: System) -> int:
    return system.sum_of("applied", "writes:totals")


def pending(system: System) -> int:
    """How many writes have not been carried out."""
    return system.count(*(f"writes:pending:{queue}" for queue in WRITE_QUEUES))


def until_applied(system: System) -> None:
    """Wait until all writes have been carried out."""
    until(lambda: pending(system) == 0, "the backlog", 600, COUNTED_EVERY_S)


def waiting_events(system: System) -> int:
    """How many events have not been announced."""
    return system.count("events:pending")


@contextmanager
def paused_workers(system: System) -> Iterator[None]:
    """The workers that carry out writes stand still."""
    workers = [process.pid for process in system.found("-n writes@")]
    for pid in workers:
        pause(pid)
    try:
        yield
    finally:
        for pid in workers:
            resume(pid)


def drain(system: System, person: Person, loaded: Loaded, count: int) -> float:
    """How many writes per second are applied when so many wait and no new one comes."""
    with paused_workers(system):
        while pending(system) < count:
            accept(system, person, loaded.posts, 2)
    waiting, before, began_s = pending(system), _applied(system), time.monotonic()
    until_applied(system)
    return min(waiting, _applied(system) - before) / (time.monotonic() - began_s)


def lone(system: System, person: Person, loaded: Loaded) -> tuple[float, float, float]:
    """Of a comment that is written while nothing else is: the median time until it is applied, as its author sees it;
    and until its event is heard over MQTT, median and 95th percentile; in milliseconds."""
    heard: dict[str, float] = {}
    there = threading.Event()

    def hear(_client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        heard.setdefault(str(json.loads(message.payload).get("comment_id", "")), time.perf_counter())

    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    client.username_pw_set(BACKEND, system.mqtt_password)
    client.on_connect = lambda client, *_: client.subscribe("social/v1/posts/#", qos=1)
    client.on_subscribe = lambda *_: there.set()
    client.on_message = hear
    client.connect("127.0.0.1", system.ports["MQTT_PORT"])
    client.loop_start()
    there.wait(10)
    waited, told = zip(*(_one(person, loaded.posts[n % len(loaded.posts)], heard) for n in range(LONE)), strict=True)
    client.disconnect()
    client.loop_stop()
    return _share(sorted(waited), 0.5), _share(sorted(told), 0.5), _share(sorted(told), 0.95)


def _one(person: Person, post_id: str, heard: dict[str, float]) -> tuple[float, float]:
    began = time.perf_counter()
    headers = {"X-CSRF-TOKEN": person.http.cookies.get("csrf_access_token") or "", "Prefer": "wait=5"}
    url = f"{person.base}/posts/{post_id}/comments"
    answer = person.http.post(url, json={"content": "A lone one"}, headers=headers, timeout=15)
    waited_ms = (time.perf_counter() - began) * 1000
    comment_id = answer.json()["id"]
    until(lambda: comment_id in heard, "the event", 15)
    time.sleep(ALONE_S)
    return waited_ms, (heard[comment_id] - began) * 1000
