"""Processes that hang: for tests and benches of what the others do meanwhile."""

import os
import signal
from pathlib import Path

from deploy.local.waiting import until


def pause(pid: int) -> None:
    """SIGSTOP, and wait until it stands still: a thread that runs may answer once more. `resume` lets it go on."""
    os.kill(pid, signal.SIGSTOP)
    until(lambda: _stands_still(pid), f"the pause of process {pid}")


def resume(pid: int) -> None:
    """SIGCONT: it goes on, with all that it knows."""
    os.kill(pid, signal.SIGCONT)


def _stands_still(pid: int) -> bool:
    # The state of each thread comes after its name in parentheses, proc_pid_stat(5).
    states = [path.read_text().rpartition(")")[2].split()[0] for path in Path(f"/proc/{pid}/task").glob("*/stat")]
    return bool(states) and all(state in "TtZX" for state in states)
