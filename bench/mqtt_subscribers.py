"""Many MQTT subscribers on one Mosquitto: who gets in, what is lost, how late it comes, what it costs the broker.

.venv/bin/python -m bench.mqtt_subscribers --subscribers 5000        (starts a Mosquitto of its own)
"""

import argparse
import asyncio
import resource
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from bench.mqtt_crowd import Heard, Member, Subscriber, message, stay
from core.servers.mqtt import ROOT
from deploy.local.lifetimes import die_at_once_with_parent
from deploy.local.ports import free_port
from deploy.local.servers import CONNECTIONS_MAX, Server, command, prepare
from deploy.local.waiting import wait_for

AT_ONCE = 100
SETTLE_S = 15.0


@dataclass(frozen=True)
class Broker:
    """A running Mosquitto."""

    port: int
    password: str
    pid: int

    def resident_mb(self) -> float:
        """Its resident memory."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def processor_s(self) -> float:
        """The processor time that it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.mqtt_subscribers", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--subscribers", type=int, default=5000, help="connected clients (default %(default)s)")
    parser.add_argument("--topics", type=int, default=250, help="topics among them (default %(default)s)")
    parser.add_argument("--rate", type=float, default=50, help="messages a second (default %(default)s)")
    parser.add_argument("--seconds", type=float, default=30, help="for how long (default %(default)s)")
    parser.add_argument("--within", type=float, default=120, help="seconds for connecting (default %(default)s)")
    chosen = parser.parse_args()
    if not 1 <= chosen.topics <= chosen.subscribers < CONNECTIONS_MAX:
        parser.error(f"one topic at least, no more topics than subscribers, and fewer than {CONNECTIONS_MAX} of these")
    return chosen


@contextmanager
def broker() -> Iterator[Broker]:
    """A Mosquitto with the settings of `make run` on a free port; it is gone, with its data, when this ends."""
    with tempfile.TemporaryDirectory(prefix="bench-mqtt-") as folder:
        password = secrets.token_urlsafe(18)
        server = Server("mosquitto", free_port(), Path(folder, "mosquitto"), password=password)
        prepare(server)
        process = subprocess.Popen(
            command(server),
            cwd=server.data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=die_at_once_with_parent,
        )
        try:
            wait_for(server)
            yield Broker(server.port, password, process.pid)
        finally:
            process.terminate()
            process.wait(30)


def allow_files(count: int) -> None:
    """Let this process and the broker have so many connections. Raises SystemExit when the machine does not."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < count:
        raise SystemExit(f"A process may have {most} open files here (ulimit -Hn); this needs {count}.")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(now, count), most))


async def connect(subscribers: list[Subscriber], within_s: float) -> int:
    """Connect all, some at a time; returns how many listen after at most so many seconds."""
    connected, deadline = 0, time.monotonic() + within_s
    with tqdm(total=len(subscribers), desc="connect", unit="", file=sys.stdout) as bar:
        for at in range(0, len(subscribers), AT_ONCE):
            part = subscribers[at : at + AT_ONCE]
            for each in part:
                each.connect()
            done, _ = await asyncio.wait([each.ready for each in part], timeout=max(0.0, deadline - time.monotonic()))
            connected += sum(each.result() for each in done)
            bar.update(len(done))
    return connected


async def publish(publisher: Member, topics: list[str], chosen: argparse.Namespace) -> dict[str, set[int]]:
    """Send messages to the topics in turn, at the wanted rate; returns their numbers by topic."""
    sent: dict[str, set[int]] = {topic: set() for topic in topics}
    began = time.monotonic()
    for n in tqdm(range(int(chosen.rate * chosen.seconds)), desc="publish", unit="", file=sys.stdout):
        await asyncio.sleep(max(0.0, began + n / chosen.rate - time.monotonic()))
        topic = topics[n % len(topics)]
        publisher.client.publish(topic, message(n), qos=1)
        sent[topic].add(n)
    return sent


async def settle(heard: Heard, wanted: int) -> None:
    """Wait until everything has come, or nothing more comes for a while."""
    before, deadline = -1, time.monotonic() + SETTLE_S
    while (now := heard.delivered()) < wanted and time.monotonic() < deadline:
        if now != before:
            before, deadline = now, time.monotonic() + SETTLE_S
        await asyncio.sleep(0.1)


async def measure(chosen: argparse.Namespace, running: Broker) -> bool:
    """Connect, publish and compare; whether everybody got in and nothing was lost or doubled."""
    heard, empty_mb, began = Heard(), running.resident_mb(), time.monotonic()
    topics = [f"{ROOT}/posts/{n:024x}/comments" for n in range(chosen.topics)]
    subscribers = [
        Subscriber(n, running.port, running.password, topics[n % len(topics)], heard) for n in range(chosen.subscribers)
    ]
    publisher = Member("crowd-publisher", running.port, running.password)
    staying = asyncio.create_task(stay([publisher, *subscribers]))
    publisher.connect()
    connected = await connect(subscribers, chosen.within)
    print(f"connected {connected} of {chosen.subscribers} in {time.monotonic() - began:.1f} s")
    idle_mb, idle_s, began = running.resident_mb(), running.processor_s(), time.monotonic()
    sent = await publish(publisher, topics, chosen)
    wanted = {each.number: sent[each.topic] for each in subscribers}
    await settle(heard, sum(map(len, wanted.values())))
    busy = (running.processor_s() - idle_s) / (time.monotonic() - began)
    staying.cancel()
    is_well = report(heard, wanted)
    kib = (idle_mb - empty_mb) * 1024 / chosen.subscribers
    print(f"mosquitto: {idle_mb:.1f} MB with all connected, {kib:.1f} KiB each; {running.resident_mb():.1f} MB", end="")
    print(f" at the end; {busy * 100:.0f} % of a processor while publishing")
    return is_well and connected == chosen.subscribers


def report(heard: Heard, wanted: dict[int, set[int]]) -> bool:
    """Print what was delivered; whether nothing was lost or doubled."""
    lost, doubled = heard.compare(wanted)
    print(f"delivered {heard.delivered()} of {sum(map(len, wanted.values()))}, lost {lost}, doubled {doubled}")
    if len(heard.ages_ms) > 1:
        marks = statistics.quantiles(heard.ages_ms, n=100, method="inclusive")
        print(f"delay p50 {marks[49]:.1f} ms, p95 {marks[94]:.1f} ms, p99 {marks[98]:.1f} ms")
    return not lost and not doubled


def main() -> int:
    """Run it; 0 when everybody got in and nothing was lost or doubled."""
    chosen = arguments()
    allow_files(chosen.subscribers + 200)
    with broker() as running:
        return 0 if asyncio.run(measure(chosen, running)) else 1


if __name__ == "__main__":
    sys.exit(main())
