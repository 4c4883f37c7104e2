"""A copy of the repository, in which the real commands of the Makefile are run on free ports."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy.local.environment import PORTS
from deploy.local.lifetimes import die_at_once_with_parent
from deploy.local.ports import free_ports
from tests.support.processes import ROOT, WATCHED
from tests.support.waiting import eventually

FOLDERS = ("core", "deploy", "realtime", "tasks", "web", "workers")
FILES = ("Makefile", "Procfile", "celeryconfig.py")
# What belongs to the run of the suite: what is measured of the copy would be missing when it is gone, and make hands on
# which Python was chosen.
OF_THE_SUITE = ("COV", "MAKE", "MFLAGS", "PYTHON_VERSION")
ENDED_BY_CTRL_C = (0, 130, -signal.SIGINT)


class Copy:
    """A copy of the repository with ports of its own, and what was started in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in FOLDERS:
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in FILES:
            shutil.copy2(ROOT / name, folder / name)
        (folder / ".venv").symlink_to(sys.prefix)
        self.ports = {name: str(port) for name, port in zip(PORTS, free_ports(len(PORTS)), strict=True)}
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(OF_THE_SUITE)} | self.ports
        # What its processes ask of MongoDB is looked at as everywhere (tests/support/sharding).
        self.env |= {"MONGO_SHARDS": "2", "PYTHONPATH": str(WATCHED)}
        self.started: list[subprocess.Popen[bytes]] = []

    @property
    def api(self) -> str:
        """Where the API is."""
        return f"http://127.0.0.1:{self.ports['API_PORT']}"

    def make(self, *words: str, text: bytes = b"", log: str = "") -> "subprocess.Popen[bytes]":
        """Run `make` with these words, as in a terminal of its own, where somebody types this text."""
        (self.folder / "typed").write_bytes(text)
        with self.log(log or words[0]).open("wb") as output, (self.folder / "typed").open("rb") as typed:
            process = subprocess.Popen(
                ["make", "-o", ".venv/.installed", *words],
                cwd=self.folder,
                env=self.env,
                stdin=typed,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=die_at_once_with_parent,
            )
        self.started.append(process)
        return process

    def log(self, name: str) -> Path:
        """What this command prints goes here."""
        return self.folder / f"{name}.log"

    def printed(self, name: str) -> str:
        """What this command has printed."""
        return self.log(name).read_text()

    def refusal(self, *words: str) -> str:
        """The one line with which `make` refuses to do this."""
        assert self.make(*words).wait(60) != 0
        return next(line for line in self.printed(words[0]).splitlines() if not line.startswith("make"))

    @contextlib.contextmanager
    def servers(self) -> Iterator[None]:
        """`make servers`, which is ready, and ends with Ctrl-C."""
        servers = self.make("servers")
        eventually(lambda: "make worker QUEUE=comments" in self.printed("servers") or servers.poll() is not None)
        assert servers.poll() is None, self.printed("servers")
        yield
        assert press_ctrl_c(servers) in ENDED_BY_CTRL_C
        assert "The servers have stopped." in self.printed("servers")


def press_ctrl_c(process: "subprocess.Popen[bytes]") -> int:
    """Send SIGINT to all that runs in the terminal of this process, and return its status when all of it is gone."""
    os.killpg(process.pid, signal.SIGINT)
    status = process.wait(60)
    eventually(lambda: not is_running(process.pid))
    return status


def is_running(group: int) -> bool:
    """Whether something of this process group is alive."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, 0)
        return True
    return False
