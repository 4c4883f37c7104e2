"""MongoDB, three Redis and Mosquitto without containers: their folders, their generated settings, their command lines.

`make run` and the tests start the same servers from here, with the same policy files that Compose mounts.
"""

import os
import pwd
import sys
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from deploy.local.install.binaries import require
from deploy.mosquitto.access import write_access

POLICIES = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
REPLICA_SET = "rs0"
BACKEND = "backend"
# Clients of Mosquitto. Each takes a few KiB (bench/mqtt_subscribers.py).
CONNECTIONS_MAX = 10_000
PORT_VARIABLES = {
    "mongod": "MONGO_PORT",
    "journal": "JOURNAL_PORT",
    "broker": "BROKER_PORT",
    "cache": "CACHE_PORT",
    "mosquitto": "MQTT_PORT",
}


@dataclass(frozen=True)
class Server:
    """One server on the loopback address: its name, its port, and the folder it keeps its data in."""

    name: str
    port: int
    data: Path


def prepare(server: Server, mqtt_password: str) -> None:
    """Make the server's folder, and in it the settings that differ from one machine to the next."""
    server.data.mkdir(parents=True, exist_ok=True)
    if server.name == "mosquitto":
        _prepare_mosquitto(server, mqtt_password)


def command(server: Server) -> list[str]:
    """The command line that runs this server in the foreground; run it with the data folder as the current one."""
    if server.name == "mongod":
        return _mongod(server)
    if server.name == "mosquitto":
        return [require("mosquitto"), "-c", str(POLICIES / "mosquitto/mosquitto.conf")]
    policy = str(POLICIES / f"redis/{server.name}.conf")
    return [require("redis-server"), policy, "--port", str(server.port), "--dir", str(server.data.resolve())]


def mongo_url(port: int) -> str:
    """How the application reaches the replica set of one node."""
    return f"mongodb://{HOST}:{port}/?replicaSet={REPLICA_SET}"


def _mongod(server: Server) -> list[str]:
    flags = "--nounixsocket --noscripting --quiet --wiredTigerCacheSizeGB 0.5"
    return [
        require("mongod"),
        *("--replSet", REPLICA_SET, "--bind_ip", HOST, "--port", str(server.port)),
        *("--dbpath", str(server.data.resolve()), *flags.split()),
        # zlib was the way into servers of this age (CVE-2025-14847).
        *("--networkMessageCompressors", "snappy,zstd"),
        *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        # A worker that was killed leaves its transaction open, and others wait for what it has locked: not the default
        # of a minute. A little longer than core/writes/ledger.py gives it.
        *("--setParameter", "transactionLifetimeLimitSeconds=8"),
    ]


def _prepare_mosquitto(server: Server, password: str) -> None:
    settings = server.data / "conf.d"
    settings.mkdir(exist_ok=True)
    # Started by root, Mosquitto would become another user, who may not write into this folder.
    user = pwd.getpwuid(os.geteuid()).pw_name
    text = f"user {user}\nlistener {server.port} {HOST}\nmax_connections {CONNECTIONS_MAX}\n"
    (settings / "listener.conf").write_text(text)
    write_access(server.data / "dynamic-security.json", BACKEND, password)


def execute(name: str) -> None:
    """Become this server: its port and MQTT_PASSWORD come from the environment or .local/env, its data lies in
    .local/data. So it can be started alone, to look after it while nothing else runs."""
    values = {**dotenv_values(".local/env"), **os.environ}
    server = Server(name, int(values[PORT_VARIABLES[name]] or ""), Path(".local/data", name).resolve())
    prepare(server, values["MQTT_PASSWORD"] or "")
    line = command(server)
    os.chdir(server.data)
    os.execv(line[0], line)


if __name__ == "__main__":
    if sys.argv[1:] not in [[name] for name in PORT_VARIABLES]:
        sys.exit(f"Name one of: {', '.join(PORT_VARIABLES)}.")
    execute(sys.argv[1])
