"""How much of all events each of several realtime processes has to read, when the rooms are spread evenly over them.

.venv/bin/python -m bench.live_processes --processes 4 --sockets 500        (starts a system of its own)
"""

import argparse
import asyncio
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import aiohttp
import requests
from prometheus_client.parser import text_string_to_metric_families
from tqdm import tqdm

from bench.api_client import Person
from bench.realtime import Instance
from bench.room_client import RoomClient
from bench.system import System, running

SOCKETS_PER_USER = 10
AT_ONCE = 50
WRITERS = 8
SETTLE_S = 30.0
# How much more than its even share a process may read.
UNEVEN = 1.6
PASSWORD = "a long password"
METRICS = ("events_relayed", "events_read", "mqtt_messages")


@dataclass
class Load:
    """What was measured: for each process what it counted meanwhile, and what was accepted in each room."""

    clients: list[list[RoomClient]]
    accepted: dict[str, set[str]] = field(default_factory=dict)
    counted: list[dict[str, float]] = field(default_factory=list)
    took_s: float = 0.0

    def wanted(self) -> int:
        """How many deliveries there have to be."""
        return sum(len(self.accepted.get(each.room, ())) for some in self.clients for each in some)

    def heard(self) -> int:
        """How many there were."""
        return sum(len(each.heard) for some in self.clients for each in some)

    def faults(self) -> tuple[int, int, int]:
        """How many deliveries are lost, came twice, and came out of order."""
        everyone = [each for some in self.clients for each in some]
        lost = sum(len(self.accepted.get(each.room, set()) - each.heard) for each in everyone)
        return lost, sum(each.doubled for each in everyone), sum(each.out_of_order for each in everyone)


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.live_processes", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--processes", type=int, default=4, help="realtime processes (default %(default)s)")
    parser.add_argument("--sockets", type=int, default=500, help="sockets on each (default %(default)s)")
    parser.add_argument("--room", type=int, default=20, help="sockets in each room (default %(default)s)")
    parser.add_argument("--rate", type=float, default=40, help="comments a second, on all (default %(default)s)")
    parser.add_argument("--seconds", type=float, default=30, help="for how long (default %(default)s)")
    chosen = parser.parse_args()
    if chosen.processes < 1 or not 1 <= chosen.room <= chosen.sockets:
        parser.error("one process at least, and no more sockets in a room than there are on a process")
    return chosen


def people(count: int, api_url: str) -> list[Person]:
    """So many new people."""
    made = [Person(api_url) for _ in range(count)]

    def sign_in(person: Person) -> None:
        person.sign_in("Listener", f"{uuid.uuid4().hex}@example.org", PASSWORD)

    with ThreadPoolExecutor(4) as pool:
        list(tqdm(pool.map(sign_in, made), total=count, desc="people ", unit="", file=sys.stdout))
    return made


def new_post(person: Person) -> str:
    """The id of a new post, once it is there."""
    receipt = person.write("POST", "/posts", {"title": "A room", "content": "To talk in"})
    while person.get(f"/writes/{receipt['id']}")["state"] == "accepted":
        time.sleep(0.05)
    return str(receipt["resource"]["id"])


