"""Settings with which a system would be open to others. A process does not start with them, and says what to change."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from core.platform.settings import Settings

SERVERS = ("mongo_url", "journal_url", "broker_url", "cache_url")


def objections(chosen: "Settings", environment: Mapping[str, str]) -> Iterator[str]:
    """What is unsafe about these settings, and about API_ADDRESS of the environment, a line each; none when all is
    well."""
    if not chosen.mqtt_password.get_secret_value():
        yield "MQTT_PASSWORD: it is empty, so everybody could publish events; give Mosquitto's backend a password"
    address = environment.get("API_ADDRESS", "127.0.0.1")
    if not chosen.cookie_secure and not _is_here(address):
        yield (
            f"COOKIE_SECURE: it is 0, and the API listens on {address}: others could read sessions on their way; "
            "set it to 1 and put HTTPS in front, or let API_ADDRESS be 127.0.0.1"
        )
    if not chosen.open_servers:
        yield from (_of_server(name) for name in SERVERS if any(map(_is_open, getattr(chosen, name).split(";"))))


def _of_server(name: str) -> str:
    return (
        f"{name.upper()}: another machine, and without a password: set one there and here, or OPEN_SERVERS=1 when "
        "nobody else can reach it"
    )


def _is_open(url: str) -> bool:
    user, _, nodes = url.partition("://")[2].partition("/")[0].rpartition("@")
    hosts = [urlsplit(f"//{each}").hostname or "" for each in nodes.split(",")]
    return ":" not in user and not all(map(_is_here, hosts))


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
