"""A push service for tests that keeps what it is given, and answers what it is told to; and browsers at it."""

import base64
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from deploy.local.servers import HOST


def text_of(raw: bytes) -> str:
    """As base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Pushed:
    """One request to the service."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Browser:
    """One that has subscribed at a service: it alone can read what is pushed to it."""

    service: "PushService"
    name: str
    _private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    _auth: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def path(self) -> str:
        """Where it is told of, at the service."""
        return f"/push/{self.name}"

    def subscription(self) -> dict[str, Any]:
        """As `PushSubscription.toJSON()` says it."""
        point = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": text_of(point), "auth": text_of(self._auth)}
        return {"endpoint": self.service.url + self.path, "expirationTime": None, "keys": keys}

    def pushed(self) -> list[dict[str, Any]]:
        """What it was pushed, decrypted, in the order in which it came."""
        return [json.loads(self._decrypted(each.body)) for each in self.service.taken if each.path == self.path]

    def _decrypted(self, body: bytes) -> bytes:
        found = http_ece.decrypt(body, private_key=self._private, auth_secret=self._auth, version="aes128gcm")
        return bytes(found)


class PushService:
    """`asked` are the requests that it got, `taken` those that it answered with 201. `answers`: what it says instead,
    by the path, status and headers."""

    def __init__(self) -> None:
        self.asked: list[Pushed] = []
        self.taken: list[Pushed] = []
        self.answers: dict[str, tuple[int, dict[str, str]]] = {}
        self.server = ThreadingHTTPServer((HOST, 0), _handler(self))

    @property
    def url(self) -> str:
        """For PUSH_SERVICES."""
        return f"http://{HOST}:{self.server.server_port}"

    def browser(self, name: str) -> Browser:
        """One that has subscribed."""
        return Browser(self, name)

    def answer(self, pushed: Pushed) -> tuple[int, dict[str, str]]:
        """Keep this, and say what it is to be told."""
        self.asked.append(pushed)
        status, headers = self.answers.get(pushed.path, (201, {}))
        if status == 201:
            self.taken.append(pushed)
        return status, headers


def _handler(service: PushService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told = {name.lower(): value for name, value in self.headers.items()}
            status, headers = service.answer(Pushed(self.path, told, body))
            self.send_response(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    return Handler


@contextmanager
def push_service() -> Iterator[PushService]:
    """One on a free port until the block ends."""
    service = PushService()
    thread = threading.Thread(target=service.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield service
    finally:
        service.server.shutdown()
        service.server.server_close()
        thread.join()
