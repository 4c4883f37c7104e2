"""The settings of the system on this machine: `.local/env`, made on the first start and kept."""

import os
import re
import secrets
import sys
from pathlib import Path

from dotenv import dotenv_values

from core.identity.key_files import ensure_key
from deploy.local.install import node
from deploy.local.servers import HOST, mongo_url
from deploy.make_env import factor_key, push_key

LOCAL = Path(".local")
FILE = LOCAL / "env"
PORTS = {
    "FRONTEND_PORT": "3000",
    "PAGES_PORT": "3001",
    "API_PORT": "8000",
    "REALTIME_PORT": "8001",
    "FLOWER_PORT": "5555",
    "MONGO_PORT": "27117",
    "JOURNAL_PORT": "6479",
    "CACHE_PORT": "6480",
    "BROKER_PORT": "6481",
    "MQTT_PORT": "1893",
    "METRICS_PORT_WRITES": "9101",
    "METRICS_PORT_CACHE": "9102",
    "METRICS_PORT_EVENTS": "9103",
    "METRICS_PORT_MAINTENANCE": "9104",
    "METRICS_PORT_MAIL": "9105",
    "METRICS_PORT_PICTURES": "9106",
}
# One person and a demo work here, from one address; the limits of a real site would stop them.
LAPTOP = {
    "JWT_KEYS_DIR": str(LOCAL / "keys"),
    "COOKIE_SECURE": "0",
    "MAIL_FOLDER": str(LOCAL / "mail"),
    "PICTURES_URL": (LOCAL / "pictures").absolute().as_uri(),
    "RATE_SIGN_UP": "1000/hour",
    "RATE_SIGN_IN_ADDRESS": "1000/minute",
    "RATE_MAILS": "1000/hour",
    "RATE_MAILS_ADDRESS": "1000/hour",
    "RATE_WRITES": "3000/minute",
    "RATE_MESSAGES": "3000/minute",
    "RATE_READS": "30000/minute",
    "RATE_SEARCH": "3000/minute",
    "RATE_PICTURES": "3000/minute",
}
# It stands in addresses and in a configuration file as it is.
PASSWORD = re.compile(r"[A-Za-z0-9_-]{8,}")
HEADING = (
    "# Settings of this machine, made by `make run`. Ports, limits and passwords may be changed here;\n"
    "# the addresses of the servers follow the ports. Keep it private.\n"
)


def ensure() -> dict[str, str]:
    """Make the folder, the keys and `.local/env` where they are missing; return what is in the file.

    A port in the environment wins over the one in the file, and is kept there.
    """
    LOCAL.mkdir(mode=0o700, exist_ok=True)
    (LOCAL / "logs").mkdir(exist_ok=True)
    ensure_key(LOCAL / "keys")
    known = {name: value for name, value in dotenv_values(FILE).items() if value is not None} if FILE.exists() else {}
    values = {**PORTS, **LAPTOP, **_new_secrets(), **known, **_ports_from_environment()}
    _check_ports(values)
    _check_password(values)
    values.update(_addresses(values))
    _write(values)
    return values


def current() -> dict[str, str]:
    """What is in `.local/env`, for one process beside others: a port of the environment wins, and is not kept."""
    known = {name: value for name, value in dotenv_values(FILE).items() if value is not None}
    values = known | _ports_from_environment()
    _check_ports(values)
    return values | _addresses(values)


def for_processes(values: dict[str, str], *, with_node: bool = True) -> dict[str, str]:
    """The environment of the processes: a variable of the shell wins over the file, except for the addresses."""
    fixed = {name: values[name] for name in (*PORTS, "DATA_PASSWORD", *_addresses(values))}
    programs = [str(Path(sys.executable).parent), os.environ.get("PATH", ""), *([node.ensure()] if with_node else [])]
    # Celery then answers SIGTERM as it does SIGQUIT: running tasks get some time, and the rest goes back.
    extra = {
        "ENV_FILE": str(FILE),
        "PATH": os.pathsep.join(programs),
        "REMAP_SIGTERM": "SIGQUIT",
        "NEXT_TELEMETRY_DISABLED": "1",
        "PYTHONUNBUFFERED": "1",
        # Celery's advice against root is for servers; in a container or a test machine it is only long.
        "PYTHONWARNINGS": "ignore::UserWarning:celery.platforms",
    }
    return {**values, **os.environ, **fixed, **extra}


def _new_secrets() -> dict[str, str]:
    return {
        "PUSH_KEY": push_key(),
        "FACTOR_KEY": factor_key(),
        "DATA_PASSWORD": secrets.token_hex(24),
        "MQTT_PASSWORD": secrets.token_urlsafe(24),
        "FLOWER_BASIC_AUTH": f"admin:{secrets.token_urlsafe(12)}",
    }


def _ports_from_environment() -> dict[str, str]:
    return {name: os.environ[name] for name in PORTS if os.environ.get(name)}


def _check_ports(values: dict[str, str]) -> None:
    for name in PORTS:
        if not values[name].isdigit() or not 0 < int(values[name]) < 65536:
            raise SystemExit(f"{name} must be a port number, not {values[name]!r} (environment or {FILE}).")


def _check_password(values: dict[str, str]) -> None:
    if not PASSWORD.fullmatch(values["DATA_PASSWORD"]):
        raise SystemExit(f"DATA_PASSWORD must be eight letters, digits, - and _ at least ({FILE}).")


def _addresses(values: dict[str, str]) -> dict[str, str]:
    password = values["DATA_PASSWORD"]
    # As the processes find it (for_processes).
    database = os.environ.get("MONGO_DB") or values.get("MONGO_DB") or "social"
    return {
        "SITE_URL": f"http://{HOST}:{values['FRONTEND_PORT']}",
        "MONGO_URL": mongo_url(int(values["MONGO_PORT"]), password, database),
        "JOURNAL_URL": f"redis://:{password}@{HOST}:{values['JOURNAL_PORT']}/0",
        "BROKER_URL": f"redis://:{password}@{HOST}:{values['BROKER_PORT']}/0",
        "CACHE_URL": f"redis://:{password}@{HOST}:{values['CACHE_PORT']}/0",
        "MQTT_HOST": HOST,
        "MQTT_WS_URL": f"ws://{HOST}:{values['REALTIME_PORT']}/mqtt",
        "API_URL": f"http://{HOST}:{values['API_PORT']}",
        "REALTIME_URL": f"http://{HOST}:{values['REALTIME_PORT']}",
        "JWKS_URL": f"http://{HOST}:{values['API_PORT']}/.well-known/jwks.json",
    }


def _write(values: dict[str, str]) -> None:
    unfinished = FILE.with_suffix(".new")
    unfinished.touch(mode=0o600)
    unfinished.write_text(HEADING + "".join(f"{name}={value}\n" for name, value in values.items()))
    unfinished.replace(FILE)
