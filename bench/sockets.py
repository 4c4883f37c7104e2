"""Many sockets on one realtime process, beside the same load on an empty python-socketio server.

.venv/bin/python -m bench.sockets            (beside a running `make run`)
"""

import argparse
import asyncio
import random
import socket
import statistics
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from tqdm import tqdm

from bench.api_client import Person, is_there, start_room
from bench.raw_socket import RawSocket
from deploy.local.ports import free_port, holder

SOCKETS_PER_USER = 5
AT_ONCE = 50
SETTLE_S = 15.0
# Connecting has consequences, such as presence events. Measured is what comes when they are over, on both servers.
REST_S = 5.0


@dataclass
class Heard:
    """The ages (ms) of what was delivered."""

    ages_ms: list[float] = field(default_factory=list)

    def note(self, sent_ns: int, age_ms: float) -> None:
        """One delivery."""
        self.ages_ms.append(age_ms)


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.sockets", description=__doc__.split("\n")[0])
    parser.add_argument("--sockets", type=int, default=2000, help="connected sockets (default %(default)s)")
    parser.add_argument("--room", type=int, default=20, help="sockets in a room (default %(default)s)")
    parser.add_argument("--rate", type=float, default=100, help="messages a second (default %(default)s)")
    parser.add_argument("--seconds", type=float, default=20, help="how long (default %(default)s)")
    parser.add_argument("--api", default="http://127.0.0.1:8000", help="where the API is (default %(default)s)")
    parser.add_argument("--realtime", default="http://127.0.0.1:8001", help="and realtime (default %(default)s)")
    return parser.parse_args()


def resident_kib(url: str) -> int:
    """The resident memory of the process that listens there."""
    status = Path("/proc", str(holder(int(url.rpartition(":")[2]))), "status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


async def open_all(sockets: list[tuple[RawSocket, dict[str, object]]], http: aiohttp.ClientSession, url: str) -> None:
    """Connect all, a few at a time."""
    gate = asyncio.Semaphore(AT_ONCE)
    bar = tqdm(total=len(sockets), desc="connect", unit=" sockets", file=sys.stdout)

    async def one(made: RawSocket, how: dict[str, object]) -> None:
        async with gate:
            await made.connect(http, url, **how)  # type: ignore[arg-type]
        bar.update()

    await asyncio.gather(*(one(made, how) for made, how in sockets))
    bar.close()
    await asyncio.sleep(REST_S)


async def load(rooms: list[tuple[str, list[RawSocket]]], event: str, chosen: argparse.Namespace, heard: Heard) -> int:
    """Say something in some room at the wanted rate; returns how many deliveries are expected."""
    count, began = int(chosen.rate * chosen.seconds), time.monotonic()
    for n in tqdm(range(count), desc="say", unit=" messages", file=sys.stdout):
        await asyncio.sleep(max(0.0, began + n / chosen.rate - time.monotonic()))
        room, members = random.choice(rooms)
        await random.choice(members).say(event, room)
    expected, deadline = count * int(chosen.room), time.monotonic() + SETTLE_S
    while len(heard.ages_ms) < expected and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
    return expected


def report(name: str, heard: Heard, expected: int, kib_per_socket: float) -> float:
    """Print what was measured; the 95th percentile in ms."""
    ages = sorted(heard.ages_ms)
    p95 = ages[int(len(ages) * 0.95)] if ages else float("inf")
    half = statistics.median(ages) if ages else float("inf")
    print(f"{name}: {len(ages)} of {expected} delivered; half within {half:.0f} ms, 95 % within {p95:.0f} ms")
    print(f"{name}: {kib_per_socket:.1f} KiB of memory per idle socket")
    return p95


async def empty(chosen: argparse.Namespace) -> float:
    """The load on an empty server."""
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "bench.empty_server", str(port)])
    try:
        url, heard = f"http://127.0.0.1:{port}", Heard()
        while not is_listening(port):
            await asyncio.sleep(0.1)
        names = [f"room {n}" for n in range(chosen.sockets // chosen.room)]
        rooms = [(name, [RawSocket("/", heard.note) for _ in range(chosen.room)]) for name in names]
        before = resident_kib(url)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
            await open_all([(each, {"auth": {"room": name}}) for name, members in rooms for each in members], http, url)
            memory = (resident_kib(url) - before) / chosen.sockets
            expected = await load(rooms, "say", chosen, heard)
            await asyncio.gather(*(each.close() for _, members in rooms for each in members))
        return report("empty server", heard, expected, memory)
    finally:
        server.kill()
        server.wait()


def is_listening(port: int) -> bool:
    """Whether a server listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def people(chosen: argparse.Namespace) -> list[Person]:
    """As many people as it takes to have so many sockets."""
    made = [Person(chosen.api) for _ in range(chosen.sockets // SOCKETS_PER_USER)]

    def sign_in(person: Person) -> None:
        person.sign_in("Sock", f"{uuid.uuid4().hex}@example.org", "a long password")

    with ThreadPoolExecutor(4) as pool:
        list(tqdm(pool.map(sign_in, made), total=len(made), desc="people", file=sys.stdout))
    return made


async def social(chosen: argparse.Namespace) -> float:
    """The load on a realtime process of the running system: messages that are stored before they are heard."""
    heard, users = Heard(), await asyncio.to_thread(people, chosen)
    size = chosen.room // SOCKETS_PER_USER
    groups = [users[at : at + size] for at in range(0, len(users), size)]
    rooms: list[tuple[str, list[RawSocket]]] = []
    how: list[tuple[RawSocket, dict[str, object]]] = []
    for group in tqdm(groups, desc="rooms", file=sys.stdout):
        members = [(person, RawSocket("/chat", heard.note)) for person in group for _ in range(SOCKETS_PER_USER)]
        rooms.append((await asyncio.to_thread(start_room, group[0], group[1:]), [each for _, each in members]))
        for person, each in members:
            cookies = person.http.cookies
            cookie = f"access_token_cookie={cookies['access_token_cookie']}"
            how.append((each, {"auth": {"csrf": cookies["csrf_access_token"]}, "cookie": cookie}))
    before = resident_kib(chosen.realtime)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        await open_all(how, http, chosen.realtime)
        memory = (resident_kib(chosen.realtime) - before) / chosen.sockets
        expected = await load(rooms, "message.send", chosen, heard)
        await asyncio.gather(*(each.close() for _, members in rooms for each in members))
    return report("social", heard, expected, memory)


def main() -> int:
    """Measure both; 0 when at most five times the empty server's 95th percentile was needed."""
    chosen = arguments()
    if not is_there(chosen.api) or not is_there(chosen.realtime):
        print("Start the system with `make run`, in another terminal.")
        return 1
    bare = asyncio.run(empty(chosen))
    ours = asyncio.run(social(chosen))
    print(f"95 % within {ours / bare:.1f} times what the empty server needed")
    return int(ours > 5 * bare)


if __name__ == "__main__":
    sys.exit(main())
