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

from deploy.local.lifetimes import die_at_once_with_parent, die_with_parent

# Nobody waits for them by the millisecond; the API and the sockets go first when there is not enough for all.
BACKGROUND = ("worker-writes", "worker-cache", "worker-events", "worker-maintenance", "flower")
SERVERS = ("mongod", "journal", "cache", "mosquitto")
READY = Path(".local/ready")
APPS_RUN = Path(".local/apps.lock")
LOGS = Path(".local/logs")
PRIORITY = 6
LOG_MAX = 20_000_000
PAUSE_S = 0.1
DEATHS_MAX, DEATHS_WITHIN_S = 5, 30.0
# Together they stay below the runner's last resort, see run.KILL_WAIT_S.
APPS_GONE_S, STOP_S = 28.0, 20.0


class Stop:
    """Whether this process was asked to stop. A plain flag, because a signal handler sets it."""

    asked = False

    def ask(self, *_: object) -> None:
        """Remember that the end has come; the loops look at `asked`."""
        self.asked = True


def keep(name: str, command: str, stop: Stop) -> int:
    """Run the command until asked to stop; return the exit status, 1 when it died too often."""
    log = _open_log(LOGS / f"{name}.log")
    deaths: deque[float] = deque(maxlen=DEATHS_MAX)
    while not stop.asked:
        prepare = _begin_in_background if name in BACKGROUND else die_at_once_with_parent
        child = _start(command, log, echo=name not in SERVERS, prepare=prepare)
        _sleep_until(lambda child=child: child.poll() is not None, stop)  # type: ignore[misc]
        if stop.asked:
            _end(child, is_server=name in SERVERS)
            return 0
        # What the dead process leaves behind would hold its port, or work beside its successor.
        _signal_group(child, signal.SIGKILL)
        deaths.append(time.monotonic())
        if len(deaths) == DEATHS_MAX and deaths[-1] - deaths[0] < DEATHS_WITHIN_S:
            _say(f"{name} {_how(child)}, {DEATHS_MAX} times in {DEATHS_WITHIN_S:.0f} s: giving up. Log: {log.name}")
            _say(_last_lines(Path(log.name)))
            return 1
        _say(f"{name} {_how(child)}; restarting it. Log: {log.name}")
    return 0


def _begin_in_background() -> None:
    die_at_once_with_parent()
    os.nice(PRIORITY)
    # Where the kernel groups processes by session (sched(7), "The autogroup feature"), only the group's value counts.
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(PRIORITY))


def _start(command: str, log: IO[bytes], echo: bool, prepare: Callable[[], None]) -> "subprocess.Popen[bytes]":
    # A session of its own: a signal to the group of this process must reach the child through `_end` only.
    child = subprocess.Popen(
        ["/bin/sh", "-c", f"exec {command}"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=prepare,
    )
    threading.Thread(target=_copy, args=(child.stdout, log, echo), daemon=True).start()
    return child


def _copy(output: IO[bytes], log: IO[bytes], echo: bool) -> None:
    for line in output:
        log.write(line)
        log.flush()
        if echo:
            with contextlib.suppress(BrokenPipeError):  # the runner was killed; the log goes on
                os.write(sys.stdout.fileno(), line)


def _sleep_until(condition: Callable[[], bool], stop: Stop) -> None:
    while not stop.asked and not condition():
        time.sleep(PAUSE_S)


def _end(child: "subprocess.Popen[bytes]", is_server: bool) -> None:
    """Stop the child with SIGTERM, a server only after the applications, so that they can finish what they do."""
    if is_server:
        _wait_for_apps_to_end()
    child.terminate()
    try:
        child.wait(STOP_S)
    except subprocess.TimeoutExpired:
        _say(f"did not stop within {STOP_S:.0f} s, killing it")
    _signal_group(child, signal.SIGKILL)
    child.wait()


def _wait_for_apps_to_end() -> None:
    deadline = time.monotonic() + APPS_GONE_S
    with APPS_RUN.open("a") as lock:
        while time.monotonic() < deadline:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                time.sleep(PAUSE_S)


def _signal_group(child: "subprocess.Popen[bytes]", with_signal: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, with_signal)


def _how(child: "subprocess.Popen[bytes]") -> str:
    status = child.returncode
    return f"was killed by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"


def _open_log(path: Path) -> IO[bytes]:
    if path.exists() and path.stat().st_size > LOG_MAX:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def _last_lines(path: Path) -> str:
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - 4000))
        return b"\n".join(log.read().splitlines()[-5:]).decode(errors="replace")


def _say(text: str) -> None:
    with contextlib.suppress(BrokenPipeError):
        print(text, flush=True)


def main(name: str, command: str) -> int:
    """Keep the process `name`; an application begins when the servers are ready."""
    stop = Stop()
    signal.signal(signal.SIGTERM, stop.ask)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    die_with_parent(signal.SIGTERM)
    if name in SERVERS:
        return keep(name, command, stop)
    with APPS_RUN.open("a") as running:
        fcntl.flock(running, fcntl.LOCK_SH)
        _sleep_until(READY.exists, stop)
        return keep(name, command, stop)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
