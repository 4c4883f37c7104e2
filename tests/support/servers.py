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
from tests.support.rabbitmq import Epmd, Rabbit, wait_until_ready
from tests.support.rabbitmq import nodes as rabbitmq_nodes
from tests.support.redis_cluster import Node, join, nodes, url, wait_until_joined

NAMES = tuple(PORT_VARIABLES)
STORES = ("journal", "cache")
# Servers that know their own command line.
Own = Node | Epmd | Rabbit
# Lets a test have MongoDB refuse or delay commands (`failing`, tests/support/faults.py). Each test has a database of
# its own, and MongoDB would keep the files of one that was dropped open for five minutes: more than a process may have.
FOR_TESTS = {
    "mongod": ("--setParameter", "enableTestCommands=1", "--setParameter", "minSnapshotHistoryWindowInSeconds=0")
}


@dataclass
class ServerAddresses:
    """The running servers `mongod`, `journal`, `broker`, `cache` and `mosquitto`, and where they are."""

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

    def start(self, name: str) -> None:
        """Start a server, or the nodes of its cluster, on the data that it has, and wait until it works.

        The server dies with the thread that calls this, so call it from one that stays.
        """
        parts = self.parts(name)
        for each in parts:
            self.start_only(each)
        for each in parts:
            self.wait_for(each)
        if parts != [name]:
            wait_until_joined([each for each in map(self.servers.get, parts) if isinstance(each, Node)])

    def start_only(self, name: str) -> None:
        """Start one server, and do not wait for it."""
        server = self.servers[name]
        prepare(server)
        line = server.command() if isinstance(server, Own) else [*command(server), *FOR_TESTS.get(name, ())]
        env = None
        if isinstance(server, Epmd | Rabbit):
            server.write_settings()
            env = server.environment()
        with _log(server).open("ab") as log:
            self.processes[name] = subprocess.Popen(
                line, cwd=server.data, env=env, stdout=log, stderr=log, preexec_fn=die_at_once_with_parent
            )

    def wait_for(self, name: str) -> None:
        """Return when this server works; NotReadyError when it does not in time."""
        server = self.servers[name]
        if isinstance(server, Epmd | Rabbit):
            wait_until_ready(server)
        else:
            wait_for(server)

    def kill(self, name: str) -> None:
        """SIGKILL, as the power or the kernel would; returns when the process is gone."""
        for each in self.parts(name):
            self._end(each, signal.SIGKILL)

    def pause(self, name: str) -> None:
        """SIGSTOP: the server hangs, with all that it knows. Its port stays open."""
        for each in self.parts(name):
            pause(self.processes[each].pid)

    def resume(self, name: str) -> None:
        """SIGCONT: it goes on."""
        for each in self.parts(name):
            resume(self.processes[each].pid)

    def restart(self, name: str) -> None:
        """Stop a server in an orderly way (if it runs), start it again, and wait until it works."""
        for each in self.parts(name):
            self._end(each, signal.SIGTERM)
            self.start(each)

    @contextmanager
    def started_again(self, *names: str) -> Iterator[None]:
        """At the end, start those of these servers that do not run."""
        try:
            yield
        finally:
            for name in names:
                if any(self.processes[each].poll() is not None for each in self.parts(name)):
                    self.start(name)

    def stop(self) -> None:
        """End all servers; their data is the caller's to remove."""
        for process in self.processes.values():
            process.kill()
        for process in self.processes.values():
            process.wait()

    def parts(self, name: str) -> list[str]:
        """The server of this name, or the nodes of its cluster."""
        return [each for each in self.servers if each == name or each.startswith(f"{name}-")]

    def _end(self, name: str, with_signal: signal.Signals) -> None:
        process = self.processes[name]
        process.send_signal(with_signal)
        # An orderly stop that takes longer than this is a failure of the test.
        process.wait(timeout=20)


def drop_database(chosen: Settings) -> None:
    """Remove the database of a test, by a client of its own that is as patient as a busy machine needs."""
    with MongoClient[dict[str, Any]](chosen.mongo_url) as client:
        client.drop_database(chosen.mongo_db)


def start_servers(folder: Path, *, has_clusters: bool = False, has_rabbitmq: bool = False) -> ServerAddresses:
    """Start all servers on free ports, with their data and logs under `folder`, and wait until they work.

    Journal and cache are one server each, or with `has_clusters` a Redis Cluster each; the broker is a Redis, or with
    `has_rabbitmq` a RabbitMQ.
    """
    clusters = {store: nodes(store, folder) for store in STORES if has_clusters}
    rabbits = {each.name: each for each in rabbitmq_nodes(folder)} if has_rabbitmq else {}
    alone = [name for name in NAMES if name not in {*clusters, *rabbits}]
    ports = free_ports(len(alone))
    # MongoDB and Redis without: what is about their passwords is in tests/deploy/test_local_passwords.py.
    passwords = {"mosquitto": secrets.token_urlsafe(18)}
    servers = {
        name: Server(name, port, folder / name, password=passwords.get(name, ""))
        for name, port in zip(alone, ports, strict=True)
    }
    urls = {store: url(some) for store, some in clusters.items()}
    urls |= {name: _redis_url(servers[name].port) for name in ("broker", *STORES) if name in servers}
    urls |= {name: each.url for name, each in rabbits.items() if isinstance(each, Rabbit)}
    addresses = ServerAddresses(
        mongo_url=mongo_url(servers["mongod"].port),
        journal_url=urls["journal"],
        broker_url=urls["broker"],
        cache_url=urls["cache"],
        mqtt_host=HOST,
        mqtt_port=servers["mosquitto"].port,
        mqtt_password=passwords["mosquitto"],
        servers=rabbits | servers | {node.name: node for some in clusters.values() for node in some},
    )
    try:
        _start_all(addresses)
        for some in clusters.values():
            join(some)
    except BaseException:
        addresses.stop()
        raise
    return addresses


def _redis_url(port: int) -> str:
    return f"redis://{HOST}:{port}/0"


def _start_all(addresses: ServerAddresses) -> None:
    for name in addresses.servers:
        addresses.start_only(name)
    for name, server in addresses.servers.items():
        try:
            addresses.wait_for(name)
        except NotReadyError as error:
            raise RuntimeError(f"{error}\n{_log(server).read_text()[-2000:]}") from None


def _log(server: Server) -> Path:
    return server.data.parent / f"{server.name}.log"
