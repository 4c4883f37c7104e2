"""What to do, and to say, about a process that keeps dying: wait longer each time, and complain once."""

import os
import re
from dataclasses import dataclass

from deploy.local import ports
from deploy.local.servers import PORT_VARIABLES as SERVER_PORTS

PAUSE_S, PAUSE_MAX_S = 0.1, 30.0
# Who ran for so long, has started.
WELL_S = 30.0
PORT_VARIABLES = {
    **SERVER_PORTS,
    "api": "API_PORT",
    "realtime": "REALTIME_PORT",
    "flower": "FLOWER_PORT",
    "frontend": "PAGES_PORT",
    "proxy": "FRONTEND_PORT",
    **{
        f"worker-{queue}": f"METRICS_PORT_{queue.upper()}"
        for queue in ("writes", "cache", "events", "maintenance", "mail", "pictures")
    },
}
PORT_TAKEN = re.compile(r"address already in use|EADDRINUSE|connection in use", re.IGNORECASE)
HINTS = {
    r"no space left on device|ENOSPC": "The disk is full. Free some space (df -h .); nothing accepted is lost.",
    r"append only file|redis-check-aof|\.aof\b": (
        "The file of accepted writes is damaged. Keep a copy of .local/data/journal, and then:\n"
        "    redis-check-aof --fix .local/data/journal/appendonlydir/appendonly.aof.manifest"
    ),
    r"DBPathInUse|unable to lock the lock file": "Another mongod has this folder. Stop it (pgrep -a mongod).",
    r"permission denied|EACCES|read-only file system|operation not permitted": (
        "It may not read or write its files. All below .local should belong to who runs this (ls -lR .local | less)."
    ),
    r"these settings are wrong|SettingsError": "A setting is wrong: see .local/env, and the variables of this shell.",
    r"ModuleNotFoundError|cannot find module|: not found|no such file or directory": (
        "Something is missing. Stop, and set it up anew: make clean && make run"
    ),
    r"out of memory|cannot allocate memory|MemoryError|SIGKILL": "Perhaps memory ran out: dmesg | tail, free -m.",
}


def hint(name: str, text: str) -> str:
    """What can be done about a process of this name that ended with these words; empty when we do not know."""
    if PORT_TAKEN.search(text) and (port := os.environ.get(PORT_VARIABLES.get(name, ""))):
        return ports.conflict(PORT_VARIABLES[name], int(port))
    return next((advice for words, advice in HINTS.items() if re.search(words, text, re.IGNORECASE)), "")


@dataclass
class Deaths:
    """The deaths of one process, since it last ran well."""

    name: str
    log: str
    count: int = 0
    told: str = ""

    def note(self, how: str, last_lines: list[str], ran_s: float) -> str:
        """Count a death; return what there is to say about it, which may be nothing."""
        if ran_s >= WELL_S:
            self.count, self.told = 0, ""
        self.count += 1
        if self.count == 1:
            return f"{self.name} {how}; restarting it. Log: {self.log}"
        words = "\n".join(f"  {line}" for line in last_lines)
        advice = hint(self.name, f"{how}\n{words}")
        # Times and process ids differ each time; that is nothing new.
        reason = re.sub(r"[0-9]+", "", f"{how} {advice or words}")
        if reason == self.told:
            return ""
        self.told = reason
        return (
            f"{self.name} keeps dying: it {how}. Its last words:\n{words}\n"
            + (f"  What to do: {advice}\n" if advice else "")
            + f"  It is tried again, at last every {PAUSE_MAX_S:.0f} s; the others go on. Log: {self.log}"
        )

    def pause_s(self) -> float:
        """How long to wait before the next start."""
        return float(min(PAUSE_S * 2 ** min(self.count - 1, 30), PAUSE_MAX_S))

    def recovered(self) -> str:
        """What there is to say when it has run well again, which may be nothing."""
        was_told, self.count, self.told = self.told, 0, ""
        return f"{self.name} runs again." if was_told else ""
