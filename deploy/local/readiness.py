"""From started processes to a system that is ready: what `make run` waits for, and what it then says."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import partial

from celery.utils.nodenames import host_format
from kombu.exceptions import OperationalError
from pymongo.errors import PyMongoError
from redis import Redis, RedisError

from core.maintenance import migrations
from core.maintenance.migrations import SchemaError
from core.writes import installation
from core.writes.installation import InstallationError
from deploy.local.administrator import administrator
from deploy.local.keep import READY
from deploy.local.servers import APPLICATION, BACKEND, HOST, PORT_VARIABLES, of_installation
from deploy.local.waiting import is_ready
from deploy.mongo_access import let_in
from workers.main import app

WORKERS = ("writes", "cache", "events", "maintenance", "mail", "pictures")
LOOK_S, RETRY_S = 0.1, 5.0
# The number of a database in the journal's server.
FORMER_BROKER = 1
PASSWORD = "password DATA_PASSWORD in .local/env"
# A start takes some seconds; who waits for longer is told for what, and again when that changes.
TIMEOUT_S = 20.0
Say = Callable[[str], object]
Checks = dict[str, Callable[[], bool]]


def make_ready(values: dict[str, str], say: Say, began: float) -> None:
    """Wait for the servers, migrate the stored data, let the applications begin, wait for them, and say so.

    However long that takes: what is not ready is being started again, and its keeper says why it does not start.
    Raises SchemaError when this code is too old for the stored data: no waiting changes that.
    """
    make_servers_ready(values, say)
    # The servers too: one that has died meanwhile is not ready.
    wait_for_all({**_servers(values), **_applications(values)}, say)
    say(table(values, time.monotonic() - began))


def make_servers_ready(values: dict[str, str], say: Say) -> None:
    """Wait for the servers, migrate the stored data, and let the applications begin, as `make_ready` does."""
    said = ""
    while not READY.exists():
        wait_for_all(_servers(values), say)
        trouble = _migrate(values)
        if trouble and trouble != said:
            say(f"{trouble}\nTrying again every {RETRY_S:.0f} s.")
        said = trouble
        time.sleep(RETRY_S if trouble else 0)


def wait_for_all(checks: Checks, say: Say, timeout_s: float = TIMEOUT_S) -> None:
    """Return when all of these are true in one round; say what is not, when that takes long, and when it changes."""
    said, began = "", time.monotonic()
    while missing := ", ".join(name for name, check in checks.items() if not check()):
        if missing != said and time.monotonic() - began > timeout_s:
            say(f"Still waiting for: {missing}.")
            said = missing
        time.sleep(LOOK_S)


def _migrate(values: dict[str, str]) -> str:
    """Carry out the migrations and let the applications begin; why not, when that cannot be done yet."""
    try:
        _let_application_in(values)
        migrations.migrate()
        installation.check_at_start()
        _empty_former_broker(values)
    except InstallationError as error:
        return str(error)  # an operator has to decide, and needs the servers for that
    except SchemaError as error:
        migrations.check()  # raises it when the data is too new; else another process is migrating, or died of it
        return str(error)
    except (PyMongoError, RedisError) as error:
        return f"A server went away during the migration ({type(error).__name__})."
    READY.touch()
    return ""


def _let_application_in(values: dict[str, str]) -> None:
    """Each time: the data may be of before there were passwords, or restored, and the password may have changed."""
    server = of_installation("mongod", values)
    with administrator(server) as client:
        let_in(client, server.password)


def _empty_former_broker(values: dict[str, str]) -> None:
    """Forget the messages that lie where the queues were before they had a server of their own: nobody takes them, and
    the sweeper has sent them again."""
    server = of_installation("journal", values)
    with Redis(host=HOST, port=server.port, password=server.password, db=FORMER_BROKER) as redis:
        if redis.dbsize():
            redis.flushdb()


def _servers(values: dict[str, str]) -> Checks:
    return {name: partial(is_ready, of_installation(name, values)) for name in PORT_VARIABLES}


def _applications(values: dict[str, str]) -> Checks:
    addresses = {
        "the API (/readyz)": f"http://{HOST}:{values['API_PORT']}/readyz",
        "realtime (/healthz)": f"http://{HOST}:{values['REALTIME_PORT']}/healthz",
        "Flower": f"http://{HOST}:{values['FLOWER_PORT']}/healthcheck",
    }
    checks: Checks = {name: partial(_answers, url) for name, url in addresses.items()}
    return {**checks, "the pages": partial(_pages_answer, values), "the workers": _workers_reply}


def _pages_answer(values: dict[str, str]) -> bool:
    # The proxy last: it would complain about pages that are not there yet.
    return all(_answers(f"http://{HOST}:{values[port]}/robots.txt") for port in ("PAGES_PORT", "FRONTEND_PORT"))


def _answers(url: str) -> bool:
    try:
        # An http address of this machine, from nobody's input.
        with urllib.request.urlopen(url, timeout=2) as answer:  # nosec B310
            return bool(answer.status == 200)
    except (OSError, ValueError, urllib.error.URLError):
        return False


def _workers_reply() -> bool:
    nodes = [host_format(f"{name}@%h") for name in WORKERS]
    try:
        # Not a connection of the pool: with the broker unavailable, those try for a long time.
        with app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
            replies = app.control.ping(destination=nodes, timeout=1, limit=len(nodes), connection=connection)
    except (OSError, RedisError, OperationalError):
        return False
    return len(replies or []) == len(nodes)


def _metrics(values: dict[str, str]) -> list[str]:
    return [f"http://{HOST}:{values[f'METRICS_PORT_{name.upper()}']}" for name in WORKERS]


def table(values: dict[str, str], seconds: float) -> str:
    """What to show when all is ready: the addresses, where the passwords are, how to stop."""
    api, live, flower = (f"http://{HOST}:{values[name]}" for name in ("API_PORT", "REALTIME_PORT", "FLOWER_PORT"))
    user = values["FLOWER_BASIC_AUTH"].partition(":")[0]
    rows = {
        "The page": f"http://{HOST}:{values['FRONTEND_PORT']}",
        "API": api,
        "API documentation": f"{api}/docs",
        "Live (Socket.IO, SSE)": f"{live}/socket.io, namespace /live, and {live}/api/v1/events?rooms=feed",
        "MQTT over WebSocket": values["MQTT_WS_URL"],
        "Mails": f"{values['MAIL_FOLDER']}/*.eml" if not values.get("SMTP_URL") else "to the server of SMTP_URL",
        "Flower": f"{flower}   user {user}, its password after the colon of FLOWER_BASIC_AUTH in .local/env",
        "Metrics": f"{api}/metrics, {live}/metrics, of the workers " + ", ".join(_metrics(values)),
    }
    return _shown(seconds, rows | _server_rows(values), "Stop with Ctrl-C. Fill it with: make demo")


def servers_table(values: dict[str, str], seconds: float) -> str:
    """What to show when the servers alone are ready: their addresses, and what can be started beside them."""
    commands = "make api, make worker QUEUE=comments, make realtime, make shell"
    rows = _server_rows(values) | {"In other terminals": commands}
    return _shown(seconds, rows, "Stop with Ctrl-C. More: docs/developing/debugging.md")


def _server_rows(values: dict[str, str]) -> dict[str, str]:
    return {
        "MongoDB": f"mongodb://{HOST}:{values['MONGO_PORT']}   user {APPLICATION}, {PASSWORD}",
        "Redis, journal": f"redis://{HOST}:{values['JOURNAL_PORT']}   {PASSWORD}",
        "Redis, Celery broker": f"redis://{HOST}:{values['BROKER_PORT']}   {PASSWORD}",
        "Redis, cache": f"redis://{HOST}:{values['CACHE_PORT']}   {PASSWORD}",
        "MQTT": f"mqtt://{HOST}:{values['MQTT_PORT']}   user {BACKEND}, password MQTT_PASSWORD in .local/env",
        "Logs, data, settings": ".local/logs, .local/data, .local/env",
    }


def _shown(seconds: float, rows: dict[str, str], last: str) -> str:
    lines = [f"  {name:<22}{value}" for name, value in rows.items()]
    return "\n".join(["", f"Ready in {seconds:.1f} s", *lines, f"  {last}", ""])
