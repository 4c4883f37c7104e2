"""Kill each process of the running system once, during a demo load, and see that every accepted write is applied once.

.venv/bin/python -m bench.faults            (beside a running `make run`, from the same folder)
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

# Victim -> (what its command line has, "self" or "child": the process itself or one that it has forked).
VICTIMS: dict[str, tuple[str, str]] = {
    "api worker": ("gunicorn -c deploy/gunicorn.conf.py", "child"),
    "celery child": ("-n writes@", "child"),
    "celery main process": ("-n writes@", "self"),
    "beat": ("workers.main beat", "self"),
    "journal and broker Redis": ("redis-server 127.0.0.1:{JOURNAL_PORT}", "self"),
    "cache Redis": ("redis-server 127.0.0.1:{CACHE_PORT}", "self"),
    "mosquitto": ("mosquitto -c", "self"),
    "mongod": ("mongod --replSet", "self"),
}
PORTS = {"JOURNAL_PORT": "6479", "CACHE_PORT": "6480"}
HALFWAY_S = (3.0, 6.0)


@dataclass(frozen=True)
class Process:
    """One line of `ps`."""

    pid: int
    parent: int
    command: str


def processes_of_this_folder() -> list[Process]:
    """The processes that were started from this folder, or below it."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    found = []
    for line in listed.splitlines():
        pid, parent, command = line.split(None, 2)
        try:
            folder = os.readlink(f"/proc/{pid}/cwd")
        except OSError:
            continue
        if folder.startswith(os.getcwd()):
            found.append(Process(int(pid), int(parent), command))
    return found


def find(victim: str) -> int:
    """The process id of a victim. Raises SystemExit when it does not run."""
    pattern, which = VICTIMS[victim]
    pattern = pattern.format(**{name: os.environ.get(name, port) for name, port in PORTS.items()})
    # The keeper that restarts a process has its command on its own command line.
    running = [
        one for one in processes_of_this_folder() if "deploy.local" not in one.command and "sh -c" not in one.command
    ]
    matching = [one for one in running if pattern in one.command]
    pids = {one.pid for one in matching}
    wanted = [one for one in matching if (one.parent in pids) == (which == "child")]
    if not wanted:
        raise SystemExit(f"{victim}: no such process; is `make run` running in this folder?")
    return random.choice(wanted).pid


def try_one(victim: str, size: list[str]) -> bool:
    """Run a demo, kill the victim in the middle of it, and say whether the demo ended well."""
    demo = subprocess.Popen(
        [sys.executable, "-m", "bench.demo", *size], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    time.sleep(random.uniform(*HALFWAY_S))
    still_loading = demo.poll() is None
    pid = find(victim)
    os.kill(pid, signal.SIGKILL)
    printed, _ = demo.communicate(timeout=400)
    lines = [
        line for line in printed.splitlines() if line.startswith(("From accepted", "Counters")) or " writes in " in line
    ]
    print(
        f"{victim} (pid {pid}): {'well' if demo.returncode == 0 else 'NOT WELL'}"
        + ("" if still_loading else ", too late")
    )
    print("\n".join(f"    {line}" for line in lines or printed.splitlines()[-5:]), flush=True)
    return demo.returncode == 0 and still_loading


def main() -> int:
    """Try each victim; 0 when all ended well."""
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--only", choices=VICTIMS, help="one victim")
    parser.add_argument("--posts", default="100")
    parser.add_argument("--comments", default="1000")
    chosen = parser.parse_args()
    size = ["--posts", chosen.posts, "--comments", chosen.comments]
    results = {victim: try_one(victim, size) for victim in ([chosen.only] if chosen.only else VICTIMS)}
    print(f"{sum(results.values())} of {len(results)} ended well.")
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
