"""Write `.env`, the passwords and ports of Compose: `python3 -m deploy.make_env`. Needs Python 3 and nothing else.

Each variable is written once: what stands in the file already is never changed.
"""

import base64
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

FILE = Path(".env")


class Variable(NamedTuple):
    """What a variable means, and how its first value is made."""

    meaning: str
    first: Callable[[], str]
    is_secret: bool = False


# Private keys of P-256 are the numbers below it (SEC 2, 2.4.2).
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def push_key() -> str:
    """A new key that pushes are signed with (PUSH_KEY)."""
    number = 1 + secrets.randbelow(P256_ORDER - 1)
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def factor_key() -> str:
    """A new key that second factors are encrypted with (FACTOR_KEY)."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()


def _secret(meaning: str) -> Variable:
    # Hexadecimal: it stands in URLs and in configuration files as it is.
    return Variable(meaning, lambda: secrets.token_hex(24), is_secret=True)


def _fixed(meaning: str, value: str) -> Variable:
    return Variable(meaning, lambda: value)


VARIABLES = {
    "PUBLIC_HOST": _fixed("The name that clients know this site by", "localhost"),
    "BIND_ADDRESS": _fixed("Address of this machine that the proxy and MQTT are published on", "127.0.0.1"),
    "HTTPS_PORT": _fixed("Port of the site", "443"),
    "HTTP_PORT": _fixed("Port that only leads to HTTPS", "80"),
    "MQTTS_PORT": _fixed("Port of MQTT over TLS", "8883"),
    "FLOWER_PORT": _fixed("Port of Flower, on 127.0.0.1 (profile flower)", "5555"),
    "GRAFANA_PORT": _fixed("Port of Grafana, on 127.0.0.1 (profile observability)", "3000"),
    "CERTIFICATES": _fixed("Folder with certificate.pem and key.pem, or the volume of the self-signed", "certificates"),
    "MONGO_ROOT_PASSWORD": _secret("MongoDB: password of root"),
    "MONGO_PASSWORD": _secret("MongoDB: password of the application"),
    "JOURNAL_PASSWORD": _secret("Redis that keeps writes and sessions: its password"),
    "CACHE_PASSWORD": _secret("Redis that may forget: its password"),
    "BROKER_PASSWORD": _secret("Broker of the messages that wake workers up, Redis or RabbitMQ: its password"),
    "MQTT_PASSWORD": _secret("Mosquitto: password of the application"),
    "FLOWER_BASIC_AUTH": Variable("Flower: user:password", lambda: f"admin:{secrets.token_hex(12)}", is_secret=True),
    "PUSH_KEY": Variable("The key that pushes to browsers are signed with", push_key, is_secret=True),
    "FACTOR_KEY": Variable("The key that second factors are encrypted with", factor_key, is_secret=True),
    "GRAFANA_PASSWORD": _secret("Grafana: password of admin"),
}
NEXT = """
Start everything:     docker compose up --build --detach
Then look at:         https://localhost   (self-signed until CERTIFICATES names a folder of yours)
With Flower:          docker compose --profile flower up --detach          http://127.0.0.1:5555
With Grafana:         docker compose --profile observability up --detach   http://127.0.0.1:3000
Passwords and ports:  .env; a password that was used once is changed in its server, too.
"""


def missing(text: str) -> list[str]:
    """The variables that have no value in the text of an `.env` file."""
    lines = [line.partition("=") for line in text.splitlines() if not line.lstrip().startswith("#")]
    known = {name.removeprefix("export ").strip() for name, _, value in lines if value.strip().strip("\"'")}
    return [name for name in VARIABLES if name not in known]


def make_env(path: Path = FILE) -> list[str]:
    """Add to the file, readable by its owner only, each variable that has no value yet; returns their names."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    text = path.read_text()
    names = missing(text)
    added = [f"# {VARIABLES[name].meaning}\n{name}={VARIABLES[name].first()}\n" for name in names]
    if text and not text.endswith("\n"):
        added.insert(0, "\n")
    with path.open("a") as file:
        file.writelines(added)
    return names


if __name__ == "__main__":
    written = make_env()
    print(f"{FILE}: {len(written)} values are new." if written else f"{FILE} has everything already.")
    print(NEXT)
