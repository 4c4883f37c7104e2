"""From started processes to a system that is ready: what `make run` waits for, and what it then says."""

import urllib.error
import urllib.request
from pathlib import Path

from celery.utils.nodenames import host_format

from core.migrations import migrate
from deploy.local.keep import READY
from deploy.local.servers import HOST, PORT_VARIABLES, Server
from deploy.local.waiting import until, wait_for
from workers.main import app

WORKERS = ("writes", "cache", "events", "maintenance")
START_S = 60.0


def prepare_servers(values: dict[str, str]) -> None:
    """Wait for the servers, migrate the stored data, and let the applications begin."""
    for name, variable in PORT_VARIABLES.items():
        server = Server(name, int(values[variable]), Path(".local/data", name))
        wait_for(server, values["MQTT_PASSWORD"], START_S)
    migrate()
    READY.touch()


def wait_for_applications(values: dict[str, str]) -> None:
    """Wait until the API says that it is ready, the others answer, and each worker replies to a ping."""
    until(lambda: _answers(f"http://{HOST}:{values['API_PORT']}/readyz"), "the API (/readyz)", START_S)
    until(lambda: _answers(f"http://{HOST}:{values['REALTIME_PORT']}/healthz"), "realtime (/healthz)", START_S)
    until(lambda: _answers(f"http://{HOST}:{values['FRONTEND_PORT']}/robots.txt"), "the pages", START_S)
    until(_workers_reply, "the workers", START_S)
    until(lambda: _answers(f"http://{HOST}:{values['FLOWER_PORT']}/healthcheck"), "Flower", START_S)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _workers_reply() -> bool:
    nodes = [host_format(f"{name}@%h") for name in WORKERS]
    replies = app.control.broadcast("ping", reply=True, destination=nodes, timeout=1, limit=len(nodes))
    return len(replies or []) == len(nodes)


def _metrics(values: dict[str, str]) -> list[str]:
    return [f"http://{HOST}:{values[f'METRICS_PORT_{name.upper()}']}" for name in WORKERS]


def table(values: dict[str, str], seconds: float) -> str:
    """What to show when all is ready: the addresses, how to sign in to Flower, how to stop."""
    api, live, flower = (f"http://{HOST}:{values[name]}" for name in ("API_PORT", "REALTIME_PORT", "FLOWER_PORT"))
    user, _, password = values["FLOWER_BASIC_AUTH"].partition(":")
    rows = {
        "The page": f"http://{HOST}:{values['FRONTEND_PORT']}",
        "API": api,
        "API documentation": f"{api}/docs",
        "Live (Socket.IO, SSE)": f"{live}/socket.io, namespace /live, and {live}/api/v1/events?rooms=feed",
        "Flower": f"{flower}   user {user}, password {password}   (FLOWER_BASIC_AUTH in .local/env)",
        "Metrics": f"{api}/metrics, {live}/metrics, of the workers " + ", ".join(_metrics(values)),
        "MongoDB": values["MONGO_URL"],
        "Redis, journal": values["JOURNAL_URL"],
        "Redis, Celery broker": values["BROKER_URL"],
        "Redis, cache": values["CACHE_URL"],
        "MQTT": f"mqtt://{HOST}:{values['MQTT_PORT']}   user backend, password MQTT_PASSWORD in .local/env",
        "Logs, data, settings": ".local/logs, .local/data, .local/env",
    }
    lines = [f"  {name:<22}{value}" for name, value in rows.items()]
    return "\n".join(["", f"Ready in {seconds:.1f} s", *lines, "  Stop with Ctrl-C. Fill it with: make demo", ""])
