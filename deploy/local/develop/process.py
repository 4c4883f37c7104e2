"""`make api`, `make worker`, `make realtime`, `make shell`: one process in this terminal, beside `make servers`.

It has the settings and the command line of `make run`, without a keeper and in one process, so that a `breakpoint()`
stops it here. DEBUG=1 lets a debugger attach instead.
"""

import argparse
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

from core.writes.kinds import NOUN_QUEUES, QUEUES, WRITE_QUEUES
from deploy.local import environment, ports
from deploy.local.deaths import PORT_VARIABLES
from deploy.local.develop.servers import COMMAND as SERVERS
from deploy.local.keep import READY, Stop
from deploy.local.lifetimes import die_at_once_with_parent, die_with_parent
from deploy.local.run import ROOT, holder, procfile

DEBUGGER = "python -m debugpy --listen 127.0.0.1:$DEBUG_PORT"
DEBUG_PORT = "5678"
START_S = 60.0
NO_SERVERS = f"The servers do not run in this folder. Start them first, in another terminal:  {SERVERS}"


class CannotStartError(SystemExit):
    """The process cannot be started now; the message says what to do first."""


def check_servers() -> None:
    """Return when `make servers` runs in this folder and is ready. Raises CannotStartError."""
    pid, who = holder() or ("", "")
    if not who:
        raise CannotStartError(NO_SERVERS)
    if who != SERVERS:
        raise CannotStartError(
            f"`{who}` has all processes running in this folder (pid {pid}). Stop it, and then:  {SERVERS}"
        )
    if not READY.exists():
        _wait_until_ready()


def _wait_until_ready() -> None:
    # Imported here because it is not needed otherwise, and takes its time.
    from deploy.local.waiting import NotReadyError, until

    print("Waiting for the servers...", flush=True)
    try:
        until(READY.exists, f"`{SERVERS}`", START_S)
    except NotReadyError as error:
        raise CannotStartError(f"{error} Its terminal says why.") from None


def command(name: str, queues: str, *, is_debugged: bool) -> str:
    """The line, for a shell, of the process `api`, `realtime`, `shell` or `worker-QUEUE`."""
    if name == "shell":
        return "python -m deploy.local.develop.shell"
    line = procfile()[name]
    if name == "api":
        # The first starts others and replaces them, which no debugger follows as well.
        alone = f"{DEBUGGER} -m flask --app web.app:create_app run --no-reload --port $API_PORT"
        return alone if is_debugged else f"{line} --timeout 0 --reload {_lua_files()}"
    if name == "realtime":
        return line.replace("python", DEBUGGER, 1) if is_debugged else line
    # In this process, and for as long as somebody looks at it: the time limits of tasks do not count there.
    line = f"{line} -P solo -Q {shlex.quote(queues)}"
    return line.replace("celery", f"{DEBUGGER} -m celery", 1) if is_debugged else line


def _lua_files() -> str:
    return " ".join(f"--reload-extra-file {path}" for path in sorted(Path("core").rglob("*.lua")))


def told(name: str, values: dict[str, str]) -> str:
    """What to say before the process begins."""
    about = {
        "api": f"The API, {values['API_URL']}; it starts anew when a source file changes.",
        "realtime": f"The realtime process, {values['REALTIME_URL']}.",
        "shell": "",
    }
    return about.get(name, "A worker, which carries out one task after the other.")


def main(arguments: list[str]) -> int:
    """Run the process that the command line names, in the folder of the repository; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local.develop.process", description=__doc__)
    parser.add_argument("what", choices=("api", "worker", "realtime", "shell"))
    parser.add_argument(
        "--queue", default=",".join(WRITE_QUEUES), help="of a worker: one or several, with commas between"
    )
    parser.add_argument("--debug", action="store_true", help="let a debugger attach to DEBUG_PORT")
    asked = parser.parse_args(arguments)
    queues = asked.queue.split(",")
    if unknown := set(queues) - set(QUEUES):
        raise CannotStartError(f"There is no queue {', '.join(sorted(unknown))}. The queues: {', '.join(QUEUES)}.")
    os.chdir(ROOT)
    check_servers()
    name = _worker_of(queues[0]) if asked.what == "worker" else asked.what
    return _run(name, asked.what, command(name, asked.queue, is_debugged=asked.debug), is_debugged=asked.debug)


def _worker_of(queue: str) -> str:
    return "worker-writes" if queue in NOUN_QUEUES else f"worker-{queue}"


def _run(name: str, what: str, line: str, *, is_debugged: bool) -> int:
    values = environment.current()
    if variable := PORT_VARIABLES.get(name):
        ports.check_free({variable: int(values[variable])}, f"make {what}")
    own = {"API_PROCESSES": "1", "DEBUG_PORT": os.environ.get("DEBUG_PORT", DEBUG_PORT)}
    processes = environment.for_processes(values, with_node=False) | own
    if is_debugged:
        print(f"A debugger may attach to 127.0.0.1:{processes['DEBUG_PORT']}.")
    if words := told(name, values):
        print(f"{words} Ctrl-C stops it.", flush=True)
    return stay_with(line, processes)


def stay_with(line: str, processes: dict[str, str]) -> int:
    """Run the line, of a shell, in this terminal until it ends: its exit status, or 0 when it was Ctrl-C, which it
    gets as well."""
    stop = Stop()
    signal.signal(signal.SIGINT, stop.ask)
    with subprocess.Popen(
        ["/bin/sh", "-c", f"exec {line}"], env=processes, preexec_fn=die_at_once_with_parent
    ) as process:
        for ends in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(ends, lambda *_: process.terminate())
        # With its terminal, or with the `make` in it.
        die_with_parent(signal.SIGTERM)
        status = process.wait()
    return 0 if stop.asked else status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
