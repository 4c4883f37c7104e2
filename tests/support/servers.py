"""Real servers for the tests: started on free ports, killed and restarted at will, gone with the test process."""

import secrets
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from core.platform.settings import Settings
from deploy.local.lifetimes import die_at_once_with_parent
from deploy.local.pausing import pause, resume
from deploy.local.ports import free_ports
from deploy.local.servers import HOST, PORT_VARIABLES, Server, command, mongo_url, prepare
from deploy.local.waiting import NotReadyError, wait_for

NAMES = tuple(PORT_VARIABLES)
# Lets a test have MongoDB refuse or delay commands (`failing`, tests/support/faults.py).
FOR_TESTS = {"mongod": ("--setParameter", "enableTestCommands=1")}


@dataclass
class ServerAddresses:
    """The running servers `mongod`, `journal`, `cache` and `mosquitto`, and where they are."""

    mongo_url: str
    journal_url: str
    broker_url: str
    cache_url: str
    mqtt_host: str
    mqtt_port: int
    mqtt_password: str
    servers: dict[str, Server]
    processes: "dict[str, subprocess.Popen[bytes]]" = field(default_factory=dict)

    @property
    def pids(self) -> dict[str, int]:
        """The process id of each server that was started, by name."""
        return {name: process.pid for name, process in self.processes.items()}

    def start(self, name: str, wait: bool = True) -> None:
        """Start a server on the data that it has, and wait until it works.

        The server dies with the thread that calls this, so call it from one that stays.
        """
        server = self.servers[name]
        prepare(server, self.mqtt_password)
        with _log(server).open("ab") as log:
            line = [*command(server), *FOR_TESTS.get(name, ())]
            self.processes[name] = subprocess.Popen(
                line, cwd=server.data, stdout=log, stderr=log, preexec_fn=die_at_once_with_parent
            )
        if wait:
            wait_for(server, self.mqtt_password)

    def kill(self, name: str) -> None:
        """SIGKILL, as the power or the kernel would; returns when the process is gone."""
        self._end(name, signal.SIGKILL)

    def pause(self, name: str) -> None:
        """SIGSTOP: the server hangs, with all that it knows. Its port stays open."""
        pause(self.processes[name].pid)

    def resume(self, name: str) -> None:
        """SIGCONT: it goes on."""
        resume(self.processes[name].pid)

    def restart(self, name: str) -> None:
        """Stop a server in an orderly way (if it runs), start it again, and wait until it works."""
        self._end(name, signal.SIGTERM)
        self.start(name)

    @contextmanager
    def started_again(self, *names: str) -> Iterator[None]:
        """At the end, start those of these servers that do not run."""
        try:
            yield
        finally:
            for name in names:
                if self.processes[name].poll() is not None:
                    self.start(name)

    def stop(self) -> None:
        """End all servers; their data is the caller's to remove."""
        for process in self.processes.values():
            process.kill()
        for process in self.processes.values():
            process.wait()

    def _end(self, name: str, with_signal: signal.Signals) -> None:
        process = self.processes[name]
        process.send_signal(with_signal)
        # An orderly stop that takes longer than this is a failure of the test.
        process.wait(timeout=20)


def drop_database(chosen: Settings) -> None:
    """Remove the database of a test, by a client of its own that is as patient as a busy machine needs."""
    with MongoClient[dict[str, Any]](chosen.mongo_url) as client:
        client.drop_database(chosen.mongo_db)


def start_servers(folder: Path) -> ServerAddresses:
    """Start all four servers on free ports, with their data and logs under `folder`, and wait until they work."""
    servers = {
        name: Server(name, port, folder / name) for name, port in zip(NAMES, free_ports(len(NAMES)), strict=True)
    }
    addresses = ServerAddresses(
        mongo_url=mongo_url(servers["mongod"].port),
        journal_url=f"redis://{HOST}:{servers['journal'].port}/0",
        broker_url=f"redis://{HOST}:{servers['journal'].port}/1",
        cache_url=f"redis://{HOST}:{servers['cache'].port}/0",
        mqtt_host=HOST,
        mqtt_port=servers["mosquitto"].port,
        mqtt_password=secrets.token_urlsafe(18),
        servers=servers,
    )
    try:
        _start_all(addresses)
    except BaseException:
        addresses.stop()
        raise
    return addresses


def _start_all(addresses: ServerAddresses) -> None:
    for name in NAMES:
        addresses.start(name, wait=False)
    for server in addresses.servers.values():
        try:
            wait_for(server, addresses.mqtt_password)
        except NotReadyError as error:
            raise RuntimeError(f"{error}\n{_log(server).read_text()[-2000:]}") from None


def _log(server: Server) -> Path:
    return server.data.parent / f"{server.name}.log"
