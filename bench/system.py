"""A whole system of its own, in a copy of this folder, with ports that are free: nothing of the caller's is changed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import requests
from redis import Redis

from deploy.local import environment
from deploy.local.administrator import Client, administrator
from deploy.local.install import binaries, frontend
from deploy.local.lifetimes import die_with_parent
from deploy.local.ports import free_ports
from deploy.local.servers import Server, of_installation
from deploy.local.waiting import NotReadyError, until

ROOT = Path(__file__).resolve().parent.parent
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv*", ".local", "node_modules", "screenshots", "__pycache__", ".*_cache", ".hypothesis"
)
START_S, STOP_S = 120.0, 90.0
DISK_MB = 512
# What this load asks for is far from what one person does.
LIMITS = {f"RATE_{name}": "1000000/minute" for name in ("SIGN_UP", "SIGN_IN_ADDRESS", "WRITES", "READS")}

# In one short call: what is measured shares the machine with who measures. ARGV: what all keys begin with, how many
# partitions there are, 'ZCARD' or a field of hashes, and names.
COUNT = """
local base, partitions, what, sum = ARGV[1], tonumber(ARGV[2]), ARGV[3], 0
for n = 0, partitions > 1 and partitions or 0 do
  local prefix = base .. (partitions == 1 and '' or n == partitions and '{all}:' or string.format('{%02x}:', n))
  for at = 4, #ARGV do
    local name = prefix .. ARGV[at]
    sum = sum + (what == 'ZCARD' and redis.call('ZCARD', name) or tonumber(redis.call('HGET', name, what) or '0'))
  end
end
return sum
"""


@dataclass(frozen=True)
class Process:
    """One line of the process table."""

    pid: int
    parent: int
    command: str


class System:
    """Started with `running`; its processes are found by what is on their command lines."""

    def __init__(self, folder: Path, own_settings: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.ports = dict(zip(environment.PORTS, free_ports(len(environment.PORTS)), strict=True))
        self.url = f"http://127.0.0.1:{self.ports['API_PORT']}"
        self.environment = os.environ | {name: str(port) for name, port in self.ports.items()}
        self.environment |= LIMITS | (own_settings or {})

    @property
    def journal(self) -> Redis:
        """The journal's Redis."""
        return self._redis("journal")

    @property
    def broker(self) -> Redis:
        """The broker's Redis."""
        return self._redis("broker")

    @property
    def cache(self) -> Redis:
        """The cache's Redis."""
        return self._redis("cache")

    def _redis(self, name: str) -> Redis:
        server = self._server(name)
        return Redis(port=server.port, password=server.password, socket_timeout=5)

    def _server(self, name: str) -> Server:
        return of_installation(name, _settings_of(self.folder), self.folder / environment.LOCAL)

    def count(self, *names: str) -> int:
        """How many members these sorted sets of the journal have in all partitions."""
        return self._sum("ZCARD", *names)

    def sum_of(self, field: str, *names: str) -> int:
        """The sum of this field of these hashes of the journal in all partitions."""
        return self._sum(field, *names)

    def _sum(self, what: str, *names: str) -> int:
        partitions = self.environment.get("PARTITIONS", "1")
        with self.journal as journal:
            return int(journal.eval(COUNT, 0, "social:", partitions, what, *names))

    def mongo(self) -> Client:
        """MongoDB, with every right."""
        return administrator(self._server("mongod"))

    @property
    def mqtt_password(self) -> str:
        """What the backend signs in to Mosquitto with."""
        return _settings_of(self.folder)["MQTT_PASSWORD"]

    def answers(self) -> bool:
        """Whether everything that is needed for writing is there."""
        with suppress(requests.RequestException):
            return requests.get(f"{self.url}/readyz", timeout=5).ok
        return False

    def found(self, words: str) -> list[Process]:
        """The processes of this system with these words on their command lines, parents before their children.

        Not the keepers, which have the command of what they keep on their own.
        """
        own = [one for one in self._processes() if words in one.command and "deploy.local.keep" not in one.command]
        own = [one for one in own if "sh -c" not in one.command]
        pids = {one.pid for one in own}
        return sorted(own, key=lambda one: (one.parent in pids, one.pid))

    def start_process(self, *command: str, **env: str) -> "subprocess.Popen[bytes]":
        """Another process beside those of `make run`, with their settings."""
        values = self.process_environment() | env
        log = (self.folder / ".local/logs/extra.log").open("ab")
        return subprocess.Popen(
            [self.which(command[0]), *command[1:]],
            cwd=self.folder,
            env=values,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )

    def process_environment(self) -> dict[str, str]:
        """The environment of its processes."""
        return (
            self.environment | environment.for_processes(_settings_of(self.folder)) | {"PYTHONPATH": str(self.folder)}
        )

    def which(self, program: str) -> str:
        """Where its processes find this program."""
        return shutil.which(program, path=self.process_environment()["PATH"]) or program

    def _processes(self) -> Iterator[Process]:
        listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
        for line in listed.splitlines():
            pid, parent, command = line.split(None, 2)
            with suppress(OSError):
                if os.readlink(f"/proc/{pid}/cwd").startswith(str(self.folder)):
                    yield Process(int(pid), int(parent), command)


@contextmanager
def running(small_disk: bool = False, own_settings: dict[str, str] | None = None) -> Iterator[System]:
    """A system that answers; it is gone, with its data, when this ends. Raises SystemExit when it does not start.

    `small_disk`: the journal gets a disk of its own that can be filled, if the caller may mount one. `own_settings` are
    environment variables.
    """
    frontend.ensure()
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    copy = folder / "social"
    shutil.copytree(ROOT, copy, ignore=NOT_COPIED, symlinks=True)
    (copy / "frontend/node_modules").symlink_to(ROOT / "frontend/node_modules")
    if binaries.NGINX.exists():
        (copy / ".local").mkdir(mode=0o700)
        (copy / ".local/nginx").symlink_to(binaries.NGINX)
    disk = _mount_small_disk(copy / ".local/data/journal") if small_disk else None
    system = System(copy, own_settings)
    with (folder / "run.log").open("wb") as log:
        runner = subprocess.Popen(
            [sys.executable, "-m", "deploy.local.run"],
            cwd=copy,
            env=system.environment,
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent,
        )
    try:
        try:
            until(system.answers, "The system", START_S)
        except NotReadyError as error:
            raise SystemExit(f"{error}\n{(folder / 'run.log').read_text()[-3000:]}") from None
        yield system
    finally:
        runner.send_signal(signal.SIGTERM)
        runner.wait(STOP_S)
        if disk:
            subprocess.run(["umount", "--lazy", str(disk)], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _mount_small_disk(folder: Path) -> Path | None:
    """Give this folder a disk of its own that can be filled; only root can, others get None."""
    folder.mkdir(parents=True)
    folder.parents[1].chmod(0o700)
    if os.geteuid() != 0:
        return None
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    return folder if made.returncode == 0 else None


def _settings_of(folder: Path) -> dict[str, str]:
    lines = (folder / environment.FILE).read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