def seat(chosen: argparse.Namespace, api_url: str) -> tuple[list[list[tuple[Person, str]]], dict[str, Person]]:
    """For each process, who sits there in which room: each room on one process alone. And whose post each room is."""
    users = people(-(-chosen.processes * chosen.sockets // SOCKETS_PER_USER), api_url)
    rooms_each = -(-chosen.sockets // chosen.room)
    makers = tqdm(range(chosen.processes * rooms_each), desc="rooms  ", unit="", file=sys.stdout)
    authors = {f"post:{new_post(author)}": author for author in (users[n % len(users)] for n in makers)}
    rooms = list(authors)
    seats: Iterator[Person] = cycle(users)
    seated = [
        [(next(seats), rooms[n * rooms_each + each // chosen.room]) for each in range(chosen.sockets)]
        for n in range(chosen.processes)
    ]
    return seated, authors


async def connect(seats: list[list[tuple[Person, str]]], http: aiohttp.ClientSession, urls: list[str]) -> Load:
    """Connect everybody, some at a time."""
    load = Load([[RoomClient(*one) for one in some] for some in seats])
    gate = asyncio.Semaphore(AT_ONCE)
    with tqdm(total=sum(map(len, seats)), desc="connect", unit="", file=sys.stdout) as bar:

        async def one(client: RoomClient, url: str) -> None:
            async with gate:
                await client.connect(http, url)
            bar.update()

        pairs = [(each, url) for some, url in zip(load.clients, urls, strict=True) for each in some]
        await asyncio.gather(*(one(*pair) for pair in pairs))
    return load


def count(urls: list[str]) -> list[dict[str, float]]:
    """What each process has counted so far."""

    def of(url: str) -> dict[str, float]:
        families = text_string_to_metric_families(requests.get(f"{url}/metrics", timeout=10).text)
        found = {each.name: each.value for family in families for each in family.samples}
        return {name: found[f"social_live_{name}_total"] for name in METRICS}

    return [of(url) for url in urls]


async def write(load: Load, authors: dict[str, Person], chosen: argparse.Namespace) -> None:
    """Comment in all rooms in turn, at the wanted rate. Each post's own author does: an inbox that tells of it would be
    heard by the processes of all sockets of that author."""
    # The rooms of all processes, one after the other.
    members = [dict.fromkeys(each.room for each in some) for some in load.clients]
    rooms = [(room, authors[room]) for some in zip(*members, strict=True) for room in some]
    loop, began, total = asyncio.get_running_loop(), time.monotonic(), int(chosen.rate * chosen.seconds)

    def comment(room: str, person: Person) -> None:
        path = f"/posts/{room.removeprefix('post:')}/comments"
        receipt = person.write("POST", path, {"content": "Some words"})
        load.accepted.setdefault(room, set()).add(str(receipt["resource"]["id"]))

    with ThreadPoolExecutor(WRITERS) as pool, tqdm(total=total, desc="write  ", unit="", file=sys.stdout) as bar:
        sent = []
        for n in range(total):
            await asyncio.sleep(max(0.0, began + n / chosen.rate - time.monotonic()))
            sent.append(loop.run_in_executor(pool, comment, *rooms[n % len(rooms)]))
            bar.update()
        await asyncio.gather(*sent)


async def settle(load: Load) -> None:
    """Wait until everything has come, or nothing more comes for a while."""
    before, deadline = -1, time.monotonic() + SETTLE_S
    while (now := load.heard()) < load.wanted() and time.monotonic() < deadline:
        if now != before:
            before, deadline = now, time.monotonic() + SETTLE_S
        await asyncio.sleep(0.1)


async def measure(chosen: argparse.Namespace, api_url: str, urls: list[str]) -> Load:
    """Seat, connect, write and count, on realtime processes at these addresses."""
    seats, authors = await asyncio.to_thread(seat, chosen, api_url)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        load = await connect(seats, http, urls)
        before, began = await asyncio.to_thread(count, urls), time.monotonic()
        await write(load, authors, chosen)
        await settle(load)
        load.took_s = time.monotonic() - began
        after = await asyncio.to_thread(count, urls)
        load.counted = [
            {name: now[name] - was[name] for name in METRICS} for was, now in zip(before, after, strict=True)
        ]
        await asyncio.gather(*(each.close() for some in load.clients for each in some))
    return load


def report(load: Load) -> bool:
    """Print what was counted; whether nothing went wrong and no process read much more than its share."""
    most = UNEVEN / len(load.counted)
    print("process  sockets  relayed     read   share   read/s   MQTT messages")
    for n, counted in enumerate(load.counted):
        relayed, read, heard = (int(counted[name]) for name in METRICS)
        print(f"{n:<8} {len(load.clients[n]):>7} {relayed:>8} {read:>8} {read / max(1, relayed):>7.2f} ", end="")
        print(f"{read / load.took_s:>8.1f} {heard:>15}")
    lost, doubled, out_of_order = load.faults()
    byes = [one for some in load.clients for each in some for one in each.byes]
    print(f"{sum(map(len, load.accepted.values()))} comments, {load.heard()} of {load.wanted()} deliveries, ", end="")
    print(f"thrown out {byes or 'none'}")
    print(f"lost {lost}, doubled {doubled}, out of order {out_of_order}")
    is_even = all(each["events_read"] <= most * each["events_relayed"] for each in load.counted)
    return is_even and not (lost or doubled or out_of_order or byes)


async def on(system: System, chosen: argparse.Namespace, logs: Path) -> Load:
    """Measure with so many processes beside those of this system."""
    settings = system.process_environment() | {"ENV_FILE": str(system.folder / ".local/env")}
    instances = [Instance(settings, logs / f"realtime-{n}.log") for n in range(chosen.processes)]
    try:
        await asyncio.gather(*(each.start() for each in instances))
        return await measure(chosen, system.url, [each.url for each in instances])
    finally:
        for each in instances:
            each.kill()


def main() -> int:
    """Run it; 0 when nothing was lost, doubled or out of order, and no process read much more than its share."""
    chosen = arguments()
    # One token serves the whole run.
    own = {"RATE_MESSAGES": "1000000/minute", "ACCESS_TTL_S": "86400"}
    with tempfile.TemporaryDirectory(prefix="bench-live-") as logs, running(own_settings=own) as system:
        return 0 if report(asyncio.run(on(system, chosen, Path(logs)))) else 1


if __name__ == "__main__":
    sys.exit(main())
