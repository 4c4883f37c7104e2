"""`make run`: the whole system on this machine, in the foreground, with nothing left behind when it stops."""

import datetime
import fcntl
import os
import shlex
import signal
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

import honcho.manager
from honcho.environ import parse_procfile
from honcho.printer import Message
from honcho.process import Process

from deploy.local import binaries, environment, frontend, ports
from deploy.local.keep import APPS_GONE_S, READY, STOP_S
from deploy.local.lifetimes import die_at_once_with_parent

ROOT = Path(__file__).resolve().parent.parent.parent
LOCK = Path(".local/run.lock")
KILL_WAIT_S = int(APPS_GONE_S + STOP_S) + 5
STOPPED_BY_HAND = (130, 143)


class AlreadyRunningError(SystemExit):
    """A second instance was started in the same folder."""


class TiedProcess(Process):  # type: ignore[misc]
    """A process of honcho's that ends with the runner, whatever ends the runner."""

    def run(self, *arguments: Any, **options: Any) -> None:
        """Run the command and pass its output on."""
        die_at_once_with_parent()
        super().run(*arguments, **options)


class Runner(honcho.manager.Manager):  # type: ignore[misc]
    """honcho's process manager, that also says when everything is ready."""

    def __init__(self, values: dict[str, str], started: float) -> None:
        super().__init__()
        self._process_ctor = TiedProcess
        self._values = values
        self._began = started

    def say(self, text: str) -> None:
        """Show lines between those of the processes."""
        now = datetime.datetime.now()
        self.events.put(Message(type="line", data=text, time=now, name="system", colour=None))

    def _start(self) -> None:
        super()._start()
        # Not earlier: a fork beside a running thread may copy a lock that the thread holds.
        threading.Thread(target=self._make_ready, daemon=True).start()

    def _make_ready(self) -> None:
        try:
            # Imported here because it takes as long as MongoDB needs to start.
            from deploy.local import readiness

            readiness.prepare_servers(self._values)
            readiness.wait_for_applications(self._values)
            self.say(readiness.table(self._values, time.monotonic() - self._began))
        except Exception as error:
            if not self._terminating:
                self.say(f"The start failed: {error}\nThe logs are in .local/logs. Stopping.")
                os.kill(os.getpid(), signal.SIGTERM)


def take_lock() -> IO[str]:
    """The lock of the one instance that may run in this folder; AlreadyRunningError when another has it."""
    LOCK.parent.mkdir(mode=0o700, exist_ok=True)
    lock = LOCK.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise AlreadyRunningError(f"Already running in this folder (pid {lock.read().strip()}).") from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def run(started: float) -> int:
    """Set up, start every process of the Procfile, and stay until they have ended; return the exit status."""
    binaries.ensure()
    frontend.ensure()
    values = environment.ensure()
    ports.check_free({name: int(values[name]) for name in environment.PORTS})
    READY.unlink(missing_ok=True)
    processes = environment.for_processes(values)
    os.environ.update(processes)
    honcho.manager.KILL_WAIT = KILL_WAIT_S
    runner = Runner(values, started)
    for name, command in parse_procfile(Path("Procfile").read_text()).processes.items():
        keeper = shlex.join([sys.executable, "-m", "deploy.local.keep", name, command])
        runner.add_process(name, f"exec {keeper}", env=processes)
    runner.loop()
    return 0 if runner.returncode in STOPPED_BY_HAND else int(runner.returncode or 0)


def main() -> None:
    """Run everything from the folder of the repository, once."""
    os.chdir(ROOT)
    started = time.monotonic()
    with take_lock():
        try:
            status = run(started)
        except KeyboardInterrupt:  # during the set-up; later, honcho takes Ctrl-C
            sys.exit(STOPPED_BY_HAND[0])
        print("Everything has stopped." if status == 0 else "Stopped, because a process kept dying (see above).")
        sys.exit(status)


if __name__ == "__main__":
    main()
