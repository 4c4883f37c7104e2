"""Keepers and the runner of all keepers, started in a folder of a test, and processes that stay until they are told."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from deploy.local.lifetimes import die_at_once_with_parent
from tests.support.processes import ROOT
from tests.support.waiting import eventually

# Prints, writes its process id into the file that it is given, and stays; on SIGTERM it says so in `ended`.
STAYS = """
import os, signal, sys, time
def end(*_):
    time.sleep(float(sys.argv[2]))
    with open("ended", "a") as file: file.write(sys.argv[1] + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
with open(sys.argv[1] + ".new", "w") as file: file.write(str(os.getpid()))
os.rename(sys.argv[1] + ".new", sys.argv[1])
print("here", flush=True)
while True: signal.pause()
"""
RUNNER = """
import json, sys
from deploy.local import run
{before}
runner = run.Runner({beside})
for name, command in json.loads(sys.argv[1]).items():
    runner.add_kept(name, command, None)
runner.loop()
sys.exit(1 if runner.failed else 0)
"""


class Sandbox:
    """A folder with what keepers want, and the processes that were started in it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.started = folder, []  # type: ignore[var-annotated]
        (folder / ".local/logs").mkdir(parents=True)
        (folder / ".local/ready").touch()
        (folder / "stays.py").write_text(STAYS)

    def stays(self, name: str, ends_after_s: float = 0) -> str:
        """The command of a process that stays, and takes so long to end."""
        return f"{shlex.quote(sys.executable)} stays.py {name} {ends_after_s}"

    def start(self, *words: str, **env: str) -> "subprocess.Popen[bytes]":
        """Python with these words, in the folder."""
        with (self.folder / "output").open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, *words],
                cwd=self.folder,
                env=os.environ | {"PYTHONPATH": str(ROOT)} | env,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=die_at_once_with_parent,
            )
        self.started.append(process)
        return process

    def keep(self, name: str, command: str, before: str = "", **env: str) -> "subprocess.Popen[bytes]":
        """A keeper; `before` is Python that changes its constants."""
        script = f"import sys\nfrom deploy.local import deaths, keep, log_file\n{before}\nkeep.main(*sys.argv[1:])"
        return self.start("-c", script, name, command, **env)

    def run(self, commands: dict[str, str], beside: str = "lambda runner: None", before: str = "") -> Any:
        """The runner with a keeper for each command; `before` is Python, `beside` a function that it calls."""
        return self.start("-c", RUNNER.format(beside=beside, before=before), json.dumps(commands))

    def printed(self) -> str:
        """What they have said on the terminal."""
        return (self.folder / "output").read_text()

    def pid(self, name: str) -> int:
        """The process that `stays` as this name, once it is there."""
        file = self.folder / name
        eventually(file.exists)
        return int(file.read_text())


def is_alive(pid: int) -> bool:
    """Whether this process runs; one that has ended and that nobody waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def gone(*pids: int) -> Callable[[], bool]:
    """Something to wait for: none of these runs."""
    return lambda: not any(is_alive(pid) for pid in pids)
