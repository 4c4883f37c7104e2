"""How much memory processes have, and that they do not take more and more of it."""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.long_form import tell, tries

MIB = 1024
# What an allocator needs for its own order, less than a kilobyte for each input of the last half. In the short form a
# process has hardly begun: it has not yet hashed passwords in both its threads, 19 MiB each.
GROWTH_MAX_MIB = tries(20, short=60)


def resident_mib(pid: int) -> float:
    """What this process has in memory."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / MIB


def with_children(pid: int) -> list[int]:
    """This process and those that it has started, and they."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in with_children(int(child)))]


@dataclass
class Watched:
    """Processes by their names, and what each had in memory at the moments when somebody looked."""

    processes: dict[str, "subprocess.Popen[bytes]"]
    seen: list[dict[str, float]] = field(default_factory=list)

    def look(self) -> None:
        """Note what each has now, with its children."""
        pids = {(name, pid) for name, each in self.processes.items() for pid in with_children(each.pid)}
        self.seen.append({f"{name} {pid}": resident_mib(pid) for name, pid in sorted(pids)})

    def check(self) -> None:
        """Tell what was seen. Raises AssertionError when a process has grown since the last look but one, or is not the
        one that it was."""
        earlier, now = self.seen[-2:]
        lines = [f"{name}: {' '.join(f'{each.get(name, 0.0):.1f}' for each in self.seen)} MiB" for name in now]
        tell("\n".join(lines))
        assert set(earlier) == set(now), "a process has ended, or was started anew"
        grown = {name: now[name] - earlier[name] for name in now}
        assert max(grown.values()) < GROWTH_MAX_MIB, grown
