"""Keep one process of the Procfile running: start it in turn, restart it when it dies, stop it in turn."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import IO

from deploy.local.deaths import WELL_S, Deaths
from deploy.local.lifetimes import die_at_once_with_parent, die_with_parent
from deploy.local.log_file import LogFile

# Not on the path of a request: the API and the sockets go first when the processors are busy.
BACKGROUND = ("worker-cache", "worker-maintenance", "worker-mail", "worker-pictures", "flower")
SERVERS = ("mongod", "journal", "broker", "cache", "mosquitto")
READY = Path(".local/ready")
APPS_RUN = Path(".local/apps.lock")
LOGS = Path(".local/logs")
PRIORITY = 6
LOOK_S = 0.1
# In the log only: to show each request on the terminal would cost as much as to answer it.
ROUTINE = b'"level":"info"'
LAST_LINES, LINE_SHOWN, LINE_MAX = 5, 500, 65_536
# For the last words of a dead process to come through its pipe.
PIPE_S = 1.0
# Together they stay below the runner's last resort, see run.KILL_WAIT_S.
APPS_GONE_S, STOP_S = 28.0, 20.0


class Stop:
    """Whether this process was asked to stop. A plain flag, because a signal handler sets it."""

    asked = False

    def ask(self, *_: object) -> None:
        """Remember that the end has come; the loops look at `asked`."""
        self.asked = True


class Child:
    """The process itself: what it prints goes to the log, and the last lines are remembered."""

    def __init__(self, name: str, command: str, log: LogFile) -> None:
        self.began = time.monotonic()
        self.last_lines: deque[str] = deque(maxlen=LAST_LINES)
        self._log, self._echo = log, name not in SERVERS
        # A session of its own: a signal to the group of this process must reach the child through `end` only.
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", f"exec {command}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_begin_in_background if name in BACKGROUND else die_at_once_with_parent,
        )
        self._copier = threading.Thread(target=self._copy, args=(self.process.stdout,), daemon=True)
        self._copier.start()

    def ran_s(self) -> float:
        """For how long it has run."""
        return time.monotonic() - self.began

    def ended(self) -> bool:
        """Whether it is over; then nothing of it is left, and its last words are known."""
        if self.process.poll() is None:
            return False
        # What the dead process leaves behind would hold its port, or work beside its successor.
        self._signal_group(signal.SIGKILL)
        self._copier.join(PIPE_S)
        return True

    def how(self) -> str:
        """How it ended."""
        status = self.process.returncode
        return f"was killed by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"

    def end(self) -> None:
        """Stop it with SIGTERM, and with SIGKILL when it does not."""
        self.process.terminate()
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            _say(f"did not stop within {STOP_S:.0f} s, killing it")
        self._signal_group(signal.SIGKILL)
        self.process.wait()
        self._copier.join(PIPE_S)

    def _copy(self, output: IO[bytes]) -> None:
        """Take whole lines, as many at a time as there are: a busy process prints thousands in a second."""
        rest = b""
        while read := os.read(output.fileno(), LINE_MAX):
            whole, newline, rest = (rest + read).rpartition(b"\n")
            if not newline and len(rest) >= LINE_MAX:
                whole, rest = rest, b""
            self._take(whole + newline)
        self._take(rest)

    def _take(self, lines: bytes) -> None:
        self._log.write(lines)
        each = lines.splitlines(keepends=True)
        self.last_lines.extend(line.decode(errors="replace").rstrip()[:LINE_SHOWN] for line in each[-LAST_LINES:])
        if self._echo and (shown := b"".join(line for line in each if ROUTINE not in line)):
            with contextlib.suppress(OSError):  # the runner was killed, or what it prints to is gone
                os.write(sys.stdout.fileno(), shown)

    def _signal_group(self, with_signal: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, with_signal)


def keep(name: str, command: str, stop: Stop) -> None:
    """Run the command, and again whenever it ends, until asked to stop."""
    log = LogFile(LOGS / f"{name}.log")
    deaths = Deaths(name, str(log.path))
    while not stop.asked:
        try:
            child = Child(name, command, log)
        except OSError as error:  # no memory, or no process, is left for it
            _say(deaths.note("could not be started", [str(error)], ran_s=0))
        else:
            _stay_with(child, deaths, stop)
            if stop.asked:
                if name in SERVERS:
                    _wait_for_apps_to_end()
                child.end()
                return
            _say(deaths.note(child.how(), list(child.last_lines), child.ran_s()))
        next_start = time.monotonic() + deaths.pause_s()
        _sleep_until(lambda at=next_start: time.monotonic() >= at, stop)  # type: ignore[misc]


def _stay_with(child: Child, deaths: Deaths, stop: Stop) -> None:
    _sleep_until(lambda: child.ended() or child.ran_s() > WELL_S, stop)
    if child.process.returncode is None and not stop.asked:
        _say(deaths.recovered())
        _sleep_until(child.ended, stop)


def _begin_in_background() -> None:
    die_at_once_with_parent()
    os.nice(PRIORITY)
    # Where the kernel groups processes by session (sched(7), "The autogroup feature"), only the group's value counts.
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(PRIORITY))


def _sleep_until(condition: Callable[[], bool], stop: Stop) -> None:
    while not stop.asked and not condition():
        time.sleep(LOOK_S)


def _wait_for_apps_to_end() -> None:
    deadline = time.monotonic() + APPS_GONE_S
    with APPS_RUN.open("a") as lock:
        while time.monotonic() < deadline:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                time.sleep(LOOK_S)


def _say(text: str) -> None:
    if text:
        with contextlib.suppress(OSError):
            print(text, flush=True)


def main(name: str, command: str) -> None:
    """Keep the process `name`; an application begins when the servers are ready."""
    stop = Stop()
    signal.signal(signal.SIGTERM, stop.ask)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    die_with_parent(signal.SIGTERM)
    if name in SERVERS:
        keep(name, command, stop)
        return
    with APPS_RUN.open("a") as running:
        fcntl.flock(running, fcntl.LOCK_SH)
        _sleep_until(READY.exists, stop)
        keep(name, command, stop)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
