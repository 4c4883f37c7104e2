"""The page as `make run` serves it, while clients are slow on purpose."""

import socket
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.journeys.test_journeys import TIMEOUT_S, whole_system
from tests.support.servers import ServerAddresses
from tests.support.users import BASE

pytestmark = pytest.mark.timeout(TIMEOUT_S + 100)
SLOW = 500
# As many as one address may have with a whole header.
OF_ADDRESS = 60
HALF_HEADER = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow:"
HALF_BODY = (
    f"POST {BASE}/auth/login HTTP/1.1\r\nHost: localhost\r\n"
    "Content-Type: application/json\r\nContent-Length: 900\r\n\r\n{"
)
BEGINNINGS = (b"", HALF_HEADER, HALF_BODY.encode())


def slow_connection(port: int, number: int) -> socket.socket:
    """One that says nothing, half a header or half a body, and no more."""
    opened = socket.create_connection(
        ("127.0.0.1", port), timeout=20, source_address=(f"127.0.1.{1 + number // OF_ADDRESS}", 0)
    )
    opened.sendall(BEGINNINGS[number % len(BEGINNINGS)])
    return opened


def test_security_f12_slow_connections_do_not_stop_the_page(
    servers: ServerAddresses, keys_dir: Path, tmp_path: Path
) -> None:
    with whole_system(servers, keys_dir, tmp_path / "log") as site, ExitStack() as connections:
        port = int(urlsplit(site.url).port or 0)
        for number in range(SLOW):
            connections.enter_context(slow_connection(port, number))
        for path in ("/", "/sign-in", "/healthz", f"{BASE}/posts") * 5:
            assert requests.get(site.url + path, timeout=20).status_code == 200, path
        body = {"email": "nobody@example.org", "password": "a wrong password"}
        assert requests.post(f"{site.url}{BASE}/auth/login", json=body, timeout=20).status_code == 401
