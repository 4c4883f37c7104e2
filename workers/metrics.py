"""The metrics of a worker, served by its main process for all of its children."""

import os

from prometheus_client import start_http_server

from core.platform import metrics_of_processes


def serve() -> None:
    """Serve /metrics on METRICS_ADDRESS (loopback) and METRICS_PORT, from a thread. Without a port, do not.

    Call it when the children are there: what is forked later has no use for the thread.
    """
    if not (port := os.environ.get("METRICS_PORT")):
        return
    address = os.environ.get("METRICS_ADDRESS", "127.0.0.1")
    start_http_server(int(port), address, metrics_of_processes.registry())
