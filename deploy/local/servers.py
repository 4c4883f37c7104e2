"""MongoDB, three Redis and Mosquitto without containers: their folders, their generated settings, their command lines.

`make run` and the tests start the same servers from here, with the same policy files that Compose mounts.
"""

import os
import pwd
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dotenv import dotenv_values

from deploy.local.install.binaries import require
from deploy.mongo_key import ensure_key_file
from deploy.mosquitto.access import write_access

POLICIES = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
REPLICA_SET = "rs0"
# Who the application is to Mosquitto, and to MongoDB.
BACKEND, APPLICATION = "backend", "social"
# In the folders of those that ask for passwords.
MONGO_KEY, REDIS_SETTINGS = "keyfile", "redis.conf"
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
    """One server on the loopback address: its name, its port, the folder it keeps its data in, and the password that
    the application shows. Without one MongoDB and Redis let everybody in, as the tests have them."""

    name: str
    port: int
    data: Path
    password: str = field(default="", kw_only=True, repr=False)


def of_installation(name: str, values: Mapping[str, str | None], local: Path = Path(".local")) -> Server:
    """This server of `make run`, with what is in its `.local/env`."""
    password = values.get("MQTT_PASSWORD" if name == "mosquitto" else "DATA_PASSWORD")
    return Server(name, int(values[PORT_VARIABLES[name]] or ""), local / "data" / name, password=password or "")


def prepare(server: Server) -> None:
    """Make the server's folder, and in it the settings that differ from one machine to the next."""
    server.data.mkdir(parents=True, exist_ok=True)
    if server.name == "mosquitto":
        _prepare_mosquitto(server)
    elif server.name == "mongod" and server.password:
        ensure_key_file(server.data / MONGO_KEY)
    elif server.password:
        _prepare_redis(server)


def command(server: Server) -> list[str]:
    """The command line that runs this server in the foreground; run it with the data folder as the current one."""
    if server.name == "mongod":
        return _mongod(server)
    if server.name == "mosquitto":
        return [require("mosquitto"), "-c", str(POLICIES / "mosquitto/mosquitto.conf")]
    settings = server.data.resolve() / REDIS_SETTINGS if server.password else _redis_policy(server)
    return [require("redis-server"), str(settings), "--port", str(server.port), "--dir", str(server.data.resolve())]


def mongo_url(port: int, password: str = "", database: str = "") -> str:
    """How the application reaches the replica set of one node; with a password, as a user of this database."""
    if not password:
        return f"mongodb://{HOST}:{port}/?replicaSet={REPLICA_SET}"
    return f"mongodb://{APPLICATION}:{password}@{HOST}:{port}/?replicaSet={REPLICA_SET}&authSource={database}"


def _mongod(server: Server) -> list[str]:
    flags = "--nounixsocket --noscripting --quiet --wiredTigerCacheSizeGB 0.5"
    return [
        require("mongod"),
        *("--replSet", REPLICA_SET, "--bind_ip", HOST, "--port", str(server.port)),
        *("--dbpath", str(server.data.resolve()), *flags.split()),
        *(_asking_for_passwords(server) if server.password else ()),
        # zlib was the way into servers of this age (CVE-2025-14847).
        *("--networkMessageCompressors", "snappy,zstd"),
        *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        # A worker that was killed leaves its transaction open, and others wait for what it has locked: not the default
        # of a minute. A little longer than core/writes/ledger.py gives it.
        *("--setParameter", "transactionLifetimeLimitSeconds=8"),
    ]


def _asking_for_passwords(server: Server) -> list[str]:
    # Nobody makes a first user without one, not even from this machine.
    bypass = ("--setParameter", "enableLocalhostAuthBypass=false")
    return ["--keyFile", str(server.data.resolve() / MONGO_KEY), *bypass]


def _redis_policy(server: Server) -> Path:
    return POLICIES / f"redis/{server.name}.conf"


def _prepare_redis(server: Server) -> None:
    """On the command line, every process of this machine could read the password."""
    unfinished = server.data / f"{REDIS_SETTINGS}.new"
    unfinished.touch(mode=0o600)
    unfinished.write_text(f'include "{_redis_policy(server)}"\nrequirepass "{server.password}"\n')
    unfinished.replace(server.data / REDIS_SETTINGS)


def _prepare_mosquitto(server: Server) -> None:
    settings = server.data / "conf.d"
    settings.mkdir(exist_ok=True)
    # Started by root, Mosquitto would become another user, who may not write into this folder.
    user = pwd.getpwuid(os.geteuid()).pw_name
    text = f"user {user}\nlistener {server.port} {HOST}\nmax_connections {CONNECTIONS_MAX}\n"
    (settings / "listener.conf").write_text(text)
    write_access(server.data / "dynamic-security.json", BACKEND, server.password)


def execute(name: str) -> None:
    """Become this server: its port and password come from the environment or .local/env, its data lies in
    .local/data. So it can be started alone, to look after it while nothing else runs."""
    server = of_installation(name, {**dotenv_values(".local/env"), **os.environ})
    if not server.password:
        sys.exit(f"There is no password for {name} in .local/env; `make run` and `make servers` add what is missing.")
    prepare(server)
    line = command(server)
    os.chdir(server.data)
    os.execv(line[0], line)


if __name__ == "__main__":
    if sys.argv[1:] not in [[name] for name in PORT_VARIABLES]:
        sys.exit(f"Name one of: {', '.join(PORT_VARIABLES)}.")
    execute(sys.argv[1])
