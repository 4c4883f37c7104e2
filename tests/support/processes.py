"""Real processes for end-to-end tests: API, worker and beat, on the test's servers and key prefix."""

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import requests
from honcho.environ import parse_procfile
from pydantic import SecretStr

from core.platform.settings import Settings
from core.writes.kinds import QUEUES
from deploy.local.install.binaries import ensure_nginx
from deploy.local.install.node import environment as node_environment
from deploy.local.lifetimes import die_at_once_with_parent
from deploy.local.ports import free_port
from tests.support.waiting import eventually

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PROCFILE: dict[str, str] = dict(parse_procfile((ROOT / "Procfile").read_text()).processes)
# Its sitecustomize.py watches what the process asks of MongoDB.
WATCHED = ROOT / "tests/support/sharding/site"
GRACE_S = 3


def environment(chosen: Settings) -> dict[str, str]:
    """The settings of a test as environment variables."""
    flat = {name.upper(): _as_text(value) for name, value in chosen.model_dump().items()}
    return (
        os.environ
        | flat
        | {"ENV_FILE": os.devnull, "REMAP_SIGTERM": "SIGQUIT", "PYTHONPATH": f"{WATCHED}:{ROOT}"}
        | {"API_PROCESSES": "1"}
    )


def _as_text(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return str(int(value) if isinstance(value, bool) else value)


@dataclass
class Processes:
    """The processes of one test; all of them end with it."""

    env: dict[str, str]
    log: Path
    started: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self, *command: str, **env: str) -> "subprocess.Popen[bytes]":
        """Start a program of the virtual environment, in a process group of its own."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [str(BIN / command[0]), *command[1:]],
                cwd=ROOT,
                env=self.env | env,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_at_once_with_parent,
            )
        self.started.append(process)
        return process

    def start_worker(
        self, module: str = "workers.main", queues: Sequence[str] = QUEUES, **env: str
    ) -> "subprocess.Popen[bytes]":
        """A worker for these queues, or for all."""
        own = ("-Q", ",".join(queues), "-n", f"t{len(self.started)}@%h")
        options = ("--without-mingle", "--without-gossip", "-c", "2", *own)
        return self.start("celery", "-A", module, "worker", *options, **env)

    def start_beat(self) -> "subprocess.Popen[bytes]":
        """Beat."""
        return self.start("celery", "-A", "workers.main", "beat", "--pidfile=")

    def start_api(self, wait: bool = True, port: int = 0, **env: str) -> str:
        """The API; its address, once it answers."""
        port = port or free_port()
        own = {"API_PORT": str(port)}
        self.start("gunicorn", "-c", "deploy/gunicorn.conf.py", "web.app:create_app()", **(own | env))
        return _address(port, wait)

    def start_realtime(self, api_url: str, wait: bool = True, port: int = 0, **env: str) -> str:
        """A realtime process that gets its keys from this API; its address, once it answers."""
        port = port or free_port()
        own = {"REALTIME_PORT": str(port), "JWKS_URL": f"{api_url}/.well-known/jwks.json", "JWT_KEYS_DIR": "/nowhere"}
        self.start("python", "-m", "realtime.app", **(own | env))
        return _address(port, wait)

    def start_pages(self, api_url: str, **env: str) -> str:
        """Next.js, which makes the pages from what this API says; its address, once it answers."""
        url = f"http://127.0.0.1:{(port := free_port())}"
        node, *command = shlex.split(PROCFILE["frontend"].replace("$PAGES_PORT", str(port)))
        path = shutil.which(node, path=node_environment()["PATH"])
        self.start(str(path), *command, **({"API_URL": api_url, "NEXT_TELEMETRY_DISABLED": "1"} | env))
        eventually(lambda: answers(url, "/robots.txt"))
        return url

    def start_frontend(self, api_url: str, live_url: str, port: int = 0, **env: str) -> str:
        """The site as `make run` serves it: the proxy before these and the pages; its address, once it answers.

        Without a port it chooses one.
        """
        behind = {"API_PORT": api_url, "REALTIME_PORT": live_url, "PAGES_PORT": self.start_pages(api_url, **env)}
        ports = {name: url.rpartition(":")[2] for name, url in behind.items()}
        url = f"http://127.0.0.1:{(port := port or free_port())}"
        ensure_nginx()
        python, *command = shlex.split(PROCFILE["proxy"])
        folder = self.log.parent / f"proxy-{port}"
        self.start(python, *command[:-1], str(folder), FRONTEND_PORT=str(port), **ports)
        eventually(lambda: answers(url, "/robots.txt"))
        return url

    def start_site(self, count: int, **env: str) -> tuple[str, list[str]]:
        """The API and so many realtime processes, side by side; their addresses, once all answer."""
        api = self.start_api(wait=False)
        live = [self.start_realtime(api, False, 0, **env) for _ in range(count)]
        for url in (api, *live):
            eventually(lambda url=url: answers(url))  # type: ignore[misc]
        return api, live

    def stop(self) -> None:
        """End all processes and their children; those that can, save what they have covered."""
        for process in self.started:
            process.terminate()
        deadline = time.monotonic() + GRACE_S
        for process in self.started:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            kill(process)

    def printed(self) -> str:
        """What they have logged."""
        return self.log.read_text()


def _address(port: int, wait: bool) -> str:
    url = f"http://127.0.0.1:{port}"
    if wait:
        eventually(lambda: answers(url))
    return url


def answers(url: str, path: str = "/healthz") -> bool:
    """Whether the API, or another process that has this path, is there."""
    try:
        return requests.get(url + path, timeout=1).ok
    except requests.RequestException:
        return False


def kill(process: "subprocess.Popen[bytes]") -> None:
    """SIGKILL a process and its children, and wait until it is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)
