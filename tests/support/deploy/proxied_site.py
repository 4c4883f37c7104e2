"""The API, the realtime process and the pages behind a proxy, and the people who come through it."""

import uuid
from dataclasses import dataclass

import requests

from deploy.local.servers import HOST
from tests.support.deploy.proxy import Proxy
from tests.support.users import BASE, PASSWORD

PROBLEM = "application/problem+json"
KIB = 1024


def new_email() -> str:
    """An address that nobody has."""
    return f"{uuid.uuid4().hex}@example.org"


@dataclass
class ProxiedSite:
    """The proxy, and the API and the pages behind it at their own addresses."""

    proxy: Proxy
    api_url: str
    pages_url: str = ""

    def sign_up(self, address: str, email: str = "", claim: str = "") -> int:
        """Register somebody new from this address, or try to; the status of the answer."""
        body = {"name": "Ada", "email": email or new_email(), "password": PASSWORD}
        headers = {"X-Forwarded-For": claim} if claim else {}
        url = f"{self.proxy.url}{BASE}/auth/register"
        return self.proxy.visitor(address).post(url, json=body, headers=headers).status_code


def sign_in(site: ProxiedSite, address: str, **headers: str) -> requests.Session:
    """Somebody new, signed in from this address, who sends these headers each time."""
    email = new_email()
    assert site.sign_up(address, email) == 201
    visitor = site.proxy.visitor(address)
    visitor.headers.update(headers)
    assert visitor.post(f"{site.proxy.url}{BASE}/auth/login", json={"email": email, "password": PASSWORD}).ok
    return visitor


def is_problem(answer: requests.Response, status: int, title: str) -> bool:
    """Whether this is a whole problem with this title; that it is one at all is asserted."""
    body = answer.json()
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, PROBLEM), answer.text
    assert answer.headers["X-Request-Id"] == body["request_id"] and body["status"] == status
    return bool(body["title"] == title and set(body) == {"type", "title", "status", "detail", "instance", "request_id"})


def raw(site: ProxiedSite, request: bytes, address: str = HOST) -> bytes:
    """What is answered to these bytes."""
    with site.proxy.connect(address) as connection:
        connection.sendall(request)
        return connection.recv(64 * KIB)
