"""Whether the ports are free, and who has them when they are not."""

import fcntl
import itertools
import os
import random
import socket
import tempfile
from pathlib import Path

from deploy.local.servers import HOST

LISTENING = "0A"
# Far enough apart that no other port of this system is met.
NEARBY = 80


class PortTakenError(SystemExit):
    """A port is in use; the message names it, the variable that changes it, and who has it."""


def check_free(ports: dict[str, int], start: str = "make run") -> None:
    """PortTakenError unless each of these ports, by the variable that sets it, can be listened on. `start` is the
    command that another port is to be given to."""
    if len(set(ports.values())) < len(ports):
        raise PortTakenError(f"Two of these ports are the same: {ports}. Change one in .local/env.")
    taken = [conflict(variable, port, start) for variable, port in ports.items() if not _is_free(port)]
    if taken:
        raise PortTakenError("Cannot start:\n" + "\n".join(f"  {each}" for each in taken))


def free_port() -> int:
    """A free port, as `free_ports` finds it."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """So many free ports, all different. No other process is given them by this function while this one lives.

    They lie below the range for outgoing connections: a client that retries while its server is down could otherwise
    be given the server's own port, and connect to itself.
    """
    candidates = random.SystemRandom().sample(range(20_000, 32_000), 2_000)
    return list(itertools.islice((port for port in candidates if _is_free(port) and _reserve(port)), count))


def _reserve(port: int) -> bool:
    """Lock a file named after this port until the process ends: two who choose at once choose differently."""
    folder = Path(tempfile.gettempdir(), f"social-ports-{os.getuid()}")
    folder.mkdir(exist_ok=True)
    # Not closed: the lock lasts as long as the descriptor.
    descriptor = os.open(folder / str(port), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return False
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def conflict(variable: str, port: int, start: str = "make run") -> str:
    """Who has this port, and how to choose another one."""
    return (
        f"Port {port} is taken{_by_whom(port)}. "
        f"Stop that, or choose another port ({variable}):  {start} {variable}={port + NEARBY}"
    )


def _by_whom(port: int) -> str:
    """The words `by NAME (pid N)` after a space when the kernel tells us, else nothing."""
    pid = holder(port)
    try:
        return f" by {Path('/proc', str(pid), 'comm').read_text().strip()} (pid {pid})" if pid else ""
    except OSError:  # just gone
        return ""


def holder(port: int) -> int | None:
    """The process that listens on this port, when the kernel tells us."""
    sockets = _listening_sockets(port)
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            target = str(descriptor.readlink())
        except OSError:  # of another user, or just gone
            continue
        if target in sockets:
            return int(descriptor.parts[2])
    return None


def _listening_sockets(port: int) -> set[str]:
    rows = [line.split() for table in ("tcp", "tcp6") for line in _lines(Path("/proc/net", table))]
    return {f"socket:[{row[9]}]" for row in rows if row[3] == LISTENING and row[1].endswith(f":{port:04X}")}


def _lines(table: Path) -> list[str]:
    return table.read_text().splitlines()[1:] if table.exists() else []
