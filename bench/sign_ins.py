"""How much longer reads take while some clients sign in all the time, each again as soon as it is answered.

.venv/bin/python -m bench.sign_ins --clients 14        (starts a system of its own)
"""

import argparse
import asyncio
import http.client
import json
import multiprocessing
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from statistics import median, quantiles
from urllib.parse import urlsplit

import aiohttp
from tqdm import tqdm

from bench.api_client import Person
from bench.system import running

READ = "/api/v1/posts?limit=20"
SIGN_IN = "/api/v1/auth/login"
PASSWORD = "a long password"
PAUSE_S = 0.005
SETTLE_S = 2.0
RATIO_MAX = 2.0
Answers = dict[int, int]


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.sign_ins", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--clients", type=int, default=14, help="that sign in (default %(default)s)")
    parser.add_argument("--reads", type=int, default=1000, help="in each half of a round (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=7, help="each first alone (default %(default)s)")
    return parser.parse_args()


def p99_ms(url: str, reads: int) -> float:
    """The 99th percentile of how long so many reads take, one after the other."""
    connection, took_ms = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30), list[float]()
    for _ in range(reads):
        begun = time.perf_counter()
        connection.request("GET", READ)
        answer = connection.getresponse()
        answer.read()
        took_ms.append((time.perf_counter() - begun) * 1000)
        assert answer.status == 200, answer.status
        time.sleep(PAUSE_S)
    return quantiles(took_ms, n=100)[98]


async def sign_in(session: aiohttp.ClientSession, url: str, body: dict[str, str], answers: Counter[int]) -> None:
    """Sign in again and again; what came of it is counted by its status."""
    while True:
        async with session.post(url + SIGN_IN, json=body) as answer:
            await answer.read()
            answers[answer.status] += 1


async def crowd(url: str, accounts: list[dict[str, str]], is_over: Event) -> Answers:
    """All clients at the same time, each with a connection of its own, until it is over."""
    answers: Counter[int] = Counter()
    jar, connector = aiohttp.DummyCookieJar(), aiohttp.TCPConnector(limit=len(accounts))
    async with aiohttp.ClientSession(cookie_jar=jar, connector=connector) as session:
        tasks = [asyncio.create_task(sign_in(session, url, each, answers)) for each in accounts]
        await asyncio.to_thread(is_over.wait)
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return dict(answers)


def _crowd(url: str, accounts: list[dict[str, str]], is_over: Event, pipe: Connection) -> None:
    pipe.send(asyncio.run(crowd(url, accounts, is_over)))


@contextmanager
def signing_in(url: str, accounts: list[dict[str, str]]) -> Iterator[Answers]:
    """Clients of another process sign in until this ends; then it has what they were answered."""
    is_over, (mine, theirs) = multiprocessing.Event(), multiprocessing.Pipe()
    process = multiprocessing.Process(target=_crowd, args=(url, accounts, is_over, theirs), daemon=True)
    process.start()
    answers: Answers = {}
    time.sleep(SETTLE_S)
    try:
        yield answers
    finally:
        is_over.set()
        answers |= mine.recv()
        process.join(30)


def new_account(url: str) -> dict[str, str]:
    """The address and the password of somebody new."""
    account = {"email": f"{uuid.uuid4().hex}@example.org", "password": PASSWORD}
    Person(url).sign_in("Somebody", *account.values())
    return account


def main() -> int:
    """Run it; 0 when the middle one of the rounds' ratios is at most RATIO_MAX."""
    chosen, ratios = arguments(), list[float]()
    with running() as system:
        accounts = [new_account(system.url) for _ in range(chosen.clients)]
        p99_ms(system.url, chosen.reads)
        rounds = tqdm(range(chosen.rounds), desc="rounds", unit="", file=sys.stdout)
        for _ in rounds:
            alone = p99_ms(system.url, chosen.reads)
            with signing_in(system.url, accounts) as answers:
                beside = p99_ms(system.url, chosen.reads)
            ratios.append(beside / alone)
            rounds.write(f"p99 {alone:.1f} ms alone, {beside:.1f} ms beside: {ratios[-1]:.2f}; {json.dumps(answers)}")
            time.sleep(SETTLE_S)
    print(f"Reads take {median(ratios):.2f} times as long, of {RATIO_MAX} wanted.")
    return 0 if median(ratios) <= RATIO_MAX else 1


if __name__ == "__main__":
    sys.exit(main())
