"""`make run`: the whole system on this machine, in the foreground, with nothing left behind when it stops."""

import contextlib
import datetime
import fcntl
import multiprocessing
import os
import shlex
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import honcho.manager
from honcho.environ import parse_procfile
from honcho.printer import Message
from honcho.process import Process

from deploy.local import environment, ports
from deploy.local.install import binaries, frontend
from deploy.local.keep import APPS_GONE_S, READY, STOP_S
from deploy.local.lifetimes import die_at_once_with_parent

ROOT = Path(__file__).resolve().parent.parent.parent
PROCFILE, LOCK = Path("Procfile"), Path(".local/run.lock")
RUN = "make run"
KILL_WAIT_S = int(APPS_GONE_S + STOP_S) + 5
KEEPER_PAUSE_S = 1.0
START_S = 60.0
STOPS = (signal.SIGTERM, signal.SIGINT)
STOPPED_BY_HAND = (130, 143)


class AlreadyRunningError(SystemExit):
    """A second instance was started in the same folder."""


class TiedProcess(Process):  # type: ignore[misc]
    """A keeper under honcho: it ends with the runner, whatever ends the runner; when it dies, it begins again."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # Without a lock, which a signal handler could wait for, for ever.
        self.stopping = multiprocessing.RawValue("b", 0)

    def run(self, *arguments: Any, **options: Any) -> None:
        """Run the command and pass its output on."""
        die_at_once_with_parent()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        super().run(*arguments, **options)
        while self._died():
            time.sleep(KEEPER_PAUSE_S)
            super().run(*arguments, **options)

    def _died(self) -> bool:
        return self._child.returncode != 0 and not self.stopping.value

    def _send_message(self, data: Any, type: str = "line") -> None:
        # At the end of one process honcho ends all.
        if type != "stop" or not self._died():
            super()._send_message(data, type)


class Runner(honcho.manager.Manager):  # type: ignore[misc]
    """honcho's process manager for kept processes, with something to do beside them, which may say things."""

    def __init__(self, beside: "Callable[[Runner], None]") -> None:
        super().__init__()
        self._process_ctor = TiedProcess
        self._beside = beside
        self.failed = False

    def add_kept(self, name: str, command: str, environment: dict[str, str]) -> None:
        """Have this command run, and again whenever it ends."""
        keeper = shlex.join([sys.executable, "-m", "deploy.local.keep", name, command])
        self.add_process(name, f"exec {keeper}", env=environment)

    def say(self, text: str) -> None:
        """Show lines between those of the processes."""
        now = datetime.datetime.now()
        self.events.put(Message(type="line", data=text, time=now, name="system", colour=None))

    def terminate(self) -> None:
        """Stop everything."""
        for process in self._processes.values():
            process["obj"].stopping.value = 1
        super().terminate()

    def _start(self) -> None:
        # honcho stops what it knows the process id of; a signal has to wait until it knows all of them.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        super()._start()
        while not self._all_started():
            message = self.events.get(timeout=START_S)
            if message.type == "start":
                self._processes[message.name]["pid"] = message.data["pid"]
            elif message.type == "line":
                self._printer.write(message)
            else:
                self.events.put(message)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        # Not earlier: a fork beside a running thread may copy a lock that the thread holds.
        threading.Thread(target=self._do_beside, daemon=True).start()

    def _do_beside(self) -> None:
        try:
            self._beside(self)
        except (Exception, SystemExit) as error:
            if not self._terminating:
                self.failed = True
                self.say(f"The start failed: {error}\nThe logs are in .local/logs. Stopping.")
                os.kill(os.getpid(), signal.SIGTERM)


def take_lock(who: str = RUN) -> IO[str]:
    """The lock of the one instance that may run in this folder; AlreadyRunningError when another has it.

    `who` is the command that others are told has it.
    """
    LOCK.parent.mkdir(mode=0o700, exist_ok=True)
    lock = LOCK.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid, other = _named(lock)
        advice = "" if other == who else f" It is `{other}`: stop that first."
        raise AlreadyRunningError(f"Already running in this folder (pid {pid}).{advice}") from None
    lock.truncate(0)
    lock.write(f"{os.getpid()} {who}\n")
    lock.flush()
    return lock


def holder() -> tuple[str, str] | None:
    """The process id and the command of the instance that runs in this folder, or None."""
    with contextlib.suppress(FileNotFoundError), LOCK.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _named(lock)
    return None


def _named(lock: IO[str]) -> tuple[str, str]:
    lock.seek(0)
    pid, _, who = lock.read().strip().partition(" ")
    return pid, who or RUN


def run(started: float) -> int:
    """Set up, start every process of the Procfile, and stay until they have ended; return the exit status."""
    binaries.ensure()
    binaries.ensure_nginx()
    frontend.ensure()
    values = environment.ensure()
    ports.check_free({name: int(values[name]) for name in environment.PORTS})
    processes = environment.for_processes(values)
    return keep_running(procfile(), processes, lambda runner: _make_ready(runner, values, started))


def procfile() -> dict[str, str]:
    """The command of each process, by its name."""
    return dict(parse_procfile(PROCFILE.read_text()).processes)


def keep_running(commands: dict[str, str], processes: dict[str, str], beside: "Callable[[Runner], None]") -> int:
    """Keep these commands running in this environment, and stay until they have ended; return the exit status."""
    READY.unlink(missing_ok=True)
    os.environ.update(processes)
    honcho.manager.KILL_WAIT = KILL_WAIT_S
    runner = Runner(beside)
    for name, command in commands.items():
        runner.add_kept(name, command, processes)
    runner.loop()
    return 0 if runner.returncode in STOPPED_BY_HAND and not runner.failed else 1


def _make_ready(runner: Runner, values: dict[str, str], began: float) -> None:
    # Imported here because it takes as long as MongoDB needs to start.
    from deploy.local import readiness

    readiness.make_ready(values, runner.say, began)


def main() -> None:
    """Run everything from the folder of the repository, once."""
    os.chdir(ROOT)
    started = time.monotonic()
    with take_lock():
        try:
            status = run(started)
        except KeyboardInterrupt:  # during the set-up; later, honcho takes Ctrl-C
            sys.exit(STOPPED_BY_HAND[0])
        print("Everything has stopped." if status == 0 else "Everything has stopped; the reason is above.")
        sys.exit(status)


if __name__ == "__main__":
    main()
