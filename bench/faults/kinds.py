"""The faults: each a context manager that breaks something on entering and leaves it mended, or lets it mend itself."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass

from pymongo.errors import PyMongoError
from redis import Redis, RedisError

from bench.system import System
from core.writes.kinds import QUEUES
from deploy.local.clocks import NoWrongClockError, wrong_by
from deploy.local.pausing import pause, resume
from deploy.local.repeating import again_and_again
from deploy.local.waiting import until

API, WRITES = "gunicorn -c deploy/gunicorn.conf.py", "-n writes@"
WORKERS = (WRITES, "-n cache@", "-n events@", "-n maintenance@")
SERVERS = {
    "journal": "redis-server 127.0.0.1:{JOURNAL_PORT}",
    "broker": "redis-server 127.0.0.1:{BROKER_PORT}",
    "cache": "redis-server 127.0.0.1:{CACHE_PORT}",
    "mosquitto": "mosquitto -c",
    "mongod": "mongod --replSet",
}
GARBAGE = (b"", b"\x00\xff\xfe", b"{}", b"[1, 2", b'{"body": 1, "headers": null, "properties": {}}', b"9" * 100_000)
SKEW_S = 600
BACK_S = 60.0


@dataclass(frozen=True)
class Fault:
    """What is broken, for how long, and how."""

    name: str
    hold_s: float
    inject: Callable[[System], AbstractContextManager[None]]


class NotHereError(Exception):
    """This fault cannot be made on this machine; the message says what is missing."""


def _words(system: System, name: str) -> str:
    return SERVERS.get(name, name).format(**system.ports)


def _pids(system: System, name: str) -> list[int]:
    return [one.pid for one in system.found(_words(system, name))]


def killed(name: str, child: bool = False) -> Callable[[System], AbstractContextManager[None]]:
    """SIGKILL for one process: the first one with these words, or one that it has forked."""

    @contextmanager
    def inject(system: System) -> Iterator[None]:
        pids = _pids(system, name)
        os.kill(pids[1] if child else pids[0], signal.SIGKILL)
        yield

    return inject


def killed_together(*names: str) -> Callable[[System], AbstractContextManager[None]]:
    """SIGKILL for all of these at the same time, as when the machine loses its power."""

    @contextmanager
    def inject(system: System) -> Iterator[None]:
        for pid in [pid for name in names for pid in _pids(system, name)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        yield

    return inject


def paused(name: str) -> Callable[[System], AbstractContextManager[None]]:
    """SIGSTOP: it hangs with all that it knows, and its port stays open; then it goes on."""

    @contextmanager
    def inject(system: System) -> Iterator[None]:
        pids = _pids(system, name)
        for pid in pids:
            pause(pid)
        try:
            yield
        finally:
            for pid in pids:
                with suppress(ProcessLookupError):
                    resume(pid)

    return inject


def harmed(do: Callable[[System], object], every_s: float) -> Callable[[System], AbstractContextManager[None]]:
    """The same small harm many times."""

    def quietly(system: System) -> None:
        with suppress(RedisError, PyMongoError):
            do(system)

    return lambda system: again_and_again(lambda: quietly(system), every_s)


def once(do: Callable[[System], object]) -> Callable[[System], AbstractContextManager[None]]:
    """A harm that is done once and mends itself."""

    @contextmanager
    def inject(system: System) -> Iterator[None]:
        do(system)
        yield

    return inject


def configured(server: str, **values: str) -> Callable[[System], AbstractContextManager[None]]:
    """A Redis with other settings, and then those it had."""

    @contextmanager
    def inject(system: System) -> Iterator[None]:
        redis = system.journal if server == "journal" else system.cache
        names = {name.replace("_", "-"): value for name, value in values.items()}
        before = {name: str(redis.config_get(name)[name]) for name in names}
        _configure(redis, names)
        try:
            yield
        finally:
            _configure(redis, before)

    return inject


def _configure(redis: Redis, values: dict[str, str]) -> None:
    for name, value in values.items():
        redis.config_set(name, value)


def garbage(system: System) -> None:
    """Something that is no message, in every queue."""
    for queue in QUEUES:
        system.broker.lpush(queue, *GARBAGE)


def queues_deleted(system: System) -> None:
    """No message of any queue is there any more."""
    system.broker.delete(*QUEUES)


def journal_cut(system: System) -> None:
    """Every connection to the journal ends in the middle of what it does."""
    system.journal.client_kill_filter(_type="normal")


def operations_killed(system: System) -> None:
    """Whatever MongoDB does for the application right now ends with an error."""
    mongo = system.mongo()
    for operation in mongo.admin.aggregate([{"$currentOp": {"allUsers": True}}, {"$match": {"active": True}}]):
        if str(operation.get("ns", "")).startswith("social") and "opid" in operation:
            mongo.admin.command({"killOp": 1, "op": operation["opid"]})


def stepped_down(system: System) -> None:
    """The only node of the replica set is no primary for a few seconds."""
    system.mongo().admin.command({"replSetStepDown": 4, "force": True})


@contextmanager
def two_more_beats(system: System) -> Iterator[None]:
    """Three processes that say when what is due."""
    beats = [system.start_process("celery", "--quiet", "-A", "workers.main", "beat", "--pidfile=") for _ in range(2)]
    yield from _until_stopped(*beats)


def skewed_worker(seconds: int) -> Callable[[System], AbstractContextManager[None]]:
    """A second worker, whose clock is wrong by this much."""

    @contextmanager
    def inject(system: System) -> Iterator[None]:
        queues = (queue for queue in QUEUES if queue != "maintenance")
        command = ("celery", "--quiet", "-A", "workers.main", "worker", "-Q", ",".join(queues), "-c", "2")
        options = ("-n", "skewed@%h", "--without-mingle", "--without-gossip")
        try:
            clock = wrong_by(seconds)
        except NoWrongClockError as error:
            raise NotHereError(str(error)) from error
        worker = system.start_process(*command, *options, **clock)
        yield from _until_stopped(worker)

    return inject


def _until_stopped(*processes: "subprocess.Popen[bytes]") -> Iterator[None]:
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def disk_full(system: System) -> Iterator[None]:
    """Not a byte is left on the journal's disk, until room is made."""
    folder = system.folder / ".local/data/journal"
    if not os.path.ismount(folder):
        raise NotHereError("only root can give the journal a small disk")
    filler = folder / "filler"
    with filler.open("wb") as file, suppress(OSError):
        while True:
            file.write(b"\0" * (1 << 20))
            file.flush()
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def rolling_restart(system: System) -> Iterator[None]:
    """Each part is asked to stop, one after the other, and is waited for until it is there again."""
    for name in (API, "realtime.app", *WORKERS, "workers.main beat"):
        pid = _pids(system, name)[0]
        os.kill(pid, signal.SIGTERM)
        until(lambda old=pid, name=name: old not in _pids(system, name)[:1] and bool(_pids(system, name)), name, BACK_S)  # type: ignore[misc]
        until(system.answers, "the API", BACK_S)
        time.sleep(1)
    yield
