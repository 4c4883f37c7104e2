"""The limits that the system is held against: a bare route on the same server, empty tasks with the same settings."""

import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from redis import Redis
from tqdm import tqdm

from bench.speed.empty_tasks import DONE
from bench.system import System
from core.servers.scripts import source
from deploy.local.ports import free_port
from deploy.local.waiting import until

TASKS = 5_000
ROUND_TRIPS = 40
PUBLISH = "import sys; from bench.speed.empty_tasks import nothing; [nothing.delay() for _ in range(int(sys.argv[1]))]"
ASK = """
import os, sys, time
from redis import Redis
from bench.speed.empty_tasks import DONE, answer
redis = Redis.from_url(os.environ["CACHE_URL"])
for _ in range(int(sys.argv[1])):
    began = time.perf_counter()
    answer.delay()
    redis.blpop(DONE, 30)
    print((time.perf_counter() - began) * 1000)
"""


@contextmanager
def bare_route(system: System, page: bytes) -> Iterator[str]:
    """The address of a Flask route that answers these bytes, on the API's server with the API's settings."""
    port = str(free_port())
    file = Path(system.folder) / ".local/bare.json"
    file.write_bytes(page)
    server = ("gunicorn", "-c", "deploy/gunicorn.conf.py", "bench.speed.bare:app")
    process = system.start_process(
        *server, API_PORT=port, BARE_PAGE=str(file), PROMETHEUS_MULTIPROC_DIR=str(file.parent / "bare-metrics")
    )
    url = f"http://127.0.0.1:{port}/page"
    try:
        until(lambda: requests.get(url, timeout=1).ok if _listens(url) else False, "The bare route", 30)
        yield url
    finally:
        _end(process)


def _listens(url: str) -> bool:
    try:
        return bool(requests.get(url, timeout=1).status_code)
    except requests.RequestException:
        return False


def page_script(system: System, seconds: float) -> float:
    """How often per second Redis alone makes the first page of the feed, for redis-benchmark with 16 connections."""
    sha = str(system.cache.script_load(source("page")))
    # A cache that is one server has one partition.
    prefix = "social:"
    question = ["1", prefix, "0", "feed:all", "post", "newest", "20", "", "", "", "", "", "", ""]
    # No API is asked meanwhile that would say so.
    system.cache.set(f"{prefix}cache:trusted", 1, px=int(seconds * 1000) + 30_000)
    per_s = 0.0
    with _own_user(system.cache) as user:
        address = ["-p", str(system.ports["CACHE_PORT"]), *user, "-c", "16", "--csv"]
        for count in (2_000, 0):
            number = str(count or int(per_s * seconds))
            asked = ["redis-benchmark", *address, "-n", number, "EVALSHA", sha, "1", prefix, *question]
            printed = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
            per_s = float(printed.splitlines()[-1].split('","')[1])
    return per_s


@contextmanager
def _own_user(redis: Redis) -> Iterator[list[str]]:
    """The options with which redis-benchmark signs in. It has no other way to take a password, and all may read them:
    so it is a user that is gone when this ends."""
    name, password = "benchmark", secrets.token_hex(16)
    redis.acl_setuser(name, enabled=True, passwords=[f"+{password}"], keys=["*"], categories=["+@all", "-@dangerous"])
    try:
        yield ["--user", name, "-a", password]
    finally:
        redis.acl_deluser(name)


def empty_tasks_per_s(system: System) -> float:
    """How many empty tasks per second the same worker runs, from a queue of TASKS."""
    subprocess.run([*_python(system), PUBLISH, str(TASKS)], check=True, env=_env(system), cwd=system.folder)
    with _worker(system):
        began = _drained(system.broker)
        return (TASKS - began[1]) / (time.monotonic() - began[0])


def empty_round_trip_ms(system: System) -> float:
    """The median time of one empty task to a worker that is idle and back, in milliseconds."""
    with _worker(system):
        asked = subprocess.run(
            [*_python(system), ASK, str(ROUND_TRIPS)],
            check=True, env=_env(system), cwd=system.folder, capture_output=True, text=True,
        )  # fmt: skip
        # The first one waits for the worker to start.
        return sorted(map(float, asked.stdout.split()))[ROUND_TRIPS // 2]


@contextmanager
def _worker(system: System) -> Iterator[None]:
    worker = system.start_process(
        "celery", "--quiet", "-A", "bench.speed.empty_tasks", "worker", "-Q", "empty", "-c", "2", "-n", "empty@%h",
        "--without-mingle", "--without-gossip", "-E",
    )  # fmt: skip
    try:
        yield
    finally:
        _end(worker)
        system.cache.delete(DONE)


def _drained(broker: Redis) -> tuple[float, int]:
    """Wait until the queue is empty; when the first hundred were gone, and how many that were."""
    began: tuple[float, int] | None = None
    with tqdm(total=TASKS, desc="tasks    ", unit="") as bar:
        while (left := int(broker.llen("social:empty"))) > 0:
            bar.update(TASKS - left - bar.n)
            if began is None and left < TASKS - 100:
                began = time.monotonic(), TASKS - left
            time.sleep(0.01)
        bar.update(TASKS - bar.n)
    if began is None:
        raise SystemExit("The empty tasks were gone before they could be measured.")
    return began


def _python(system: System) -> list[str]:
    return [system.which("python"), "-c"]


def _env(system: System) -> dict[str, str]:
    return system.process_environment()


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait(30)
