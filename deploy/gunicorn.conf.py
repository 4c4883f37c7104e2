"""How gunicorn serves the API. Settings by name, see docs.gunicorn.org/en/stable/settings.html."""

import itertools
import os
import signal
import tempfile
from pathlib import Path
from typing import Any

bind = f"{os.environ.get('API_ADDRESS', '127.0.0.1')}:{os.environ.get('API_PORT', '8000')}"

# Reads are short waits for Redis; `Prefer: wait`, and the turn of a password (core/identity/hash_slots.py), are long
# ones: threads, and a few processes for the processors.
worker_class = "gthread"
workers = int(os.environ.get("API_PROCESSES", "2"))
threads = 16
keepalive = 30
# A listener for each process, among which the kernel divides the connections (socket(7), SO_REUSEPORT). With one for
# all, the process that woke first took most of them, and with them most of the work.
reuse_port = True

# A worker is replaced before a leak could matter, not all at the same moment; and rarely, because a connection that
# waits in the listener of a process that ends is reset.
max_requests = 1_000_000
max_requests_jitter = 100_000
graceful_timeout = 20

# Without this, two instances of one user would share the path of one control socket.
control_socket_disable = True

# The heartbeat file: on a disk, a slow fsync of a neighbour would look like a hanging worker. gunicorn gives it a name
# that nobody guesses, and removes that at once.
_memory = Path("/dev/shm")  # nosec B108
worker_tmp_dir = str(_memory) if _memory.is_dir() else None

limit_request_line = 4094
limit_request_fields = 50
forwarded_allow_ips = "127.0.0.1"
# By default gunicorn believes SCRIPT_NAME and PATH_INFO from there: with them a request is about another path than the
# one that a proxy has looked at.
forwarder_headers = ""

# The application logs its requests itself, with their ids.
accesslog = None

# The counters of the worker processes meet in this folder; those of an earlier run are not ours.
_metrics = Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR") or tempfile.mkdtemp(prefix="metrics-"))
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_metrics)
_metrics.mkdir(parents=True, exist_ok=True)
for _old in _metrics.glob("*.db"):
    _old.unlink()


# Of a body that the application left unread, gunicorn reads so much off, and cuts the connection when there was more.
_UNREAD_MAX = 64 * 1024


def pre_request(_worker: Any, request: Any) -> None:
    """Say `Connection: close` beforehand where the connection may end, so that no client loses its next request."""
    headers = dict(request.headers)
    if "TRANSFER-ENCODING" in headers or int(headers.get("CONTENT-LENGTH", 0)) > _UNREAD_MAX:
        request.force_close()


def pre_fork(server: Any, worker: Any) -> None:
    """Give a worker the files of one that has ended; with files by process id, each would leave some for ever."""
    taken = {each.slot for each in server.WORKERS.values()}
    free = (f"{server.pid}-{number}" for number in itertools.count(1))
    worker.slot = next(slot for slot in free if slot not in taken)


def post_fork(_server: Any, worker: Any) -> None:
    """Count in the files of its slot."""
    from prometheus_client import values

    values.ValueClass = values.MultiProcessValue(lambda: worker.slot)  # type: ignore[misc, no-untyped-call]


def post_worker_init(_worker: Any) -> None:
    """Leave the Ctrl-C of a terminal, which reaches every process in it, to the one that ends the workers: a worker
    that is told to end twice waits for itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def child_exit(_server: Any, worker: Any) -> None:
    """Take the gauges of a worker that has ended out of the sum."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.slot)  # type: ignore[no-untyped-call]
