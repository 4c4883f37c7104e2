"""RabbitMQ for the tests: one node, or a cluster of several, on free ports of the loopback address."""

import os
import socket
from dataclasses import dataclass, field
from pathlib import Path

from kombu.connection import Connection
from kombu.entity import Exchange

from deploy.local.install import rabbitmq
from deploy.local.ports import free_port, free_ports
from deploy.local.servers import HOST, Server
from deploy.local.waiting import until

# A node takes ten seconds to start, several at a time on a busy machine some minutes.
START_S = 240.0
AMQP_HEADER = b"AMQP\x00\x00\x09\x01"
# One thread for each of the machine's processors would be for a machine of one's own.
ERL_ARGS = "+S 1:1 -start_epmd false -kernel inet_dist_use_interface {127,0,0,1}"


@dataclass(frozen=True)
class Epmd(Server):
    """By what the nodes of a machine find each other."""

    def write_settings(self) -> None:
        """It has none."""

    def command(self) -> list[str]:
        """The command line that runs it."""
        return [rabbitmq.epmd(), "-port", str(self.port), "-address", HOST]

    def environment(self) -> dict[str, str]:
        """What it finds in its environment."""
        return {**os.environ}

    def is_ready(self) -> bool:
        """Whether it listens."""
        with socket.socket() as probe:
            return probe.connect_ex((HOST, self.port)) == 0


@dataclass(frozen=True)
class Rabbit(Server):
    """A node. Through its second port the nodes talk to each other, through `epmd` they find each other."""

    dist_port: int
    epmd: Epmd
    peers: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address for clients."""
        return f"amqp://guest:guest@{HOST}:{self.port}//"

    def command(self) -> list[str]:
        """The command line that runs it."""
        return [rabbitmq.server()]

    def environment(self) -> dict[str, str]:
        """What it finds in its environment: everything that it writes is in its folder."""
        files = {"PID": "pid", "CONFIG": "rabbitmq.conf", "ENABLED_PLUGINS": "enabled_plugins", "CONF_ENV": "none"}
        folders = {"MNESIA_BASE": "mnesia", "LOG_BASE": "log", "GENERATED_CONFIG_DIR": "config"}
        own = {f"RABBITMQ_{name}_FILE": str(self.data / file) for name, file in files.items()}
        own |= {f"RABBITMQ_{name}": str(self.data / folder) for name, folder in folders.items()}
        own |= {"RABBITMQ_NODENAME": f"{self.name}@localhost", "RABBITMQ_DIST_PORT": str(self.dist_port)}
        own |= {"RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": ERL_ARGS, "RUNNING_UNDER_SYSTEMD": "1"}
        own |= {"ERL_EPMD_PORT": str(self.epmd.port), "ERL_EPMD_ADDRESS": HOST}
        return os.environ | own | {"HOME": str(self.data), "PATH": rabbitmq.path(), "LANG": "C.UTF-8"}

    def is_ready(self) -> bool:
        """Whether it speaks with clients."""
        try:
            with socket.create_connection((HOST, self.port), timeout=1) as connection:
                connection.sendall(AMQP_HEADER)
                return bool(connection.recv(1))
        except OSError:
            return False

    def write_settings(self) -> None:
        """Write the files that it reads when it starts."""
        cookie = self.data / ".erlang.cookie"
        if not cookie.exists():
            cookie.touch(mode=0o600)
            cookie.write_text(f"cookie{self.epmd.port}")
            cookie.chmod(0o400)
        lines = [f"listeners.tcp.1 = {HOST}:{self.port}", "log.console = true", "log.file = false"]
        lines += ["cluster_formation.peer_discovery_backend = classic_config"]
        lines += [
            f"cluster_formation.classic_config.nodes.{n} = {peer}@localhost" for n, peer in enumerate(self.peers, 1)
        ]
        (self.data / "rabbitmq.conf").write_text("\n".join(lines) + "\n")
        (self.data / "enabled_plugins").write_text("[].\n")


def nodes(folder: Path, count: int = 1) -> list[Epmd | Rabbit]:
    """So many nodes of one cluster, `broker` when it is one and else `broker-0` and so on, and what they need to be
    started before them."""
    epmd = Epmd("epmd", free_port(), folder / "epmd")
    names = [f"broker-{number}" for number in range(count)] if count > 1 else ["broker"]
    ports = iter(free_ports(2 * count))
    return [epmd, *(Rabbit(name, next(ports), folder / name, next(ports), epmd, names) for name in names)]


def wait_until_ready(server: Epmd | Rabbit) -> None:
    """Return when it works; NotReadyError when it does not in time."""
    until(server.is_ready, server.name, START_S)


def client(url: str) -> Connection:
    """A client that knows nothing of this system's settings and of its transport."""
    return Connection(url, transport="kombu.transport.pyamqp:Transport")


def wait_for_cluster(rabbits: list[Rabbit]) -> None:
    """Return when each of these nodes knows what the first one does."""
    exchange = Exchange("are-we-one", type="direct")
    with client(rabbits[0].url) as connection:
        exchange(connection.default_channel).declare()
    for rabbit in rabbits[1:]:
        with client(rabbit.url) as connection:
            until(lambda each=connection: _knows(each, exchange), "the cluster", START_S)  # type: ignore[misc]


def _knows(connection: Connection, exchange: Exchange) -> bool:
    with connection.channel() as channel:
        try:
            exchange(channel).declare(passive=True)
        except connection.channel_errors:
            return False
    return True
